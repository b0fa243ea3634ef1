// Brings each column to mean 0 and standard deviation 1, as measured on training rows alone.
#pragma once

#include <vector>

#include "core/table.hpp"

namespace efferent::decoders {

struct Standardiser {
    std::vector<double> means;
    std::vector<double> deviations;  ///< of the population; 1 where a column does not vary

    /// Error{config} without rows, or on a number that is not finite.
    static Standardiser of(const Table& rows);
    /// Error{config} if `rows` has other columns.
    void apply(Table& rows) const;
};

}  // namespace efferent::decoders
