// Pairs of units that are together in one, in the other, and in both.
#include "decoders/drives/rand_index.hpp"

#include <map>
#include <string>
#include <utility>

#include "core/error.hpp"

namespace efferent::drives {
namespace {

double pairs(std::size_t n) {
    return 0.5 * static_cast<double>(n) * (static_cast<double>(n) - 1.0);
}

template <class Counts>
double pairs_within(const Counts& counts) {
    double sum = 0.0;
    for (const auto& [group, count] : counts) sum += pairs(count);
    return sum;
}

}  // namespace

double adjusted_rand_index(std::span<const std::size_t> one, std::span<const std::size_t> other) {
    if (one.size() != other.size() || one.size() < 2)
        throw Error(Fault::config, "adjusted Rand index: groups of " + std::to_string(one.size()) +
                                       " and of " + std::to_string(other.size()) +
                                       " units; give the groups of the same units, at least 2");
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> cells;
    std::map<std::size_t, std::size_t> rows, columns;
    for (std::size_t i = 0; i < one.size(); ++i) {
        ++cells[{one[i], other[i]}];
        ++rows[one[i]];
        ++columns[other[i]];
    }
    const double in_one = pairs_within(rows), in_other = pairs_within(columns);
    const double expected = in_one * in_other / pairs(one.size());
    const double most = 0.5 * (in_one + in_other);
    if (most == expected) return 1.0;
    return (pairs_within(cells) - expected) / (most - expected);
}

}  // namespace efferent::drives
