// The two inner loops of the decomposition. Each number is summed in one fixed order, whatever the
// width of the processor's registers, so that the bytes are the same on all.
#pragma once

#include <cstddef>

namespace efferent::motor_units::lanes {

/// out[i][j] = Σ_t now[t][i] then[t][j] for `count` rows of `stride` floats, a multiple of 16; i is
/// below `rows`, a multiple of 8.
struct OuterProducts {
    const float* now;
    const float* then;
    std::size_t stride;
    std::size_t rows;
    std::size_t count;
    float* out;  ///< stride by stride
};
void outer_products(const OuterProducts& work);

/// out[k][t] = Σ_m Σ_r taps[k][m · lags + r] x[m · plane + t - r] for t below `count`, a multiple
/// of 16, and one filter or two; the second is null if there is one only.
struct Fir {
    const float* x;  ///< channel 0 at t = 0; `lags` floats before it can be read
    std::size_t plane;
    std::size_t channels;
    std::size_t lags;
    std::size_t count;
    const float* taps[2];
    float* out[2];
};
void fir(const Fir& work);

}  // namespace efferent::motor_units::lanes
