// Programming files as text.
#include <array>
#include <charconv>

#include "core/error.hpp"
#include "core/lines.hpp"
#include "core/text.hpp"
#include "hw/odin/programming.hpp"

namespace efferent::hw::odin {
namespace {

struct Digits {
    std::string_view chip;
    std::size_t spi, aer;
};
constexpr std::array<Digits, 3> widths{{{"tinyodin", 5, 3}, {"odin", 5, 5}, {"reckon", 8, 2}}};

const Digits& digits_of(std::string_view chip) {
    for (const Digits& d : widths)
        if (d.chip == chip) return d;
    throw Error(Fault::config, "chip \"" + std::string(chip) +
                                   "\" has no programming files; tinyodin, odin and reckon have");
}

std::string hex(std::uint32_t value, std::size_t digits) {
    std::string text(digits, '0');
    for (std::size_t i = digits; i-- > 0; value >>= 4U) text[i] = "0123456789ABCDEF"[value & 0xFU];
    return text;
}

std::string header(std::string_view kind, std::string_view chip) {
    return "efferent " + std::string(kind) + " 1 " + std::string(chip);
}

std::uint32_t from_hex(std::string_view text, std::size_t digits, const Lines& lines) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (text.size() != digits || error != std::errc() || end != text.data() + text.size())
        lines.fail(instead_of(std::to_string(digits) + " hexadecimal digits", text));
    return value;
}

/// Calls `take` with the two columns of each line between the header and "end N".
template <class Take>
void read(Lines& lines, const std::string& first, Take take) {
    if (!lines.next() || lines.text() != first)
        lines.fail(instead_of("\"" + first + "\"", lines.text()));
    std::size_t count = 0;
    while (lines.next()) {
        const auto cells = split(lines.text(), ' ');
        if (cells.size() != 2)
            lines.fail(instead_of("two words with a space between", lines.text()));
        if (cells[0] == "end") {
            if (cells[1] != std::to_string(count))
                lines.fail("\"" + std::string(lines.text()) + "\" after " + std::to_string(count) +
                           " words: some are missing, or too many");
            if (lines.left() > 0) lines.fail("more follows");
            return;
        }
        take(cells[0], cells[1]);
        ++count;
    }
    lines.fail("the file ends here, before \"end " + std::to_string(count) + "\"");
}

}  // namespace

std::string spi_text(std::span<const SpiWord> words, std::string_view chip) {
    const std::size_t digits = digits_of(chip).spi;
    std::string text = header("spi", chip) + "\n";
    for (const SpiWord& w : words)
        text += hex(w.address, digits) + " " + hex(w.data, digits) + "\n";
    return text + "end " + std::to_string(words.size()) + "\n";
}

std::vector<SpiWord> read_spi(std::string_view text, std::string_view origin,
                              std::string_view chip) {
    const std::size_t digits = digits_of(chip).spi;
    Lines lines(text, std::string(origin));
    std::vector<SpiWord> words;
    read(lines, header("spi", chip), [&](std::string_view address, std::string_view data) {
        const std::uint32_t at = from_hex(address, digits, lines);
        words.push_back({at, from_hex(data, digits, lines)});
    });
    return words;
}

std::string aer_text(std::span<const AerWord> words, std::string_view chip) {
    const std::size_t digits = digits_of(chip).aer;
    std::string text = header("aer", chip) + "\n";
    for (const AerWord& w : words)
        text += std::to_string(w.tick) + " " + hex(w.address, digits) + "\n";
    return text + "end " + std::to_string(words.size()) + "\n";
}

std::vector<AerWord> read_aer(std::string_view text, std::string_view origin,
                              std::string_view chip) {
    const std::size_t digits = digits_of(chip).aer;
    Lines lines(text, std::string(origin));
    std::vector<AerWord> words;
    read(lines, header("aer", chip), [&](std::string_view tick, std::string_view address) {
        const auto t = to_integer(tick);
        if (!t || *t < 0) lines.fail(instead_of("a tick", tick));
        const auto at = static_cast<std::uint64_t>(*t);
        if (!words.empty() && at < words.back().tick)
            lines.fail("tick " + std::string(tick) + " comes after a later one");
        words.push_back({at, from_hex(address, digits, lines)});
    });
    return words;
}

}  // namespace efferent::hw::odin
