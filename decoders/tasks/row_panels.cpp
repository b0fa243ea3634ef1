// Sums over columns for eight rows at a time, in vector registers.
#include "decoders/tasks/row_panels.hpp"

#include <Eigen/Core>
#include <algorithm>

namespace efferent::decoders {

RowPanels::RowPanels(const Table& rows) : rows_(rows.rows()), columns_(rows.columns()) {
    panels_.resize((rows_ + width - 1) / width * width * columns_);
    for (std::size_t i = 0; i < rows_; ++i)
        for (std::size_t j = 0; j < columns_; ++j)
            panels_[(i / width * columns_ + j) * width + i % width] = rows.row(i)[j];
}

template <class Term>
void RowPanels::sum_panel(std::size_t panel, std::span<const double> x, std::span<double> out,
                          const Term& term) const {
    using Lanes = Eigen::Array<double, width, 1>;
    Lanes sums = Lanes::Zero();
    const double* column = panels_.data() + panel * columns_ * width;
    for (std::size_t j = 0; j < columns_; ++j, column += width)
        sums += term(Lanes(Eigen::Map<const Lanes>(column)), x[j]);
    const std::size_t first = panel * width;
    std::copy_n(sums.data(), std::min(width, rows_ - first),
                out.begin() + static_cast<std::ptrdiff_t>(first));
}

void RowPanels::products(std::span<const double> x, std::span<double> out) const {
    for (std::size_t panel = 0; panel * width < rows_; ++panel)
        sum_panel(panel, x, out, [](auto a, double b) { return (a * b).eval(); });
}

void RowPanels::squared_distances(const Table& xs, std::size_t begin, std::size_t count,
                                  std::span<double> out) const {
    for (std::size_t panel = 0; panel * width < rows_; ++panel)
        for (std::size_t r = 0; r < count; ++r)
            sum_panel(panel, xs.row(begin + r), out.subspan(r * rows_, rows_),
                      [](auto a, double b) { return (a - b).square().eval(); });
}

}  // namespace efferent::decoders
