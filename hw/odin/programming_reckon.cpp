// ReckOn's images as SPI words, and back.
#include <algorithm>
#include <iterator>

#include "hw/odin/programming.hpp"
#include "hw/odin/word_at_fault.hpp"

namespace efferent::hw::odin {
namespace {

// Codes in bits 30 to 28, one data word in bits 27 to 16.
constexpr std::uint32_t reckon_single = 1U << 16U, address_bits = 0xFFFFU;
enum Code : std::uint32_t { registers, neurons, outputs, input, recurrent, output };
constexpr std::uint32_t reckon_stop = 0;

using Words = std::vector<SpiWord>;
using Seen = std::span<const SpiWord>;

struct ReckonMemory {
    std::size_t per_source;
    std::vector<std::uint32_t> ReckonImage::*words;
    Code code;
};
constexpr ReckonMemory reckon_memories[] = {{64, &ReckonImage::input, input},
                                            {64, &ReckonImage::recurrent, recurrent},
                                            {4, &ReckonImage::output, output}};

/// Configuration registers with their values; those of learning, noise and rounding are off.
Words reckon_registers(const ReckonImage& image) {
    Words words{{8, image.resets_to_zero ? 1U : 0U},
                {9, 0},
                {10, 0},
                {11, 0},
                {12, image.shift_input},
                {13, image.shift_recurrent},
                {14, image.shift_output},
                {21, 0},
                {32, 0},
                {33, 0}};
    for (std::uint32_t i = 0; i < 4; ++i) words.push_back({65 + i, image.alpha_high[i]});
    words.insert(words.end(), {{69, image.kappa},
                               {94, image.last_input},
                               {95, image.last_neuron},
                               {96, image.last_output}});
    return words;
}

/// Whether the register is one of reckon_registers(), and its value one that these can have.
bool set_reckon_register(ReckonImage& image, std::uint32_t at, std::uint32_t data) {
    const auto small = [&](std::uint8_t& field, std::uint32_t most) {
        field = static_cast<std::uint8_t>(data);
        return data <= most;
    };
    if (at >= 65 && at <= 68) {
        image.alpha_high[at - 65] = data;
        return true;
    }
    switch (at) {
        case 8:
            image.resets_to_zero = data == 1;
            return data <= 1;
        case 12:
            return small(image.shift_input, 7);
        case 13:
            return small(image.shift_recurrent, 7);
        case 14:
            return small(image.shift_output, 7);
        case 69:
            return small(image.kappa, 255);
        case 94:
            return small(image.last_input, 255);
        case 95:
            return small(image.last_neuron, 255);
        case 96:
            return small(image.last_output, 15);
        default:
            break;
    }
    const Words known = reckon_registers(image);
    return std::ranges::find(known, SpiWord{at, data}) != known.end();
}

std::uint32_t reckon_address(Code code, std::size_t at) {
    return static_cast<std::uint32_t>(code) << 28U | reckon_single | static_cast<std::uint32_t>(at);
}

/// Whether these registers let the chip read the word.
bool reachable(const ReckonImage& image, const ReckonMemory& memory, std::size_t at) {
    const std::size_t source = at / memory.per_source, first = at % memory.per_source * 4;
    if (memory.code == output) return source <= image.last_neuron && first <= image.last_output;
    return source <= (memory.code == input ? image.last_input : image.last_neuron) &&
           first <= image.last_neuron;
}

}  // namespace

Words spi_words(const ReckonImage& image) {
    Words words{{reckon_address(registers, reckon_stop), 1}};
    for (const SpiWord& r : reckon_registers(image))
        words.push_back({reckon_address(registers, r.address), r.data});
    for (std::size_t p = 0; p < image.neurons.size(); ++p)
        for (std::size_t part = 0; part < 4; ++part)
            words.push_back({reckon_address(neurons, p * 4 + part), image.neurons[p][part]});
    for (const ReckonMemory& memory : reckon_memories) {
        const auto& held = image.*memory.words;
        for (std::size_t at = 0; at < held.size(); ++at)
            if (held[at] != 0 || reachable(image, memory, at))
                words.push_back({reckon_address(memory.code, at), held[at]});
    }
    words.push_back({reckon_address(registers, reckon_stop), 0});
    return words;
}

ReckonImage reckon_image(Seen words, std::string_view origin) {
    ReckonImage image;
    bool stopped = true;  // as after a reset
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto [address, data] = words[i];
        const std::uint32_t code = address >> 28U, at = address & address_bits;
        if (code >= 8 || (address & 0x0FFF0000U) != reckon_single)
            fail(origin, i, "not a write of one word");
        if (code == registers && at == reckon_stop) {
            stopped = data == 1;
            continue;
        }
        if (!stopped) fail(origin, i, "the chip is written while it runs");
        if (code == registers) {
            if (!set_reckon_register(image, at, data))
                fail(origin, i,
                     "register " + std::to_string(at) +
                         " is not there, or sets what is not modelled");
        } else if (code == neurons && at < 512) {
            image.neurons[at / 4][at % 4] = data;
        } else {
            const auto* const memory =
                std::ranges::find(reckon_memories, static_cast<Code>(code), &ReckonMemory::code);
            if (memory == std::end(reckon_memories) || at >= (image.*memory->words).size())
                fail(origin, i, "there is no such word of memory");
            (image.*memory->words)[at] = data;
        }
    }
    if (stopped) fail(origin, words.size(), "the words end before the chip is let go");
    return image;
}

}  // namespace efferent::hw::odin
