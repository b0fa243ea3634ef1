// Brings features to a common scale, as measured on training instances alone; missing ones stay so.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "decoders/bags/bag_table.hpp"

namespace efferent::bags {

enum class Scale : std::uint8_t {
    as_is,
    logarithm,  ///< of the features that are above zero in all training instances; others as they
                ///< are
};

/// (x - mean) / deviation of each feature, or of its logarithm.
struct Scaling {
    std::vector<std::int64_t> logarithm;  ///< 1 where the logarithm is taken, else 0
    std::vector<double> means;
    std::vector<double> deviations;  ///< of the population; 1 where a feature does not vary

    static Scaling of(const BagTable& training, Scale scale);
    /// Error{config} naming one of `features` whose logarithm does not exist, or if there are other
    /// columns.
    Table apply(const Table& rows, const std::vector<std::string>& features) const;
    /// The same with missing features at the mean, 0, for methods that cannot do without.
    Table filled(const Table& rows, const std::vector<std::string>& features) const;
    friend bool operator==(const Scaling&, const Scaling&) = default;
};

}  // namespace efferent::bags
