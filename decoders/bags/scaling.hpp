// Brings features to a common scale, as measured on training instances alone; missing ones stay so.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "decoders/bags/bag_table.hpp"

namespace efferent::bags {

enum class Scale : std::uint8_t { as_is, logarithm };

/// (x - mean) / deviation of each feature, or of its logarithm.
struct Scaling {
    Scale scale = Scale::as_is;
    std::vector<double> means;
    std::vector<double> deviations;  ///< of the population; 1 where a feature does not vary

    /// Error{config} if a logarithm is asked of what is not above zero.
    static Scaling of(const BagTable& training, Scale scale);
    /// Error{config} naming one of `features` if a logarithm is asked of what is not above zero, or
    /// if there are other columns.
    Table apply(const Table& rows, const std::vector<std::string>& features) const;
    /// The same with missing features at the mean, 0, for methods that cannot do without.
    Table filled(const Table& rows, const std::vector<std::string>& features) const;
};

}  // namespace efferent::bags
