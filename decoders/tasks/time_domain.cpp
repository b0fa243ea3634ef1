// Hudgins' four numbers and the helpers that other features of the time domain use.
#include "decoders/tasks/time_domain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::decoders {

double common_scale(std::span<const double> scale) {
    double squares = 0.0;
    for (std::size_t c = 0; c < scale.size(); ++c) {
        if (!std::isfinite(scale[c]) || scale[c] < 0.0)
            throw Error(Fault::config, "the standard deviation of channel " + std::to_string(c) +
                                           " is " + exact(scale[c]) +
                                           "; it must be finite and not negative");
        squares += scale[c] * scale[c];
    }
    return scale.empty() ? 0.0 : std::sqrt(squares / static_cast<double>(scale.size()));
}

double log_amplitude(double value, double scale) {
    return std::log(std::max(value + 1e-6 * scale, std::numeric_limits<double>::min()));
}

double wave_length(std::span<const double> x) {
    double sum = 0.0;
    for (std::size_t i = 1; i < x.size(); ++i) sum += std::abs(x[i] - x[i - 1]);
    return sum;
}

std::array<double, 4> hudgins(std::span<const double> x, double scale, double dead_band) {
    const double eps = dead_band * scale;
    double absolute = 0.0, crossings = 0.0, turns = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        absolute += std::abs(x[i]);
        if (i + 1 == x.size()) break;
        const double step = x[i + 1] - x[i];
        if (x[i] * x[i + 1] < 0.0 && std::abs(step) >= eps) crossings += 1.0;
        if (i == 0) continue;
        const double before = x[i] - x[i - 1];
        if (before * -step > 0.0 && std::max(std::abs(before), std::abs(step)) >= eps) turns += 1.0;
    }
    return {log_amplitude(absolute / static_cast<double>(x.size()), scale),
            log_amplitude(wave_length(x), scale), crossings, turns};
}

}  // namespace efferent::decoders
