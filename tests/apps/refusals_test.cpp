// What decompose and score cannot do, or options that would do nothing, ends in one sentence.
#include <algorithm>
#include <filesystem>

#include "core/file.hpp"
#include "tests/apps/program.hpp"
#include "tests/apps/toy_recording.hpp"

namespace efferent {
namespace {

using test::efferent_program;
using test::Recorded;

constexpr const char* header = "onset\tduration\tsample\tunit_id\tevent_type\n";

void refused(const std::string& arguments, const std::string& message, int status = 2) {
    const auto outcome = efferent_program(arguments);
    INFO(arguments << "\n" << outcome.out);
    CHECK(outcome.status == status);
    CHECK_THAT(outcome.out, Catch::Contains(message));
    CHECK_THAT(outcome.out, Catch::StartsWith("efferent: "));
    CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') == 1);
}

}  // namespace

TEST_CASE("score refuses a comparison with nothing, and scores a prediction of nothing") {
    const test::TemporaryFolder folder;
    const std::string spike = "\t0\t1\t1\tmotor-unit-spike\n";
    const std::string truth =
        folder.write("truth.tsv", std::string(header) + "1" + spike + "2.5" + spike).string();
    const std::string none = folder.write("none.tsv", header).string();
    const std::string score = "score " + truth + " " + truth;
    CHECK_THAT(efferent_program(score + " --begin-s 2").out, Catch::Contains("1 unit of 1 found"));
    refused(score + " --begin-s 5 --end-s 4", "--begin-s 5: must be before --end-s 4");
    refused(score + " --begin-s 4 --end-s 4", "--begin-s 4: must be before --end-s 4");
    refused(score + " --begin-s -1", "--begin-s -1: must be a time from 0 on");
    refused(score + " --begin-s 500",
            truth + ": has no discharge from 500 s on; it has them from 1 s to 2.5 s");
    refused(score + " --end-s 1", "has no discharge before 1 s; it has them from 1 s to 2.5 s");
    refused(score + " --rate-hz 0", "--rate-hz 0: must be a number of samples a second");
    refused(score + " --rate-hz 2000", "truth.tsv give seconds; leave it out");
    refused("score " + truth + " " + none, none + ": has no discharge, so there is no truth", 4);
    const auto nothing = efferent_program("score " + none + " " + truth + " --end-s 2");
    CHECK(nothing.status == 0);
    CHECK_THAT(
        nothing.out,
        Catch::Contains("0 units of 1 found") &&
            Catch::Contains(none + " has no discharge before 2 s, so no unit was predicted"));
}

TEST_CASE("a stretch without length is refused, by all presets") {
    const Recorded r(motor_units::toy::muscle({}));
    for (const char* preset : {"surface", "needle"})
        for (const char* length : {"-1", "0"})
            refused("decompose " + r.recording + " --preset " + preset + " --length-s " + length,
                    std::string("toy: has 6 s; the length of a stretch, ") + length +
                        " s, must be above zero");
    const std::string all =
        " --skip-channel ch1 --skip-channel ch2 --skip-channel ch3"
        " --skip-channel ch4 --skip-channel ch5 --skip-channel ch6";
    refused("decompose " + r.recording + test::toy_settings + all, "toy.f32 is left; it has 6");
    refused("decompose " + r.recording + " --begin-s 1.0001 --length-s 0.0001",
            "toy: has no sample from 1.0001 s to 1.0002 s; samples are 0.5 ms apart");
}

TEST_CASE("the same decomposition twice is the second alone, and another kind is not mixed in") {
    const Recorded r(motor_units::toy::muscle({}));
    const std::string out = r.folder.path().string() + "/out", filters = out + ".json";
    const std::string batch = "decompose " + r.recording + test::toy_settings + " --out " + out;
    REQUIRE(efferent_program(batch + " --filters " + filters).status == 0);
    const std::string first = read_file(out + "/run.json");
    REQUIRE(efferent_program(batch + " --begin-s 1").status == 0);
    CHECK(read_file(out + "/run.json") != first);
    refused("decompose " + r.recording + " --with " + filters + " --out " + out,
            out + "/units.tsv: is a result of a run without --with", 3);
    r.folder.write("out/features.tsv", "unit_id\n");
    refused(batch, out + "/features.tsv: is a result of --preset needle", 3);
}

TEST_CASE("samples of an impossible size are refused, of an unlikely one told") {
    const Recorded r(motor_units::toy::muscle({}));
    const auto scaled = [&](const std::string& scale) {
        std::string json = read_file(r.recording);
        json.insert(1, "\"scale\": " + scale + ", ");
        return "decompose " + r.folder.write("scaled" + scale + ".json", json).string();
    };
    for (const char* scale : {"1e30", "1e-25"})
        refused(scaled(scale) + test::toy_settings,
                " mV from their mean, which is beyond what can be computed", 4);
    const auto large = efferent_program(scaled("1000") + test::toy_settings);
    CHECK(large.status == 0);
    CHECK_THAT(large.out,
               Catch::Contains("3 motor units") &&
                   Catch::Contains("Note: The samples deviate by") &&
                   Catch::Contains("mV in the band, but EMG deviates by 0.1 uV to 10 mV"));
    const auto usual = efferent_program("decompose " + r.recording + test::toy_settings);
    CHECK_THAT(usual.out, Catch::Contains("3 motor units") && !Catch::Contains("Note:"));
}

TEST_CASE("decompose refuses options that would do nothing beside the others") {
    const Recorded r(motor_units::toy::muscle({.noise = 0.05}));
    const std::string decompose = "decompose " + r.recording + " ";
    const std::string network = r.folder.path().string() + "/spiking.json";
    refused(decompose + "--grid-rows 3", "--grid-rows: only with --out, where the picture is");
    refused(decompose + "--preset needle --grid-rows 1 --out x", "--grid-rows: not with --preset");
    refused(decompose + "--filters a.json --spiking a.json", "--spiking: must be another file");
    refused(decompose + "--with a.json --json", "--json: not with --with");
    refused(decompose + "--with a.json --skip-channel ch1", "--skip-channel: not with --with");

    const auto made = efferent_program(decompose + test::toy_settings +
                                       " --set-spiking window_ms=6 --set-spiking lateral_ms=8" +
                                       " --set-spiking membrane_ms=0.5 --spiking " + network);
    INFO(made.out);
    REQUIRE(made.status == 0);
    refused(decompose + "--adapt-s 3 --with " + network, "--adapt-s: not with a spiking network");
    refused(decompose + "--class-memory 7 --with " + network,
            "--class-memory: not with a spiking network");
    CHECK(efferent_program(decompose + "--block-ms 7 --with " + network).status == 0);
}

TEST_CASE("settings of a spiking network are refused before units are sought") {
    const Recorded r(motor_units::toy::muscle({}));
    const std::string out = r.folder.path().string() + "/out";
    const auto wrong = [&](const std::string& setting, const std::string& message) {
        refused("decompose " + r.recording + test::toy_settings + " --out " + out + " --spiking " +
                    out + ".json --set-spiking " + setting,
                message);
        CHECK_FALSE(std::filesystem::exists(out));
    };
    wrong("encoder.threshold_relative=-1", "threshold_relative: must be above zero");
    wrong("encoder.threshold_relativ=1", "did you mean \"threshold_relative\"?");
    wrong("ridge", "--set-spiking ridge: must read path=value");
    wrong("encoder.type=nothing", "unknown \"nothing\"");
    wrong("encoder.threshold_uv=5", "threshold_uv");
    wrong("window_ms=0.01", "a window of 0.01 ms is no sample long at 2000 Hz");
    wrong("from=events --set-spiking rebuilt_high_hz=1000",
          "rebuilt_high_hz: must be above low_hz, 20, and below half the rate of 2000 Hz");
}

TEST_CASE("no filters are written where no unit was found, and a file without any is refused") {
    const Recorded r(motor_units::toy::muscle({2, 0, 4000, 1.0}));
    const std::string file = r.folder.path().string() + "/f.json";
    const auto none =
        efferent_program("decompose " + r.recording + test::toy_settings + " --filters " + file);
    CHECK(none.status == 4);
    CHECK_THAT(none.out, Catch::Contains("0 motor units") &&
                             Catch::Contains(file + ": is not written, since there is no filter to "
                                                    "save: no motor unit was found"));
    CHECK_FALSE(std::filesystem::exists(file));
}

}  // namespace efferent
