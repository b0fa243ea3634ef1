// A Cholesky factorisation of the channels' covariance that steps over rows without a pivot.
#include "decoders/motor_units/dependent.hpp"

#include <algorithm>
#include <cmath>

#include "core/table.hpp"

namespace efferent::motor_units {
namespace {

Table covariance(SignalView signal) {
    const std::size_t channels = signal.channels();
    const std::size_t step = std::max<std::size_t>(1, signal.length() / (20 * channels));
    Table sums(channels, channels);
    for (std::size_t t = 0; t < signal.length(); t += step) {
        const auto x = signal.row(t);
        for (std::size_t i = 0; i < channels; ++i)
            for (std::size_t j = 0; j <= i; ++j) sums.row(i)[j] += double{x[i]} * double{x[j]};
    }
    return sums;
}

}  // namespace

std::vector<std::size_t> dependent_channels(SignalView signal) {
    constexpr double left = 1e-6;  // share of a variance that is none
    Table factor = covariance(signal);
    std::vector<std::size_t> dependent;
    for (std::size_t i = 0; i < signal.channels(); ++i) {
        const auto row = factor.row(i);
        const double variance = row[i];
        for (std::size_t j = 0; j < i; ++j) {
            const auto above = factor.row(j);
            for (std::size_t k = 0; k < j; ++k) row[j] -= row[k] * above[k];
            row[j] = above[j] > 0.0 ? row[j] / above[j] : 0.0;
            row[i] -= row[j] * row[j];
        }
        if (row[i] > left * variance) {
            row[i] = std::sqrt(row[i]);
        } else {
            row[i] = 0.0;
            dependent.push_back(i);
        }
    }
    return dependent;
}

}  // namespace efferent::motor_units
