// Lays out headers and records as the BDF+ format says; parse_edf_header() reads them.
#include "emg/bdf.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::emg {
namespace {

constexpr std::int64_t largest_step = 8'192'000;  // so that the range is a round number of uV

void put(std::string& out, std::string_view text, std::size_t width) {
    out.append(text);
    out.append(width - text.size(), ' ');
}

/// The notes of each record, the record's own time first.
std::vector<std::string> notes_by_record(const Dataset& dataset, std::size_t rate,
                                         std::size_t records) {
    std::vector<std::string> lists;
    for (std::size_t r = 0; r < records; ++r)
        lists.push_back("+" + std::to_string(r) + "\x14\x14" + '\0');
    const auto in_seconds = [rate](std::int64_t samples) {
        return exact(static_cast<double>(samples) / static_cast<double>(rate));
    };
    for (const Trial& trial : dataset.trials)
        lists[static_cast<std::size_t>(trial.start) / rate] +=
            "+" + in_seconds(trial.start) + "\x15" + in_seconds(trial.length) + "\x14" +
            dataset.classes[index(trial.task)] + "\x14" + '\0';
    return lists;
}

void check(const Recording& recording) {
    const auto fail = [&](const std::string& why) {
        throw Error(Fault::format, recording.name() + ": cannot be a BDF+ file: " + why);
    };
    const double rate = recording.rate().value;
    if (rate != std::floor(rate) || rate < 1.0) fail("the rate is no whole number of Hz");
    if (recording.length() % static_cast<std::size_t>(rate) != 0)
        fail("the length is no whole number of seconds");
    if (recording.unit().microvolts != 1.0) fail("the unit is not uV");
    for (const std::string& channel : recording.channels())
        if (channel.size() > 16)
            fail("the channel \"" + channel + "\" has more than 16 characters");
}

}  // namespace

double bdf_step(double largest) {
    double step = 0x1p-13;
    while (step * static_cast<double>(largest_step) < largest) step *= 2.0;
    return step;
}

std::string to_bdf(const Dataset& dataset) {
    const Recording& recording = dataset.recording;
    check_trials(dataset);
    check(recording);
    const auto rate = static_cast<std::size_t>(recording.rate().value);
    const std::size_t records = recording.length() / rate;
    const std::size_t channels = recording.channels().size();
    const auto samples = recording.signal().samples();
    double largest = 0.0;
    for (const float x : samples) largest = std::max(largest, std::abs(static_cast<double>(x)));
    if (largest > 8e6)
        throw Error(Fault::format,
                    recording.name() + ": cannot be a BDF+ file: a sample is beyond 8 V");
    const double step = bdf_step(largest);
    const auto lists = notes_by_record(dataset, rate, records);
    std::size_t note_bytes = 0;
    for (const std::string& list : lists) note_bytes = std::max(note_bytes, list.size());
    note_bytes = (note_bytes + 2) / 3 * 3;

    std::string out =
        "\xff"
        "BIOSEMI";
    put(out, "X X X X", 80);
    put(out, dataset.simulated ? "Startdate X X X simulated" : "Startdate X X X X", 80);
    put(out, "01.01.85", 8);
    put(out, "00.00.00", 8);
    put(out, std::to_string(256 * (channels + 2)), 8);
    put(out, "BDF+C", 44);
    put(out, std::to_string(records), 8);
    put(out, "1", 8);
    put(out, std::to_string(channels + 1), 4);
    const std::string range = exact(step * static_cast<double>(largest_step));
    const auto for_all = [&](const std::string& value, const std::string& of_notes,
                             std::size_t width) {
        for (std::size_t c = 0; c < channels; ++c) put(out, value, width);
        put(out, of_notes, width);
    };
    for (const std::string& name : recording.channels()) put(out, name, 16);
    put(out, "BDF Annotations", 16);
    for_all("", "", 80);
    for_all("uV", "", 8);
    for_all("-" + range, "-1", 8);
    for_all(range, "1", 8);
    for_all(std::to_string(-largest_step), "-8388608", 8);
    for_all(std::to_string(largest_step), "8388607", 8);
    for_all("", "", 80);
    for_all(std::to_string(rate), std::to_string(note_bytes / 3), 8);
    for_all("", "", 32);

    out.reserve(out.size() + records * (3 * rate * channels + note_bytes));
    for (std::size_t r = 0; r < records; ++r) {
        for (std::size_t c = 0; c < channels; ++c)
            for (std::size_t i = 0; i < rate; ++i) {
                const auto stored = static_cast<std::uint32_t>(std::llround(
                    static_cast<double>(samples[(r * rate + i) * channels + c]) / step));
                for (const unsigned shift : {0U, 8U, 16U})
                    out.push_back(static_cast<char>((stored >> shift) & 0xffU));
            }
        out += lists[r];
        out.append(note_bytes - lists[r].size(), '\0');
    }
    return out;
}

}  // namespace efferent::emg
