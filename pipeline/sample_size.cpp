// Holds deviations against what EMG has.
#include "pipeline/sample_size.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/error.hpp"
#include "encoders/encoder.hpp"

namespace efferent {
namespace {

/// Surface EMG is below 10 mV from peak to peak, potentials in a muscle are rarely more, and
/// amplifiers have a noise of about 1 uV; a tenth of that is no measurement.
constexpr double least_uv = 0.1, most_uv = 1e4;
constexpr const char* plausible = "EMG deviates by 0.1 uV to 10 mV";

std::string rounded(double value) {
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), "%.2g", value);
    return text.data();
}

std::string size(double deviation, const emg::Unit& unit) {
    return rounded(deviation) + " " + unit.name;
}

}  // namespace

std::vector<double> deviations(std::span<const float> samples, std::size_t channels) {
    if (channels == 0) return {};
    const SignalView signal(Hertz{1.0}, 0, channels, samples);  // at any rate
    return encoders::calibrate(std::span(&signal, 1), 0.0).scale;
}

void require_computable(const std::string& recording, const std::vector<double>& deviations,
                        const emg::Unit& unit) {
    constexpr double least = 1e-15, most = 1e15;
    const double greatest = deviations.empty() ? 0.0 : std::ranges::max(deviations);
    if (greatest == 0.0 || (greatest >= least && greatest <= most)) return;
    throw Error(Fault::format, recording + ": its samples deviate by " + size(greatest, unit) +
                                   " from their mean, which is beyond what can be computed with; " +
                                   plausible + ": correct the scale or the unit");
}

std::string odd_size(std::vector<double> deviations, const emg::Unit& unit) {
    if (deviations.empty() || unit.microvolts == 0.0) return "";
    const auto middle = deviations.begin() + static_cast<std::ptrdiff_t>(deviations.size() / 2);
    std::ranges::nth_element(deviations, middle);
    const double uv = *middle * unit.microvolts;
    if (uv >= least_uv && uv <= most_uv) return "";
    return "The samples deviate by " + size(*middle, unit) + " in the band, but " + plausible +
           ": is the unit or the scale right?";
}

}  // namespace efferent
