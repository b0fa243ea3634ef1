// The rule that makes a decision of scores.
#include <algorithm>

#include "decoders/tasks/classifier.hpp"

namespace efferent::decoders {

TaskId decide(std::span<const double> scores) {
    return static_cast<TaskId>(std::ranges::max_element(scores) - scores.begin());
}

}  // namespace efferent::decoders
