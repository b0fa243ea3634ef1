// What the memories and configuration registers of the ODIN family hold, as plain values. Layouts:
// doc/README.md of github.com/ChFrenkel/{tinyODIN,ODIN,ReckOn}; what those leave open: their RTL.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace efferent::hw::odin {

inline constexpr std::size_t rows = 256;  ///< sources of synapses; as many neurons

using Word128 = std::array<std::uint32_t, 4>;  ///< bit 0 is the lowest of [0]

/// A leaky integrate-and-fire neuron's word, taken apart.
struct LifNeuron {
    std::int32_t potential = 0;  ///< tinyODIN: −2048..2047; ODIN: 0..255
    std::int32_t threshold = 0;  ///< 0..4095, of which those above 2047 are never met; 0..255
    std::int32_t leak = 0;       ///< 0..127, of each time reference event, towards zero
    bool disabled = false;       ///< integrates and resets, but its spikes go nowhere
    friend bool operator==(const LifNeuron&, const LifNeuron&) = default;
};

/// Where the weight from `row` to `target` lies: which 32-bit word, and its lowest bit.
struct Nibble {
    std::size_t word;
    unsigned low;
};
constexpr Nibble nibble_of(std::size_t row, std::size_t target) {
    return {row * 32 + target / 8, static_cast<unsigned>(target % 8 * 4)};
}

/// One tinyODIN. A new one has neurons that never fire, and no synapse.
struct TinyOdinImage {
    TinyOdinImage();
    std::vector<std::uint32_t> neurons;   ///< 256
    std::vector<std::uint32_t> synapses;  ///< 8192
    bool open_loop = true;                ///< SPI_OPEN_LOOP: spikes leave, and do not come back
    std::uint8_t last_neuron = 255;       ///< SPI_MAX_NEUR

    LifNeuron neuron(std::size_t index) const;
    void set_neuron(std::size_t index, const LifNeuron& neuron);
    std::int32_t weight(std::size_t row, std::size_t target) const;
    void set_weight(std::size_t row, std::size_t target, std::int32_t weight);  ///< −8..7
    friend bool operator==(const TinyOdinImage&, const TinyOdinImage&) = default;
};

/// One ODIN of leaky neurons without learning. A new one has disabled neurons, and no synapse.
struct OdinImage {
    OdinImage();
    std::vector<Word128> neurons;              ///< 256
    std::vector<std::uint32_t> synapses;       ///< 8192
    std::array<std::uint16_t, 16> inhibits{};  ///< SPI_SYN_SIGN, a bit a row
    bool open_loop = true;                     ///< SPI_OPEN_LOOP
    bool unmapped_too = false;  ///< SPI_PROPAGATE_UNMAPPED_SYN: the mapping bits do not count

    LifNeuron neuron(std::size_t index) const;
    void set_neuron(std::size_t index, const LifNeuron& neuron);
    /// With the sign of the row.
    std::int32_t weight(std::size_t row, std::size_t target) const;
    void set_weight(std::size_t row, std::size_t target, std::int32_t size);  ///< 0..7, no sign
    bool inhibitory(std::size_t row) const;
    void set_inhibitory(std::size_t row);
    friend bool operator==(const OdinImage&, const OdinImage&) = default;
};

/// One ReckOn that infers: learning, noise and stochastic rounding are off. Two neurons share a
/// word, with one threshold and one leak. A new one has thresholds that are never met.
struct ReckonImage {
    ReckonImage();
    std::vector<Word128> neurons;               ///< 128, a word a pair
    std::vector<std::uint32_t> input;           ///< 16384: 64 a source, four 8-bit weights each
    std::vector<std::uint32_t> recurrent;       ///< 16384
    std::vector<std::uint32_t> output;          ///< 1024: 4 a source
    std::array<std::uint32_t, 4> alpha_high{};  ///< SPI_ALPHA_CONF, a bit a pair
    std::uint8_t kappa = 0x7A;                  ///< SPI_KAPPA, in 2^−7
    std::uint8_t last_input = 0;                ///< SPI_NUM_INP_NEUR
    std::uint8_t last_neuron = 1;               ///< SPI_NUM_REC_NEUR; an even one is never stepped
    std::uint8_t last_output = 0;               ///< SPI_NUM_OUT_NEUR, 0..15
    std::uint8_t shift_input = 0;               ///< SPI_FP_LOC_WINP, 0..7
    std::uint8_t shift_recurrent = 0;
    std::uint8_t shift_output = 0;
    bool resets_to_zero = false;  ///< SPI_RST_MODE; otherwise a spike takes the threshold off

    std::int32_t potential(std::size_t neuron) const;
    void set_potential(std::size_t neuron, std::int32_t potential);
    std::int32_t threshold(std::size_t pair) const;
    std::int32_t alpha(std::size_t pair) const;  ///< in 2^−15
    /// `threshold` fits 16 bits with a sign; `alpha`, in 2^−15, is 0x7000..0x8FFF.
    void set_pair(std::size_t pair, std::int32_t threshold, std::int32_t alpha);
    friend bool operator==(const ReckonImage&, const ReckonImage&) = default;
};

/// Weight `target` of `source` in a memory with `per_source` words a source.
std::int32_t byte_weight(const std::vector<std::uint32_t>& memory, std::size_t per_source,
                         std::size_t source, std::size_t target);
void set_byte_weight(std::vector<std::uint32_t>& memory, std::size_t per_source, std::size_t source,
                     std::size_t target, std::int32_t weight);

}  // namespace efferent::hw::odin
