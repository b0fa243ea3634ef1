// `efferent muscle` as a person meets it.
#include <signal.h>

#include <algorithm>
#include <filesystem>

#include "core/config.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using Catch::Contains;
using efferent::test::efferent_program;
namespace fs = std::filesystem;

namespace {

constexpr const char* tiny = R"({"name": "tiny", "rate_hz": 2000,
"muscles": [{"name": "A", "units": 12, "fibres_per_mm2": 5, "half_length_mm": 25}],
"arrays": [{"name": "E", "contacts": 3, "pitch_mm": 2}],
"tasks": [{"name": "press", "muscles": ["A"], "excitation": [1]}],
"contraction": {"effort": 0.4, "ramp_s": 0.25, "hold_s": 1, "rest_s": 0.25, "repetitions": 2}})";

std::size_t lines_with(const std::string& text, std::string_view what) {
    std::size_t n = 0;
    for (const std::string_view line : split(text, '\n'))
        if (line.find(what) != std::string_view::npos) ++n;
    return n;
}

/// All files below a folder, with what is in them.
std::string all_of(const fs::path& folder) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::string all;
    for (const fs::path& path : paths)
        all += path.lexically_relative(folder).string() + "\n" + read_file(path);
    return all;
}

}  // namespace

TEST_CASE("a muscle becomes an EMG-BIDS data set that the program can read") {
    const test::TemporaryFolder folder;
    const std::string config = folder.write("tiny.json", tiny).string();
    const fs::path out = folder.path() / "out", again = folder.path() / "again";
    const auto run = efferent_program("muscle " + config + " --muaps --out " + out.string());
    CAPTURE(run.out);
    REQUIRE(run.status == 0);
    CHECK_THAT(run.out, Contains("Person 1: 2 recordings, 4.0 s, 3 channels") &&
                            Contains("of 12 motor units discharge") && Contains("(simulated)"));
    const std::string stem = (out / "sub-01/emg/sub-01_task-contractions_run-02_").string();
    const std::string events = read_file(stem + "events.tsv");
    CHECK(events.starts_with("onset\tduration\tsample\ttrial_type\tevent_type\tunit_id\n"));
    CHECK(lines_with(events, "plateau") == 1);
    CHECK(lines_with(events, "0.5\t1\t1000\tpress\tplateau\tn/a") == 1);
    CHECK(lines_with(events, "motor-unit-spike") > 50);
    const std::string first =
        read_file(out / "sub-01/emg/sub-01_task-contractions_run-01_events.tsv");
    const std::string units = read_file(out / "derivatives/truth/sub-01/emg/sub-01_units.tsv");
    CHECK(lines_with(units, "A\t") == 12);
    std::size_t told = 0;
    for (const std::string_view line : split(units, '\n'))
        if (const auto cells = split(line, '\t'); cells.size() > 6)
            told += static_cast<std::size_t>(to_integer(cells[6]).value_or(0));
    CHECK(told == lines_with(events, "motor-unit-spike") + lines_with(first, "motor-unit-spike"));
    CHECK_THAT(read_file(stem + "channels.tsv"),
               Contains("E_3\tEMG\tuV\t2000\tE_3\tfar\tE\tother"));
    CHECK_THAT(read_file(stem + "emg.json"), Contains("\"SamplingFrequency\": 2000.0"));
    CHECK_THAT(read_file(out / "README"), Contains("SIMULATED"));
    CHECK(fs::exists(out / "derivatives/truth/sub-01/emg/sub-01_muaps.npy"));

    const auto described = efferent_program("describe " + out.string());
    CHECK_THAT(described.out, Contains("(simulated)") && Contains("3 channels at 2000 Hz, 4.0 s") &&
                                  Contains("press"));
    const auto joined = efferent_program("decompose " + out.string());
    CHECK(joined.status == 2);
    CHECK_THAT(joined.out, Contains("holds 2 recordings, where one is wanted") &&
                               Contains("run-01_emg.bdf, ") && Contains("run-02_emg.bdf; name"));
    REQUIRE(efferent_program("muscle " + config + " --muaps --threads 1 --out " + again.string())
                .status == 0);
    CHECK(all_of(out) == all_of(again));
}

TEST_CASE("settings of a muscle can be set whether or not its file spells their group out") {
    const test::TemporaryFolder folder;
    const std::string config = folder.write("tiny.json", tiny).string();
    const auto made = [&](const std::string& name, const std::string& changes) {
        const fs::path out = folder.path() / name;
        const auto run = efferent_program("muscle " + config + " --out " + out.string() + changes);
        CAPTURE(changes, run.out);
        REQUIRE(run.status == 0);
        return std::pair(Config::load(out / "derivatives/truth/muscle.json"),
                         read_file(out / "sub-01/emg/sub-01_task-contractions_run-01_emg.bdf"));
    };
    const auto [usual, usual_samples] = made("usual", "");
    auto expected = usual;
    std::string changes;
    for (const auto& [path, value] : {std::pair{"noise.snr_db", "10.0"},
                                      {"motor_neurons.model", "lif"},
                                      {"limb.fat_mm", "5.0"},
                                      {"jitter_us", "20.0"}}) {
        changes += std::string(" --set ") + path + "=" + value;
        expected = expected.with(path, value);
    }
    const auto [changed, samples] = made("changed", changes);
    CHECK(changed == expected);
    CHECK(samples != usual_samples);
    CHECK(made("louder", " --set noise.snr_db=-20").second != usual_samples);
}

TEST_CASE("bad input to a muscle ends in one sentence, the right status and no output") {
    const test::TemporaryFolder folder;
    const std::string config = folder.write("tiny.json", tiny).string();
    const fs::path out = folder.path() / "out";
    const auto refused = [&](const std::string& arguments, int status, const std::string& says) {
        const auto run = efferent_program("muscle " + arguments);
        CAPTURE(arguments, run.out);
        CHECK(run.status == status);
        CHECK_THAT(run.out, Contains(says));
        CHECK(std::ranges::count(run.out, '\n') == 1);
        CHECK(!fs::exists(out));
    };
    const std::string to = " --out " + out.string();
    refused("forearm_smal" + to, 2, "did you mean \"forearm_small\"?");
    refused("nowhere.json" + to, 3, "nowhere.json");
    refused(config + to + " --set muscles.0.unit=3", 2, "did you mean \"units\"?");
    refused(config + to + " --set 'tasks.0.muscles=[\"B\"]'", 2, "unknown \"B\"");
    refused("surface_grid" + to + " --set muscles.0.x_mm=33", 2, "has a fibre");
    refused(config + to + " --set noise.snr_db=loud", 2, "snr_db");
    refused(config + to + " --set noize.snr_db=10", 2,
            "tiny.json/noize: unknown key; did you mean \"noise\"?");
    refused(config + to + " --set noise.snr_bd=10", 2,
            "tiny.json/noise/snr_bd: unknown key; did you mean \"snr_db\"?");
    const std::string full = folder.path().string();
    refused(config + " --out " + full, 3, "is there already; name a new folder");
    CHECK(fs::exists(config));
}

TEST_CASE("a muscle that is interrupted leaves nothing behind") {
    const test::TemporaryFolder folder;
    const fs::path out = folder.path() / "out";
    const auto run =
        efferent_program("muscle forearm_small --set contraction.repetitions=500 --out " +
                         out.string() + " 2>&1 & pid=$!; sleep 0.5; kill -INT $pid; wait $pid");
    CAPTURE(run.out);
    CHECK(run.status == 130);
    CHECK(fs::is_empty(folder.path()));
}
