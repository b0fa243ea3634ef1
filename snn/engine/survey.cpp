// Looks at every weight once.
#include "snn/engine/survey.hpp"

#include <algorithm>
#include <cmath>

namespace efferent::snn {
namespace {

constexpr double dense_from = 0.06;           // docs/engine.md, "Rows"
constexpr double dense_bytes_at_most = 16e6;  // about what a core's share of cache holds

}  // namespace

void Survey::see(const Row& row) {
    count += static_cast<double>(row.weights.size());
    rows += 1.0;
    double together = 0.0;  // of the synapses that a target has from this source
    for (std::size_t i = 0; i < row.weights.size(); ++i) {
        const float w = row.weights[i];
        const bool again = i > 0 && row.targets[i] == row.targets[i - 1];
        together = (again ? together : 0.0) + static_cast<double>(w);
        same_in_row = same_in_row && w == row.weights.front();
        if (w == 0.0F) continue;
        int exponent = 0;
        const double mantissa = std::frexp(static_cast<double>(w), &exponent);
        const auto whole = static_cast<std::int64_t>(std::ldexp(mantissa, 24));
        lowest_bit = std::min(lowest_bit,
                              exponent - 24 + __builtin_ctzll(static_cast<std::uint64_t>(whole)));
        largest = std::max({largest, std::abs(static_cast<double>(w)), std::abs(together)});
    }
}

double Survey::scale() const { return lowest_bit == 128 ? 1.0 : std::ldexp(1.0, lowest_bit); }

Form Survey::form(std::size_t targets) const {
    const double pairs = rows * static_cast<double>(targets);
    const double bytes = pairs * (short_enough() ? 2.0 : 4.0);
    if (count >= dense_from * pairs && bytes <= dense_bytes_at_most)
        return short_enough() ? Form::dense_short : Form::dense_float;
    if (same_in_row) return Form::sparse_same;
    return short_enough() ? Form::sparse_short : Form::sparse_float;
}

}  // namespace efferent::snn
