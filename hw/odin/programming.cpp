#include "hw/odin/programming.hpp"

#include <functional>

#include "hw/odin/bits.hpp"
#include "hw/odin/word_at_fault.hpp"

namespace efferent::hw::odin {
namespace {

// tinyODIN and ODIN: commands in bits 17 and 16, a write in bit 18, a read in bit 19.
constexpr std::uint32_t reads = 1U << 19U, writes = 1U << 18U, address_bits = 0xFFFFU;
constexpr std::uint32_t to_neurons = 1U << 16U, to_synapses = 2U << 16U;
constexpr std::uint32_t gate_activity = 0, open_loop = 1;
namespace tinyodin_register {
constexpr std::uint32_t spikes_when_processed = 2, last_neuron = 3;
}
namespace odin_register {
constexpr std::uint32_t signs = 2, unmapped_too = 24, last = 25;
}

// ReckOn: a read in bit 31, codes in bits 30 to 28, of which 0 are registers.
constexpr std::uint32_t reckon_reads = 1U << 31U, reckon_memories = 7U << 28U;

using Words = std::vector<SpiWord>;
using Seen = std::span<const SpiWord>;

/// A byte of a neuron's word, or of 8 synapses.
SpiWord neuron_byte(std::size_t neuron, std::size_t byte, std::uint32_t value) {
    return {writes | to_neurons | static_cast<std::uint32_t>(byte << 8U | neuron), value};
}
SpiWord synapse_byte(std::size_t word, std::size_t byte, std::uint32_t value) {
    return {writes | to_synapses | static_cast<std::uint32_t>(byte << 13U | word), value};
}
std::uint32_t byte_of(std::span<const std::uint32_t> word, std::size_t byte) {
    return bits(word, static_cast<unsigned>(byte * 8), 8);
}

void begin(Words& words) {
    words.push_back({gate_activity, 1});
    words.push_back({open_loop, 1});
}

void let_go(Words& words, bool open) {
    words.push_back({open_loop, open ? 1U : 0U});
    words.push_back({gate_activity, 0});
}

void odin_registers(const OdinImage& image, Words& words) {
    for (std::uint32_t i = 0; i < image.inhibits.size(); ++i)
        words.push_back({odin_register::signs + i, image.inhibits[i]});
    for (std::uint32_t r = odin_register::signs + 16; r <= odin_register::last; ++r)
        words.push_back({r, r == odin_register::unmapped_too && image.unmapped_too ? 1U : 0U});
}

/// Replays words of tinyODIN or ODIN. `set_register` takes the registers beyond the first two and
/// says whether it did; `neuron_words` points to the words of a neuron.
struct Replay {
    std::string_view origin;
    std::size_t neuron_bytes;
    std::function<std::span<std::uint32_t>(std::size_t)> neuron;
    std::vector<std::uint32_t>& synapses;
    bool& opened;
    std::function<bool(std::uint32_t, std::uint32_t)> set_register;

