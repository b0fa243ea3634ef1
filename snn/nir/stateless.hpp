// NIR's nodes without a state: what they give for what they hear.
#pragma once

#include <vector>

#include "snn/nir/flat.hpp"
#include "snn/nir/shapes.hpp"

namespace efferent::snn::nir {

/// Σ over a kernel: convolution, or a sum pool where `weight` is null. Channels first; rows and
/// columns, the first of which is one for one dimension.
struct Kernel {
    std::vector<std::size_t> in, out;  ///< channels, rows, columns
    Stride rows, columns;
    std::size_t groups = 1;
    const std::vector<double>* weight = nullptr;  ///< [out][in of group][row][column]
    const std::vector<double>* bias = nullptr;
    double scale = 1.0;
};

template <class Real>
void apply(const Kernel& k, const std::vector<Real>& x, std::vector<Real>& y) {
    const std::size_t per_group = k.weight == nullptr ? 1 : k.in[0] / k.groups;
    for (std::size_t o = 0; o < k.out[0]; ++o)
        for (std::size_t r = 0; r < k.out[1]; ++r)
            for (std::size_t c = 0; c < k.out[2]; ++c) {
                Real sum = 0;
                for (std::size_t i = 0; i < per_group; ++i)
                    for (std::size_t a = 0; a < k.rows.kernel; ++a)
                        for (std::size_t b = 0; b < k.columns.kernel; ++b) {
                            const std::size_t row = r * k.rows.step + a * k.rows.dilation;
                            const std::size_t column = c * k.columns.step + b * k.columns.dilation;
                            if (row < k.rows.before || row - k.rows.before >= k.in[1] ||
                                column < k.columns.before || column - k.columns.before >= k.in[2])
                                continue;
                            const std::size_t channel =
                                k.weight == nullptr ? o : o / (k.out[0] / k.groups) * per_group + i;
                            const Real heard =
                                x[(channel * k.in[1] + row - k.rows.before) * k.in[2] + column -
                                  k.columns.before];
                            if (heard == 0) continue;
                            const double w =
                                k.weight == nullptr
                                    ? 1.0
                                    : (*k.weight)[((o * per_group + i) * k.rows.kernel + a) *
                                                      k.columns.kernel +
                                                  b];
                            sum += static_cast<Real>(w) * heard;
                        }
                if (k.bias != nullptr) sum += static_cast<Real>((*k.bias)[o]);
                y[(o * k.out[1] + r) * k.out[2] + c] = sum * static_cast<Real>(k.scale);
            }
}

/// Of a Conv1d, Conv2d, SumPool2d or AvgPool2d that hears `in`.
Kernel kernel_of(const Part& part, const std::vector<std::size_t>& in);

}  // namespace efferent::snn::nir
