// Fixed-width fields of text, and lists of notes between bytes 20, 21 and 0.
#include "emg/edf_header.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/lines.hpp"
#include "core/text.hpp"

namespace efferent::emg {
namespace {

constexpr std::int64_t most_signals = 65535;

class Fieldwise {
public:
    Fieldwise(std::string_view text, const std::string& origin) : rest_(text), origin_(origin) {}

    std::string_view take(std::size_t width, std::string_view name) {
        if (rest_.size() < width)
            fail(name,
                 "the header is cut off here, so this is not the whole of an EDF or BDF file");
        const std::string_view field = rest_.substr(0, width);
        rest_.remove_prefix(width);
        for (const char c : field)
            if (static_cast<unsigned char>(c) < 32 || static_cast<unsigned char>(c) > 126)
                fail(name, "holds a byte that is no printable character");
        return trim(field);
    }
    void skip(std::size_t width) { rest_.remove_prefix(std::min(width, rest_.size())); }

    std::int64_t whole(std::size_t width, std::string_view name, std::int64_t low,
                       std::int64_t high) {
        const std::string_view text = take(width, name);
        const auto value = to_integer(text);
        if (!value || *value < low || *value > high)
            fail(name, instead_of("a whole number from " + std::to_string(low) + " to " +
                                      std::to_string(high),
                                  text));
        return *value;
    }
    double number(std::size_t width, std::string_view name) {
        const std::string_view text = take(width, name);
        const auto value = to_double(text);
        if (!value || !(*value > -1e12 && *value < 1e12)) fail(name, instead_of("a number", text));
        return *value;
    }
    [[noreturn]] void fail(std::string_view name, const std::string& why) const {
        throw Error(Fault::format, origin_ + ": " + std::string(name) + ": " + why);
    }

private:
    std::string_view rest_;
    const std::string& origin_;
};

void check_signal(const Fieldwise& fields, const EdfSignal& s, std::size_t bytes) {
    const std::int64_t limit = std::int64_t{1} << (8 * bytes - 1);
    const std::string name = "signal \"" + s.label + "\"";
    if (s.digital_low < -limit || s.digital_high >= limit || s.digital_low >= s.digital_high)
        fields.fail(name, "the digital range must rise within " + std::to_string(8 * bytes) +
                              " bits, not go from " + std::to_string(s.digital_low) + " to " +
                              std::to_string(s.digital_high));
    if (s.physical_low == s.physical_high)
        fields.fail(name, "the physical minimum and maximum must differ");
}

EdfNote parse_one(std::string_view times, const std::string& where) {
    const std::size_t mark = times.find('\x15');
    const auto onset = to_double(times.substr(0, mark));
    const auto duration = mark == std::string_view::npos ? std::optional<double>(0.0)
                                                         : to_double(times.substr(mark + 1));
    const bool signed_onset = times.starts_with('+') || times.starts_with('-');
    if (!signed_onset || !onset || !duration || !(*onset > -1e9 && *onset < 1e9) ||
        !(*duration >= 0.0 && *duration < 1e9))
        throw Error(Fault::format, where + ": a note's time " +
                                       instead_of("+seconds and perhaps a duration", times));
    return {*onset, *duration, {}};
}

}  // namespace

std::size_t EdfHeader::record_bytes() const {
    std::size_t samples = 0;
    for (const EdfSignal& s : signals) samples += static_cast<std::size_t>(s.samples);
    return samples * bytes_a_sample;
}

EdfHeader parse_edf_header(std::string_view file, const std::string& origin) {
    EdfHeader header;
    Fieldwise fields(file, origin);
    if (file.starts_with("\xff"
                         "BIOSEMI")) {
        fields.skip(8);
    } else {
        header.bytes_a_sample = 2;
        if (fields.take(8, "version") != "0")
            fields.fail("version", "is neither that of EDF nor that of BDF");
    }
    fields.take(80, "patient");
    header.recording = fields.take(80, "recording");
    fields.take(16, "date and time");
    const std::int64_t stated =
        fields.whole(8, "bytes in the header", 512, 256 * (most_signals + 1));
    const std::string_view kind = fields.take(44, "kind");
    if (kind.starts_with("EDF+D") || kind.starts_with("BDF+D"))
        fields.fail("kind", "is a recording with gaps (" + std::string(kind.substr(0, 5)) +
                                "), which is not taken");
    header.records = fields.whole(8, "number of records", 0, 99'999'999);
    header.record_s = fields.number(8, "duration of a record");
    if (!(header.record_s > 0.0)) fields.fail("duration of a record", "must be above 0 s");
    const std::int64_t count = fields.whole(4, "number of signals", 1, most_signals);
    header.signals.resize(static_cast<std::size_t>(count));
    if (stated != static_cast<std::int64_t>(header.header_bytes()))
        fields.fail("bytes in the header", "must be 256 times the number of signals and 1");
    for (EdfSignal& s : header.signals) s.label = fields.take(16, "label");
    for (std::size_t i = 0; i < header.signals.size(); ++i) fields.take(80, "transducer");
    for (EdfSignal& s : header.signals) s.unit = fields.take(8, "physical dimension");
    for (EdfSignal& s : header.signals) s.physical_low = fields.number(8, "physical minimum");
    for (EdfSignal& s : header.signals) s.physical_high = fields.number(8, "physical maximum");
    constexpr std::int64_t widest = 1 << 24;
    for (EdfSignal& s : header.signals)
        s.digital_low = fields.whole(8, "digital minimum", -widest, widest);
    for (EdfSignal& s : header.signals)
        s.digital_high = fields.whole(8, "digital maximum", -widest, widest);
    for (std::size_t i = 0; i < header.signals.size(); ++i) fields.take(80, "prefiltering");
    for (EdfSignal& s : header.signals)
        s.samples = fields.whole(8, "samples in a record", 1, 99'999'999);
    for (std::size_t i = 0; i < header.signals.size(); ++i) fields.take(32, "reserved");
    for (const EdfSignal& s : header.signals) check_signal(fields, s, header.bytes_a_sample);
    const std::size_t expected =
        header.header_bytes() + static_cast<std::size_t>(header.records) * header.record_bytes();
    if (file.size() != expected)
        fields.fail("size", "is " + std::to_string(file.size()) +
                                " bytes, but the header makes it " + std::to_string(expected));
    return header;
}

std::vector<EdfNote> parse_edf_notes(std::string_view bytes, const std::string& where) {
    std::vector<EdfNote> notes;
    while (!bytes.empty() && bytes.front() != '\0') {
        const std::size_t end = bytes.find('\0');
        const std::string_view list = bytes.substr(0, end);
        if (end == std::string_view::npos || !list.ends_with('\x14'))
            throw Error(Fault::format, where + ": a list of notes has no end");
        const auto parts = split(list.substr(0, list.size() - 1), '\x14');
        EdfNote note = parse_one(parts.front(), where);
        for (std::size_t i = 1; i < parts.size(); ++i) {
            note.text = parts[i];
            notes.push_back(note);
        }
        bytes.remove_prefix(end + 1);
    }
    for (const char c : bytes)
        if (c != '\0') throw Error(Fault::format, where + ": bytes after the notes that are not 0");
    if (notes.empty() || !notes.front().text.empty())
        throw Error(Fault::format, where + ": does not begin with the record's own time");
    return notes;
}

}  // namespace efferent::emg
