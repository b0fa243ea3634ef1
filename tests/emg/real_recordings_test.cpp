// The readers against real recordings: two ways to the same samples must agree.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>

#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/dtype.hpp"
#include "emg/quality.hpp"
#include "emg/reader.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;

namespace {

const Trial* find_trial(const Dataset& d, const Trial& like) {
    const auto it = std::ranges::find_if(d.trials, [&](const Trial& t) {
        return t.task == like.task && t.subject == like.subject && t.session == like.session &&
               t.repetition == like.repetition;
    });
    return it == d.trials.end() ? nullptr : &*it;
}

bool has_check(const std::vector<QualityNote>& notes, std::string_view check) {
    return std::ranges::any_of(notes, [&](const QualityNote& n) { return n.check == check; });
}

}  // namespace

TEST_CASE("trial folders: the real data sets are as their descriptions say") {
    struct Known {
        const char* folder;
        std::size_t length, channels, classes, trials;
        double rate, microvolts;
    };
    const Known known[] = {{"hand22_armband", 1320000, 8, 22, 4400, 200, 0},
                           {"uci_gestures", 1281853, 8, 7, 756, 1000, 10},
                           {"letters26", 312000, 8, 26, 780, 200, 0},
                           {"braille27", 103059, 12, 27, 1350, 40, 0}};
    for (const Known& k : known) {
        const auto path = test::shared_data(k.folder);
        if (!path) return;
        INFO(k.folder);
        const Dataset d = emg::read(*path);
        CHECK(d.name == k.folder);
        CHECK(d.recording.length() == k.length);
        CHECK(d.recording.channels().size() == k.channels);
        CHECK(d.classes.size() == k.classes);
        CHECK(d.trials.size() == k.trials);
        CHECK(d.recording.rate().value == k.rate);
        CHECK(d.recording.unit().microvolts == k.microvolts);
        CHECK_FALSE(d.licence.empty());
    }
}

TEST_CASE("csv_trials: the authors' CSV files hold the same day as the trial folder") {
    const auto original = test::shared_data("originals/suguru_csv");
    const auto folder = test::shared_data("hand22_armband");
    if (!original || !folder) return;
    const Dataset whole = emg::read(*folder);
    std::string classes;
    for (const std::string& name : whole.classes)
        classes.append(classes.empty() ? "\"" : ",\"").append(name).append("\"");
    const test::TemporaryFolder side;
    const auto path = side.write(
        "day1.json",
        R"({"reader":"csv_trials","name":"day1","folder":")" + original->string() +
            R"(","pattern":"sub{subject}_day{session}/D{session}M{label}T{repetition}.csv",)" +
            R"("sampling_rate_hz":200,"unit":"normalised","first_label":1,"trials":88,"classes":[)" +
            classes + "]}");
    const Dataset day = emg::read(path);
    REQUIRE(day.trials.size() == 88);
    std::size_t different = 0;
    for (const Trial& trial : day.trials) {
        const Trial* same = find_trial(whole, trial);
        REQUIRE(same != nullptr);
        REQUIRE(same->length == trial.length);
        const auto a = day.signal(trial);
        const auto b = whole.signal(*same);
        for (std::size_t i = 0; i < a.samples().size(); ++i)
            different += a.samples()[i] == b.samples()[i] ? 0U : 1U;
    }
    CHECK(different == 0);
}

TEST_CASE("uci_text: runs of a class are the trials of the trial folder, sample for sample") {
    const auto original = test::shared_data("originals/uci_txt");
    const auto folder = test::shared_data("uci_gestures");
    if (!original || !folder) return;
    constexpr std::int64_t person = 23;  // whose two files these are
    const Dataset text = emg::read(*original);
    const Dataset whole = emg::read(*folder);
    REQUIRE(text.trials.size() == 24);
    CHECK(text.classes == whole.classes);
    CHECK(text.recording.length() == 60135 + 55484);
    CHECK(text.recording.unit().microvolts == 1e6);
    std::size_t different = 0;
    for (Trial trial : text.trials) {
        CHECK(trial.subject == 0);  // the folder is not called by a number
        trial.subject = person;
        const Trial* same = find_trial(whole, trial);
        REQUIRE(same != nullptr);
        REQUIRE(same->length == trial.length);
        const auto volts = text.signal(trial).samples();
        const auto steps = whole.signal(*same).samples();
        for (std::size_t i = 0; i < volts.size(); ++i)
            different += std::lround(double{volts[i]} * 1e5) == std::lround(steps[i]) ? 0U : 1U;
    }
    CHECK(different == 0);
    CHECK(has_check(quality(whole), "repeated_samples"));
    CHECK(has_check(quality(whole), "empty_class"));  // nobody kept "extended_palm"
}

TEST_CASE("wfdb: needle recordings agree with their text and little-endian copies") {
    const auto clinical = test::shared_data("clinical_needle");
    const auto needle = test::shared_data("intramuscular_needle");
    if (!clinical || !needle) return;
    for (const char* name : {"emg_healthy", "emg_myopathy", "emg_neuropathy"}) {
        INFO(name);
        const Dataset d = emg::read(*clinical / (std::string(name) + ".hea"));
        CHECK(d.recording.rate().value == 4000.0);
        CHECK(d.recording.unit().microvolts == 1e3);
        CHECK(d.recording.channels() == std::vector<std::string>{"EMG"});
        const std::string text = read_file(*clinical / (std::string(name) + ".txt"));
        const auto samples = d.recording.signal().samples();
        std::size_t row = 0;
        std::size_t damaged = 0;
        std::size_t wrapped = 0;
        std::size_t different = 0;
        for (const auto line : split(text, '\n')) {
            if (trim(line).empty()) continue;
            REQUIRE(row < samples.size());
            const double read = double{samples[row++]} * 1e4;
            const auto value = to_double(line.substr(line.find(' ') + 1));
            if (!value) {
                ++damaged;
                continue;
            }
            const double off = std::abs(*value * 1e4 - read);
            // The publisher's 16 bits wrapped where the needle gave more than 3.2767 mV.
            wrapped += std::abs(off - 65536.0) < 0.51 ? 1U : 0U;
            different += off < 0.51 || std::abs(off - 65536.0) < 0.51 ? 0U : 1U;
        }
        CHECK(row == samples.size());
        CHECK(damaged == 2);  // two lines of each published text are garbled
        CHECK(different == 0);
        CHECK(wrapped == (std::string_view(name) == "emg_neuropathy" ? 410 : 0));
    }
    const Dataset big = emg::read(*needle / "R00108.hea");
    const auto little =
        decode(read_file(*needle / "R00108_le.i16"), Dtype::int16, ByteOrder::little);
    REQUIRE(big.recording.length() == little.size());
    std::size_t different = 0;
    for (std::size_t i = 0; i < little.size(); ++i)
        different +=
            big.recording.signal().samples()[i] == static_cast<float>(little[i] / 500.0) ? 0U : 1U;
    CHECK(different == 0);
    const Dataset first = emg::read(*needle / "R00108_6.hea");
    CHECK(first.recording.length() == 60000);
    CHECK(first.recording.unit() == Unit{"uncalibrated mV", 0.0});
    for (std::size_t i = 0; i < first.recording.length(); ++i)
        different += first.recording.signal().samples()[i] == static_cast<float>(little[i] / 200.0)
                         ? 0U
                         : 1U;
    CHECK(different == 0);
}