    void run(Seen words) {
        bool stopped = false;
        for (std::size_t i = 0; i < words.size(); ++i) {
            const auto [address, data] = words[i];
            const std::uint32_t at = address & address_bits;
            if (address >> 20U != 0 || data >> 20U != 0) fail(origin, i, "more than 20 bits");
            if ((address & (to_neurons | to_synapses)) == 0) {
                if (at == gate_activity)
                    stopped = (data & 1U) != 0;
                else if (at == open_loop)
                    opened = (data & 1U) != 0;
                else if (!set_register(at, data))
                    fail(origin, i,
                         "register " + std::to_string(at) +
                             " is not there, or sets what is not modelled");
                continue;
            }
            if (!stopped) fail(origin, i, "memory is written while the chip runs");
            if ((address & reads) != 0 || (address & writes) == 0) fail(origin, i, "not a write");
            if (!write(address, data)) fail(origin, i, "there is no such byte of memory");
        }
        if (stopped || words.empty())
            fail(origin, words.size(), "the words end before the chip is let go");
    }

private:
    bool write(std::uint32_t address, std::uint32_t data) {
        const bool to_neuron = (address & to_synapses) == 0;
        if (!to_neuron && (address & to_neurons) != 0) return false;
        const std::size_t byte = to_neuron ? address >> 8U & 0xFFU : address >> 13U & 7U;
        if (byte >= (to_neuron ? neuron_bytes : 4)) return false;
        const auto word = to_neuron ? neuron(address & 0xFFU)
                                    : std::span<std::uint32_t>(&synapses[address & 0x1FFFU], 1);
        const auto low = static_cast<unsigned>(byte * 8);
        const std::uint32_t mask = data >> 8U & 0xFFU;  // 1 keeps the bit
        set_bits(word, low, 8, (data & ~mask) | (bits(word, low, 8) & mask));
        return true;
    }
};

}  // namespace

Words spi_words(const TinyOdinImage& image) {
    const TinyOdinImage fresh;
    Words words;
    begin(words);
    words.push_back({tinyodin_register::spikes_when_processed, 0});
    words.push_back({tinyodin_register::last_neuron, image.last_neuron});
    for (std::size_t n = 0; n < rows; ++n)
        for (std::size_t b = 0; b < 4; ++b)
            if (n <= image.last_neuron || image.neurons[n] != fresh.neurons[n])
                words.push_back(neuron_byte(n, b, byte_of({&image.neurons[n], 1}, b)));
    for (std::size_t w = 0; w < image.synapses.size(); ++w)
        for (std::size_t b = 0; b < 4; ++b)
            if (w % 32 * 8 <= image.last_neuron || image.synapses[w] != 0)
                words.push_back(synapse_byte(w, b, byte_of({&image.synapses[w], 1}, b)));
    let_go(words, image.open_loop);
    return words;
}

Words spi_words(const OdinImage& image) {
    Words words;
    begin(words);
    odin_registers(image, words);
    for (std::size_t n = 0; n < rows; ++n)
        for (std::size_t b = 0; b < 16; ++b)
            words.push_back(neuron_byte(n, b, byte_of(image.neurons[n], b)));
    for (std::size_t w = 0; w < image.synapses.size(); ++w)
        for (std::size_t b = 0; b < 4; ++b)
            words.push_back(synapse_byte(w, b, byte_of({&image.synapses[w], 1}, b)));
    let_go(words, image.open_loop);
    return words;
}

Words spi_words(const OdinImage& from, const OdinImage& to) {
    Words words, whole = spi_words(to);
    const Words held = spi_words(from);
    // Both lists have the same addresses in the same order; the first two stop, the last let go.
    for (std::size_t i = 0; i < whole.size(); ++i)
        if (i < 2 || i + 2 >= whole.size() || whole[i] != held[i]) words.push_back(whole[i]);
    return words;
}

TinyOdinImage tinyodin_image(Seen words, std::string_view origin) {
    TinyOdinImage image;
    const auto set = [&image](std::uint32_t at, std::uint32_t data) {
        if (at == tinyodin_register::last_neuron)
            image.last_neuron = static_cast<std::uint8_t>(data & 0xFFU);
        return at == tinyodin_register::last_neuron ||
               (at == tinyodin_register::spikes_when_processed && (data & 1U) == 0);
    };
    Replay{origin,
           4,
           [&](std::size_t n) { return std::span(&image.neurons[n], 1); },
           image.synapses,
           image.open_loop,
           set}
        .run(words);
    return image;
}

OdinImage odin_image(Seen words, std::string_view origin) {
    OdinImage image;
    const auto set = [&image](std::uint32_t at, std::uint32_t data) {
        if (at >= odin_register::signs && at < odin_register::signs + 16)
            image.inhibits[at - odin_register::signs] = static_cast<std::uint16_t>(data & 0xFFFFU);
        else if (at == odin_register::unmapped_too)
            image.unmapped_too = (data & 1U) != 0;
        else
            return at <= odin_register::last && data == 0;
        return true;
    };
    Replay{origin,
           16,
           [&](std::size_t n) { return std::span<std::uint32_t>(image.neurons[n]); },
           image.synapses,
           image.open_loop,
           set}
        .run(words);
    return image;
}

Words read_backs(Seen words, std::string_view chip) {
    Words all;
    for (const auto [address, data] : words) {
        if (chip == "reckon" && (address & reckon_memories) != 0)
            all.push_back({address | reckon_reads, data});
        else if (chip != "reckon" && (address & (to_neurons | to_synapses)) != 0)
            all.push_back({(address & ~writes) | reads, data & 0xFFU});
    }
    return all;
}

}  // namespace efferent::hw::odin
