// Images as the words that a host writes over SPI to program a chip, and back; both as text files.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hw/odin/image.hpp"

namespace efferent::hw::odin {

/// One transaction: `address` as the chip's README lays it out, with its read, write and command
/// bits, then `data`. 20 bits each on tinyODIN and ODIN, 32 on ReckOn (without bursts).
struct SpiWord {
    std::uint32_t address = 0;
    std::uint32_t data = 0;
    friend bool operator==(const SpiWord&, const SpiWord&) = default;
};

/// Stops the chip (opening its loop, so that no neuron fires into the queue while it is written),
/// writes what the chip could read with these registers and whatever else is not as in a new image,
/// and lets it go.
std::vector<SpiWord> spi_words(const TinyOdinImage& image);
std::vector<SpiWord> spi_words(const OdinImage& image);
std::vector<SpiWord> spi_words(const ReckonImage& image);

/// From one image to another, on a chip that holds the first: only what differs, in between the
/// same stop and go.
std::vector<SpiWord> spi_words(const OdinImage& from, const OdinImage& to);

/// What a chip holds after these words, as a new image where none was written. Error{format} names
/// the word, as line word + 2 of `origin` (where spi_text() puts it): one that the chip has no
/// place for, that sets what is not modelled, or that comes while the chip is not stopped; and
/// words that do not let the chip go in the end.
TinyOdinImage tinyodin_image(std::span<const SpiWord> words, std::string_view origin);
OdinImage odin_image(std::span<const SpiWord> words, std::string_view origin);
ReckonImage reckon_image(std::span<const SpiWord> words, std::string_view origin);

/// For each word that writes to a memory (a whole byte on tinyODIN and ODIN), in order: the address
/// that reads it back, and what must come.
std::vector<SpiWord> read_backs(std::span<const SpiWord> words, std::string_view chip);

/// A line "efferent spi 1 CHIP", a line "ADDRESS DATA" a word in hexadecimal (5 digits each on
/// tinyodin and odin, 8 on reckon), and "end N", N being the number of words.
std::string spi_text(std::span<const SpiWord> words, std::string_view chip);
/// Error{format} names `origin` and the line that is not so, or that is missing.
std::vector<SpiWord> read_spi(std::string_view text, std::string_view origin,
                              std::string_view chip);

/// What a host sends on the input bus: the address, in the tick.
struct AerWord {
    std::uint64_t tick = 0;
    std::uint32_t address = 0;
    friend bool operator==(const AerWord&, const AerWord&) = default;
};

/// The same with "efferent aer 1 CHIP", and "TICK ADDRESS": decimal, then hexadecimal (3 digits on
/// tinyodin, 5 on odin, 2 on reckon). Ticks do not fall. The host waits until the chip is idle
/// before each event; on ReckOn TIME_TICK rises between the events of two ticks.
std::string aer_text(std::span<const AerWord> words, std::string_view chip);
std::vector<AerWord> read_aer(std::string_view text, std::string_view origin,
                              std::string_view chip);

}  // namespace efferent::hw::odin
