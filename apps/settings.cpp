#include "apps/settings.hpp"

#include "core/error.hpp"

namespace efferent::apps {

Config with_changes(Config config, const std::vector<std::string>& changes) {
    for (const std::string& change : changes) {
        const std::size_t at = change.find('=');
        if (at == std::string::npos || at == 0)
            throw Error(Fault::config, "--set " + change +
                                           ": must read path=value, such as windows.window_ms=200");
        config = config.with(change.substr(0, at), change.substr(at + 1));
    }
    return config;
}

}  // namespace efferent::apps
