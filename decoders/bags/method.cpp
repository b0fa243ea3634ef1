// What all methods on bags do alike.
#include "decoders/bags/method.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"

namespace efferent::bags {

std::size_t decided(std::span<const double> scores) {
    return static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
}

void require_judgeable(const Table& instances, std::size_t columns) {
    if (instances.rows() == 0)
        throw Error(Fault::config, "the bag is empty; there is no instance to judge it by");
    if (instances.columns() != columns)
        throw Error(Fault::config, "instances have " + std::to_string(instances.columns()) +
                                       " features; those of training had " +
                                       std::to_string(columns));
    if (std::ranges::any_of(instances.values(), [](double x) { return std::isinf(x); }))
        throw Error(Fault::config, "a feature of the bag is infinite; give finite ones");
}

}  // namespace efferent::bags
