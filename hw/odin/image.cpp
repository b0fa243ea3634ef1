#include "hw/odin/image.hpp"

#include "hw/odin/bits.hpp"

namespace efferent::hw::odin {
namespace {

constexpr LifNeuron idle_tinyodin{.potential = 0, .threshold = 2048, .leak = 0, .disabled = true};
constexpr LifNeuron idle_odin{.potential = 0, .threshold = 255, .leak = 0, .disabled = true};
constexpr std::int32_t never = 0x7FFF, no_leak = 0x8000;

std::span<std::uint32_t> one(std::uint32_t& word) { return {&word, 1}; }
std::span<const std::uint32_t> one(const std::uint32_t& word) { return {&word, 1}; }

std::uint32_t raw(std::int32_t value) { return static_cast<std::uint32_t>(value); }
std::int32_t plain(std::uint32_t value) { return static_cast<std::int32_t>(value); }

unsigned potential_bit(std::size_t neuron) { return neuron % 2 == 0 ? 0U : 50U; }

}  // namespace

TinyOdinImage::TinyOdinImage() : neurons(rows), synapses(rows * rows / 8) {
    for (std::size_t n = 0; n < rows; ++n) set_neuron(n, idle_tinyodin);
}

LifNeuron TinyOdinImage::neuron(std::size_t index) const {
    const auto word = one(neurons[index]);
    return {.potential = as_signed(bits(word, 0, 12), 12),
            .threshold = plain(bits(word, 12, 12)),
            .leak = plain(bits(word, 24, 7)),
            .disabled = bits(word, 31, 1) != 0};
}

void TinyOdinImage::set_neuron(std::size_t index, const LifNeuron& neuron) {
    const auto word = one(neurons[index]);
    set_bits(word, 0, 12, raw(neuron.potential));
    set_bits(word, 12, 12, raw(neuron.threshold));
    set_bits(word, 24, 7, raw(neuron.leak));
    set_bits(word, 31, 1, neuron.disabled ? 1 : 0);
}

std::int32_t TinyOdinImage::weight(std::size_t row, std::size_t target) const {
    const Nibble at = nibble_of(row, target);
    return as_signed(bits(one(synapses[at.word]), at.low, 4), 4);
}

void TinyOdinImage::set_weight(std::size_t row, std::size_t target, std::int32_t weight) {
    const Nibble at = nibble_of(row, target);
    set_bits(one(synapses[at.word]), at.low, 4, raw(weight));
}

OdinImage::OdinImage() : neurons(rows), synapses(rows * rows / 8) {
    for (std::size_t n = 0; n < rows; ++n) set_neuron(n, idle_odin);
}

LifNeuron OdinImage::neuron(std::size_t index) const {
    const Word128& word = neurons[index];
    return {.potential = plain(bits(word, 70, 8)),
            .threshold = plain(bits(word, 9, 8)),
            .leak = bits(word, 8, 1) != 0 ? plain(bits(word, 1, 7)) : 0,
            .disabled = bits(word, 127, 1) != 0};
}

void OdinImage::set_neuron(std::size_t index, const LifNeuron& neuron) {
    Word128& word = neurons[index];
    set_bits(word, 0, 1, 1);  // leaky integrate-and-fire
    set_bits(word, 1, 7, raw(neuron.leak));
    set_bits(word, 8, 1, neuron.leak != 0 ? 1 : 0);
    set_bits(word, 9, 8, raw(neuron.threshold));
    set_bits(word, 70, 8, raw(neuron.potential));
    set_bits(word, 127, 1, neuron.disabled ? 1 : 0);
}

std::int32_t OdinImage::weight(std::size_t row, std::size_t target) const {
    const Nibble at = nibble_of(row, target);
    const auto word = one(synapses[at.word]);
    if (bits(word, at.low + 3, 1) == 0 && !unmapped_too) return 0;
    const std::int32_t size = plain(bits(word, at.low, 3));
    return inhibitory(row) ? -size : size;
}

void OdinImage::set_weight(std::size_t row, std::size_t target, std::int32_t size) {
    const Nibble at = nibble_of(row, target);
    set_bits(one(synapses[at.word]), at.low, 4, size == 0 ? 0U : raw(size) | 8U);
}

bool OdinImage::inhibitory(std::size_t row) const {
    return (inhibits[row / 16] >> row % 16 & 1) != 0;
}

void OdinImage::set_inhibitory(std::size_t row) {
    inhibits[row / 16] = static_cast<std::uint16_t>(inhibits[row / 16] | 1U << row % 16);
}

ReckonImage::ReckonImage()
    : neurons(rows / 2), input(rows * 64), recurrent(rows * 64), output(rows * 4) {
    for (std::size_t p = 0; p < rows / 2; ++p) set_pair(p, never, no_leak);
}

std::int32_t ReckonImage::potential(std::size_t neuron) const {
    return as_signed(bits(neurons[neuron / 2], potential_bit(neuron), 16), 16);
}

void ReckonImage::set_potential(std::size_t neuron, std::int32_t potential) {
    set_bits(neurons[neuron / 2], potential_bit(neuron), 16, raw(potential));
}

std::int32_t ReckonImage::threshold(std::size_t pair) const {
    return as_signed(bits(neurons[pair], 100, 16), 16);
}

std::int32_t ReckonImage::alpha(std::size_t pair) const {
    const bool one_or_more = (alpha_high[pair / 32] >> pair % 32 & 1) != 0;
    return (one_or_more ? 0x8000 : 0x7000) + plain(bits(neurons[pair], 116, 12));
}

void ReckonImage::set_pair(std::size_t pair, std::int32_t threshold, std::int32_t alpha) {
    set_bits(neurons[pair], 100, 16, raw(threshold));
    set_bits(neurons[pair], 116, 12, raw(alpha));
    set_bits(alpha_high, static_cast<unsigned>(pair), 1, alpha >= 0x8000 ? 1 : 0);
}

std::int32_t byte_weight(const std::vector<std::uint32_t>& memory, std::size_t per_source,
                         std::size_t source, std::size_t target) {
    const std::uint32_t word = memory[source * per_source + target / 4];
    return as_signed(word >> target % 4 * 8, 8);
}

void set_byte_weight(std::vector<std::uint32_t>& memory, std::size_t per_source, std::size_t source,
                     std::size_t target, std::int32_t weight) {
    set_bits(one(memory[source * per_source + target / 4]), static_cast<unsigned>(target % 4 * 8),
             8, raw(weight));
}

}  // namespace efferent::hw::odin
