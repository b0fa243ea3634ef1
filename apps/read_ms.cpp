#include "apps/read_ms.hpp"

#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::apps {

Duration read_ms(const char* option, double ms, double most) {
    if (!(ms * 1e6 >= 1.0) || ms > most)
        throw Error(Fault::config, std::string(option) + " " + exact(ms) +
                                       ": must be a number of ms above zero, at most " +
                                       exact(most));
    return Duration{std::llround(ms * 1e6)};
}

}  // namespace efferent::apps
