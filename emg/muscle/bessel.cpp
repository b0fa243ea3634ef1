// Recurrences; the first K are the standard library's.
#include "emg/muscle/bessel.hpp"

#include <cmath>

namespace efferent::emg {
namespace {

/// exp(x) K_n(x), n = 0 or 1.
double scaled_k(double order, double x) {
    if (x < 300.0) return std::exp(x) * std::cyl_bessel_k(order, x);
    // Abramowitz & Stegun 9.7.2; the fourth term is below 1e-9 here.
    const double mu = 4.0 * order * order, y = 8.0 * x;
    return std::sqrt(std::acos(-1.0) / (2.0 * x)) *
           (1.0 +
            (mu - 1.0) / y * (1.0 + (mu - 9.0) / (2.0 * y) * (1.0 + (mu - 25.0) / (3.0 * y))));
}

}  // namespace

BesselRow scaled_bessel(double x, std::size_t orders) {
    BesselRow row;
    row.k = {scaled_k(0.0, x), scaled_k(1.0, x)};
    for (std::size_t n = 1; n + 1 <= orders; ++n)
        row.k.push_back(row.k[n - 1] + 2.0 * static_cast<double>(n) / x * row.k[n]);

    // Downwards from far above: the ratio I_n / I_(n-1), then all from exp(-x) (I_0 + 2 sum I_n)
    // = 1.
    const std::size_t start = orders + 20 + static_cast<std::size_t>(1.5 * x);
    std::vector<double> ratio(start + 1);
    for (std::size_t n = start; n >= 1; --n)
        ratio[n] = 1.0 / (2.0 * static_cast<double>(n) / x + (n == start ? 0.0 : ratio[n + 1]));
    double sum = 1.0, term = 1.0;
    for (std::size_t n = 1; n <= start; ++n) sum += 2.0 * (term *= ratio[n]);
    row.i.push_back(1.0 / sum);
    for (std::size_t n = 1; n <= orders; ++n) row.i.push_back(row.i.back() * ratio[n]);

    row.di.push_back(row.i[1]);
    row.dk.push_back(-row.k[1]);
    for (std::size_t n = 1; n <= orders; ++n) {
        const double up = static_cast<double>(n) / x;
        row.di.push_back(row.i[n - 1] - up * row.i[n]);
        row.dk.push_back(-row.k[n - 1] - up * row.k[n]);
    }
    return row;
}

}  // namespace efferent::emg
