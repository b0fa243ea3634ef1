// Products and distances of rows with a fixed set of rows, each summed column by column: a result
// depends on its two rows alone, not on the rows beside them or on where they lie in memory.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/table.hpp"

namespace efferent::decoders {

class RowPanels {
public:
    RowPanels() = default;
    explicit RowPanels(const Table& rows);

    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }

    /// out[i] = row i · x; `x` has columns() numbers, `out` has rows().
    void products(std::span<const double> x, std::span<double> out) const;

    /// The same for each row of `xs`: row r, column i is row i · row r of xs.
    Table products(const Table& xs) const;

    /// out[r * rows() + i] = |row i - row r of xs|² for the rows [begin, begin + count) of `xs`, r
    /// counted from `begin`. Several at a time use each panel while it is at hand.
    void squared_distances(const Table& xs, std::size_t begin, std::size_t count,
                           std::span<double> out) const;

private:
    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
    std::vector<double> panels_;  ///< eight rows beside each other, column after column
};

}  // namespace efferent::decoders
