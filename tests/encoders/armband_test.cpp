// The four meanings of delta on a real armband: the table of docs/encoders.md, measured anew.
#include <catch2/catch.hpp>

#include "core/file.hpp"
#include "tests/encoders/signals.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::encoders;
using test::Signal;

namespace {

constexpr std::size_t channels = 8;

/// The whole recording: int8 counts, [sample][channel], behind the header of a NumPy file.
Signal counts_in(const std::filesystem::path& path) {
    const std::string file = read_file(path);
    REQUIRE(file.starts_with("\x93NUMPY\x01"));
    REQUIRE(file.find("'descr': '|i1'") < 128);
    const std::size_t header = file.find('\n') + 1;
    Signal signal{Hertz{200.0}, channels, {}};
    for (const char count : file.substr(header))
        signal.samples.push_back(static_cast<float>(static_cast<signed char>(count)));
    return signal;
}

/// Every trial as a stream of its own; trials.csv has start and length in columns 1 and 2.
std::vector<SignalView> trials_in(const std::filesystem::path& path, const Signal& signal) {
    const std::string file = read_file(path);
    std::vector<SignalView> trials;
    for (const auto line : split(trim(file), '\n')) {
        const auto cells = split(line, ',');
        if (cells[0] == "trial") continue;
        trials.push_back(signal.view()
                             .rows(static_cast<std::size_t>(to_integer(cells[1]).value()),
                                   static_cast<std::size_t>(to_integer(cells[2]).value()))
                             .from_zero());
    }
    return trials;
}

std::string cell(const EncoderCard& card) {
    std::string text = " ";
    return text += fixed(card.snr_db, 1) + " dB, " + fixed(card.events_per_s_channel, 0) + " |";
}

}  // namespace

TEST_CASE("on an armband only send-on-delta can be rebuilt, and the manual's table is right") {
    const auto folder = test::shared_data("letters26");
    if (!folder) return;
    const Signal signal = counts_in(*folder / "samples.npy");
    const auto trials = trials_in(*folder / "trials.csv", signal);
    REQUIRE(trials.size() == 780);
    const std::string manual = read_file(test::source_folder() / "docs/encoders.md");
    for (const double step : {2.0, 4.0, 8.0, 16.0}) {
        std::string row = "| ";
        row += fixed(step, 0) + " counts |";
        for (const auto* name :
             {"send_on_delta", "clocked_delta", "reference_reset", "adjacent_difference"}) {
            const auto card = measure(*test::encoder(name, step, signal), trials);
            row += cell(card);
            if (step != 4.0) continue;
            if (std::string_view(name) == "send_on_delta") CHECK(card.snr_db > 10.0);
            if (std::string_view(name) == "reference_reset") CHECK(card.snr_db < 0.0);
        }
        INFO(row);
        CHECK(manual.find(row) != std::string::npos);
    }
}
