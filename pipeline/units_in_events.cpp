// From events to the staircase that they stand for, and from that to motor units.
#include "pipeline/units_in_events.hpp"

#include <algorithm>
#include <cmath>

namespace efferent {
namespace {

/// The discharges of a source, its peaks in two classes by their heights. Between the classes of
/// their squares, which suit a clear source, many low peaks of a noisy one are lost.
std::vector<std::size_t> by_height(std::span<const float> source, std::size_t separation) {
    std::vector<float> roots;
    for (const float s : source) roots.push_back(std::sqrt(std::max(s, 0.0F)));
    return motor_units::classify(roots, motor_units::peaks(roots, separation)).pulses;
}

}  // namespace

Rebuilt rebuild(const SentEvents& sent, const Band& band) {
    constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> column(sent.channels, none);
    for (const Event& e : sent.events) column[index(e.channel)] = 0;
    Rebuilt rebuilt;
    for (std::size_t& c : column)
        if (c != none) c = rebuilt.channels++;
    const std::size_t channels = rebuilt.channels;
    rebuilt.samples.resize(sent.length * channels);
    std::vector<float> height(channels);  // whole numbers, exact
    auto next = sent.events.begin();
    for (std::size_t t = 0; t < sent.length; ++t) {
        for (; next != sent.events.end() &&
               sample_of(sent.rate, next->at) <= static_cast<std::int64_t>(t);
             ++next)
            height[column[index(next->channel)]] += next->polarity == Polarity::up ? 1.0F : -1.0F;
        std::ranges::copy(height,
                          rebuilt.samples.begin() + static_cast<std::ptrdiff_t>(t * channels));
    }
    band_pass(band, sent.rate, channels)->apply(rebuilt.samples);
    return rebuilt;
}

std::vector<std::vector<std::size_t>> units_in_events(
    const SentEvents& sent, const Band& band, const motor_units::DecompositionParams& search,
    Monitor& monitor) {
    if (sent.events.empty())
        throw Error(Fault::config,
                    "motor units from events: the encoder sent none; use a lower threshold");
    const Rebuilt rebuilt = rebuild(sent, band);
    const auto separation = static_cast<std::size_t>(
        std::max<std::int64_t>(1, sample_count(sent.rate, search.separation)));
    const auto found =
        motor_units::decompose({sent.rate, 0, rebuilt.channels, rebuilt.samples}, search, monitor);
    std::vector<std::vector<std::size_t>> discharges;
    for (const motor_units::MotorUnit& unit : found.units)
        discharges.push_back(by_height(unit.source, separation));
    return discharges;
}

}  // namespace efferent
