#include "hw/odin/reckon_core.hpp"

#include <algorithm>

namespace efferent::hw::odin {
namespace {

/// The low 16 bits, as the chip's wires cut them.
std::int32_t word(std::int32_t value) { return static_cast<std::int16_t>(value); }

}  // namespace

ReckonCore::ReckonCore(const ReckonImage& image) : image_(image) {
    for (std::size_t n = 0; n < rows; ++n) potential_[n] = image.potential(n);
}

std::int32_t ReckonCore::sum(std::int32_t a, std::int32_t b) {
    const std::int32_t exact = a + b;
    const std::int32_t held = std::clamp(exact, -0x8000, 0x7FFF);
    tally_.saturated += held != exact ? 1U : 0U;
    return held;
}

void ReckonCore::step(std::vector<std::uint8_t>& spikes) {
    const std::size_t last = std::max({image_.last_input, image_.last_neuron, image_.last_output});
    spiked_.fill(false);
    // Two neurons share a word, which is written with the second: the last of an odd number stays.
    for (std::size_t n = 0; n < (last + 1) / 2 * 2; ++n) {
        const std::int32_t u = potential_[n], threshold = image_.threshold(n / 2);
        const std::int32_t left = word(u * image_.alpha(n / 2) >> 15);
        spiked_[n] = u >= threshold;
        potential_[n] = !spiked_[n] ? left : (image_.resets_to_zero ? 0 : word(left - threshold));
        ++tally_.leaks;
        if (!spiked_[n]) continue;
        ++tally_.spikes;
        spikes.push_back(static_cast<std::uint8_t>(n));
    }
    for (std::size_t k = 0; k <= image_.last_output; ++k)
        output_[k] = word(output_[k] * image_.kappa >> 7);
}

void ReckonCore::spread(std::size_t source, bool input) {
    const bool recurrent = spiked_[source];
    const std::size_t neurons = image_.last_neuron / 2 * std::size_t{2} + 2;
    for (std::size_t n = 0; n < neurons; ++n) {
        const std::int32_t own = input ? byte_weight(image_.input, 64, source, n) : 0;
        const std::int32_t others = recurrent ? byte_weight(image_.recurrent, 64, source, n) : 0;
        tally_.synapses += (own != 0 ? 1U : 0U) + (others != 0 ? 1U : 0U);
        potential_[n] = sum(potential_[n], sum(others * (1 << image_.shift_recurrent),
                                               own * (1 << image_.shift_input)));
    }
    tally_.visits += neurons;
    if (!recurrent) return;
    for (std::size_t k = 0; k <= image_.last_output; ++k) {
        const std::int32_t weight = byte_weight(image_.output, 4, source, k);
        tally_.synapses += weight != 0 ? 1U : 0U;
        output_[k] = sum(output_[k], weight * (1 << image_.shift_output));
    }
    tally_.visits += image_.last_output + 1U;
}

void ReckonCore::propagate(std::span<const std::uint8_t> inputs) {
    arrived_.fill(false);
    for (const std::uint8_t line : inputs) {
        ++tally_.events;
        tally_.dropped += arrived_[line] ? 1U : 0U;
        arrived_[line] = true;
    }
    const std::size_t last = std::max(image_.last_input, image_.last_neuron);
    for (std::size_t source = 0; source <= last; ++source)
        if (arrived_[source] || spiked_[source]) spread(source, arrived_[source]);
}

}  // namespace efferent::hw::odin
