// efferent decompose and efferent score, from a recording to figures.
#include <cstring>

#include "core/file.hpp"
#include "tests/apps/program.hpp"
#include "tests/apps/toy_recording.hpp"
#include "tests/needle/toy_needle.hpp"

namespace efferent {
namespace {

using test::efferent_program;
using test::Recorded;

constexpr const char* settings = test::toy_settings;

}  // namespace

TEST_CASE("decompose finds the units of a recording, and score says so, on any number of threads") {
    const Recorded r(motor_units::toy::muscle({}));
    const std::string out = (r.folder.path() / "out").string();
    const auto done = efferent_program("decompose " + r.recording + settings + " --truth " +
                                       r.truth + " --out " + out);
    INFO(done.out);
    REQUIRE(done.status == 0);
    CHECK_THAT(done.out, Catch::Contains("3 motor units in 6.00 s of 6 channels"));
    CHECK_THAT(done.out, Catch::Contains("Truth: 3 units discharge here. Blind: 3 found") &&
                             Catch::Contains("Oracle"));

    const auto scored =
        efferent_program("score " + out + "/events.tsv " + r.truth + " --rate-hz 2000");
    INFO(scored.out);
    CHECK(scored.status == 0);
    CHECK_THAT(scored.out, Catch::Contains("3 units of 3 found, 3 of them at RoA 0.9 or more; 0 "
                                           "false units, 0 duplicates"));
    CHECK_THAT(efferent_program("score --json " + out + "/events.tsv " + out + "/events.tsv").out,
               Catch::Contains("\"good\": 3"));

    const std::string page = read_file(out + "/units.html");
    CHECK_THAT(page, Catch::Contains("3 motor units") && Catch::Contains("simulated data") &&
                         Catch::Contains("unit 2") && Catch::Contains("</html>"));
    CHECK_THAT(read_file(out + "/units.tsv"), Catch::StartsWith("unit_id\tdischarges\t"));

    CHECK(efferent_program("decompose " + r.recording + settings + " --skip-channel ch2 --out " +
                           out + "grid --grid-rows 3")
              .status == 0);
    CHECK_THAT(read_file(out + "grid/units.html"), Catch::Contains("3 run down each of 2 columns"));
    CHECK(efferent_program("decompose " + r.recording + settings + " --grid-rows 7 --out " + out +
                           "seven")
              .status == 2);

    const std::string again = (r.folder.path() / "again").string();
    REQUIRE(efferent_program("decompose " + r.recording + settings + " --threads 1 --out " + again)
                .status == 0);
    for (const char* file : {"/events.tsv", "/units.tsv", "/units.html", "/run.json"})
        CHECK(read_file(out + file) == read_file(again + file));
}

TEST_CASE("a part of a recording is decomposed with times of the whole") {
    const Recorded r(motor_units::toy::muscle({}));
    const std::string out = (r.folder.path() / "out").string();
    REQUIRE(efferent_program("decompose " + r.recording + settings +
                             " --begin-s 1 --length-s 4 --skip-channel ch2 --out " + out)
                .status == 0);
    const auto scored = efferent_program("score " + out + "/events.tsv " + r.truth +
                                         " --rate-hz 2000 --begin-s 1 --end-s 5 --set "
                                         "max_lag_ms=15");
    CHECK_THAT(scored.out, Catch::Contains("0 false units"));
    CHECK_THAT(scored.out, Catch::Contains("  found  "));
}

TEST_CASE("filters from a part of a recording find its units online in the next") {
    const Recorded r(motor_units::toy::muscle({}));
    const auto path = [&](const char* name) { return (r.folder.path() / name).string(); };
    const auto made = efferent_program("decompose " + r.recording + settings +
                                       " --length-s 4 --filters " + path("f.json"));
    INFO(made.out);
    REQUIRE(made.status == 0);
    CHECK_THAT(made.out, Catch::Contains("3 of 3 units"));

    const std::string online = "decompose " + r.recording + " --begin-s 4 --with " + path("f.json");
    const auto done = efferent_program(online + " --truth " + r.truth + " --out " + path("ten"));
    INFO(done.out);
    REQUIRE(done.status == 0);
    CHECK_THAT(done.out, Catch::Contains("3 filters made from toy, 2.00 s of 6 channels in 200 "
                                         "blocks of 10.00 ms (20 samples)"));
    CHECK_THAT(done.out,
               Catch::Contains("told 10.00 ms after it") && Catch::Contains("ms a block"));
    CHECK_THAT(done.out, Catch::Contains("Online: 3 found, 3 of them at RoA 0.9 or more, 0 false"));
    CHECK_THAT(done.out, Catch::Contains("The same filters in batch"));
    CHECK_THAT(done.out,
               Catch::Contains("Too short to tell whether a unit is lost: 5 s are needed"));
    CHECK_THAT(read_file(path("ten") + "/run.json"), Catch::Contains("\"lost\": []"));
    const auto adapted = efferent_program(online + " --adapt-s 1 --out " + path("adapted"));
    INFO(adapted.out);
    REQUIRE(adapted.status == 0);
    CHECK(read_file(path("adapted") + "/events.tsv") != read_file(path("ten") + "/events.tsv"));
    for (const char* ms : {"0.5", "37", "60000"}) {
        REQUIRE(efferent_program(online + " --block-ms " + ms + " --out " + path("other")).status ==
                0);
        CHECK(read_file(path("other") + "/events.tsv") == read_file(path("ten") + "/events.tsv"));
    }

    const std::string cut = read_file(path("f.json"));
    r.folder.write("cut.json", cut.substr(0, cut.size() - 100));
    struct Case {
        std::string arguments, message;
        int status;
    };
    const Case cases[] = {
        {"decompose " + r.recording + " --with " + path("cut.json"), "may have been cut off", 4},
        {online + " --set high_hz=900", "--set: not with --with", 2},
        {online + " --block-ms 0", "--block-ms: must be above zero", 2},
        {online + " --adapt-s -2", "must be above zero, not -2", 2},
        {online + " --class-memory 0.5", "must be 0 or at least 1, not 0.5", 2},
        {"decompose " + r.recording + " --block-ms 5", "--block-ms: only with --with", 2},
    };
    for (const Case& c : cases) {
        const auto outcome = efferent_program(c.arguments);
        INFO(c.arguments << "\n" << outcome.out);
        CHECK(outcome.status == c.status);
        CHECK_THAT(outcome.out, Catch::Contains(c.message));
    }
}

TEST_CASE("one needle channel is decomposed into potentials with their features") {
    const auto toy = needle::toy::recording({});
    test::TemporaryFolder folder;
    std::string bytes(toy.samples.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), toy.samples.data(), bytes.size());
    folder.write("toy.f32", bytes);
    const auto describe = [&folder](const std::string& name, const char* channels) {
        return folder
            .write(name, std::string(R"({"reader": "raw", "samples": "toy.f32", "dtype": "float32",
                "sampling_rate_hz": 8000, "unit": "uV", "simulated": true, "channels": )") +
                             channels + "}")
            .string();
    };
    const std::string recording = describe("toy.json", "1"), two = describe("two.json", "2");
    std::string csv = "time_s,unit\n";
    for (const auto& train : toy.truth)
        for (const Time t : train.discharges)
            csv += std::to_string(seconds(t)) + "," + train.unit + "\n";
    const std::string truth = folder.write("truth.csv", csv).string();
    const std::string out = (folder.path() / "out").string();
    const auto done = efferent_program("decompose " + recording + " --preset needle --truth " +
                                       truth + " --out " + out);
    INFO(done.out);
    REQUIRE(done.status == 0);
    CHECK_THAT(done.out, Catch::Contains("3 motor units in 3.00 s of one needle channel"));
    CHECK_THAT(done.out, Catch::Contains("3 found, 3 of them at RoA 0.9 or more, 0 false"));
    const auto scored = efferent_program("score " + out + "/events.tsv " + truth);
    CHECK_THAT(scored.out, Catch::Contains("3 units of 3 found"));
    const std::string features = read_file(out + "/features.tsv");
    CHECK_THAT(features, Catch::StartsWith("unit_id\tamplitude_uv\tduration_ms\t"));
    CHECK(std::ranges::count(features, '\n') == 4);
    CHECK_THAT(read_file(out + "/units.html"),
               Catch::Contains("simulated data") && Catch::Contains("phases") &&
                   Catch::Contains("not a medical device") && Catch::Contains("</html>"));

    const auto refused = efferent_program("decompose " + two + " --preset needle");
    CHECK(refused.status == 2);
    CHECK_THAT(refused.out, Catch::Contains("takes one channel, not 2"));
    const auto filters = efferent_program("decompose " + recording + " --preset needle --filters " +
                                          out + "/f.json");
    CHECK(filters.status == 2);
    CHECK_THAT(filters.out, Catch::Contains("not with --preset needle"));
}

TEST_CASE("what cannot be decomposed or scored is refused in one sentence") {
    const Recorded r(motor_units::toy::muscle({2, 0, 4000, 1.0}));
    struct Case {
        std::string arguments, message;
        int status;
    };
    const Case cases[] = {
        {"decompose " + r.recording, "toy: has 2000 samples a second, so high_hz, 4400 Hz", 2},
        {"decompose " + r.recording + settings + " --skip-channel ch1", "toy: has one channel", 2},
        {"decompose " + r.recording + settings + " --length-s 9", "has 2 s; 0 s to 9 s", 2},
        {"decompose " + r.recording + settings + " --length-s 0.02", "2 channels need at least", 2},
        {"decompose " + r.recording + settings + " --skip-channel ch7", "unknown \"ch7\"", 2},
        {"decompose " + r.recording + " --preset nedle", "unknown \"nedle\"", 2},
        {"decompose " + r.recording + " --set decomposition.seed=1", "did you mean", 2},
        {"score " + r.truth + " " + r.truth, "gives samples, not seconds", 2},
        {"score nowhere.tsv " + r.truth + " --rate-hz 2000", "nowhere.tsv", 3},
    };
    for (const Case& c : cases) {
        const auto outcome = efferent_program(c.arguments);
        INFO(c.arguments << "\n" << outcome.out);
        CHECK(outcome.status == c.status);
        CHECK_THAT(outcome.out, Catch::Contains(c.message));
    }
    const auto nothing = efferent_program("decompose " + r.recording + settings);
    CHECK(nothing.status == 0);
    CHECK_THAT(nothing.out, Catch::Contains("0 motor units") &&
                                Catch::Contains("had a silhouette of 0.8 and 10 discharges"));
}

TEST_CASE("constant channels are refused together, and one that repeats another is named") {
    auto muscle = motor_units::toy::muscle({});
    const std::size_t m = muscle.channels, n = muscle.samples.size() / m;
    for (std::size_t t = 0; t < n; ++t) muscle.samples[t * m + 4] = muscle.samples[t * m + 2];
    const Recorded bridged(muscle);
    const std::string out = (bridged.folder.path() / "out").string();
    const auto done = efferent_program("decompose " + bridged.recording + settings +
                                       " --length-s 3 --out " + out);
    INFO(done.out);
    REQUIRE(done.status == 0);
    CHECK_THAT(done.out, Catch::Contains("Note: ch5 says nothing that the channels before"));
    CHECK_THAT(read_file(out + "/units.html"), Catch::Contains("Channels that repeat others"));

    for (std::size_t t = 0; t < n; ++t) muscle.samples[t * m] = muscle.samples[t * m + 1] = 3.0F;
    const Recorded dead(muscle);
    const auto refused = efferent_program("decompose " + dead.recording + settings);
    CHECK(refused.status == 4);
    CHECK_THAT(refused.out, Catch::Contains("toy: channels ch1, ch2 are constant; leave them out, "
                                            "with --skip-channel ch1 --skip-channel ch2"));
}

TEST_CASE("decompose trains a spiking network, and runs it on another stretch in any blocks") {
    const Recorded r(motor_units::toy::muscle({.noise = 0.05}));
    const std::string folder = r.folder.path().string(), network = folder + "/spiking.json";
    const std::string train = "decompose " + r.recording + settings +
                              " --length-s 4 --set-spiking window_ms=6 --set-spiking lateral_ms=8"
                              " --set-spiking membrane_ms=0.5 --spiking ";
    const auto made = efferent_program(train + network);
    INFO(made.out);
    REQUIRE(made.status == 0);
    CHECK_THAT(made.out, Catch::Contains("3 of 3 units, 6 neurons"));
    REQUIRE(efferent_program(train + folder + "/again.json --threads 1").status == 0);
    CHECK(read_file(network) == read_file(folder + "/again.json"));

    const std::string apply =
        "decompose " + r.recording + " --begin-s 4 --with " + network + " --out " + folder;
    const auto run = efferent_program(apply + "/out --truth " + r.truth);
    INFO(run.out);
    REQUIRE(run.status == 0);
    CHECK_THAT(run.out, Catch::Contains("spiking: 3 units from toy") &&
                            Catch::Contains("Spiking: 3 found, 3 of them at RoA 0.9 or more") &&
                            Catch::Contains("a second and channel"));
    REQUIRE(efferent_program(apply + "/ones --block-ms 0.5").status == 0);
    CHECK(read_file(folder + "/out/events.tsv") == read_file(folder + "/ones/events.tsv"));

    const auto chip = efferent_program(apply + "/chip --chip loihi --traffic --truth " + r.truth);
    INFO(chip.out);
    CHECK_THAT(chip.out, Catch::Contains("in the whole numbers of loihi") &&
                             Catch::Contains("Spiking: 3 found, 3 of them at RoA 0.9 or more"));
    const auto fits = efferent_program("chips loihi --fit " + network);
    CHECK_THAT(fits.out, Catch::Contains("loihi  fits"));
    const auto mapped =
        efferent_program("map " + network + " --chip loihi --spikes " + folder +
                         "/chip/spikes.csv --events " + folder + "/chip/encoder_events.csv");
    INFO(mapped.out);
    CHECK_THAT(mapped.out, Catch::Contains("cores                   1 of 128") &&
                               Catch::Contains("in ticks of 0.5 ms"));
    CHECK_THAT(
        efferent_program("decompose " + r.recording + " --with " + network + " --traffic").out,
        Catch::Contains("--traffic: needs --out"));

    const auto blind = efferent_program(train + folder + "/blind.json --set-spiking from=events" +
                                        " --set-spiking rebuilt_high_hz=400");
    INFO(blind.out);
    REQUIRE(blind.status == 0);
    CHECK_THAT(blind.out, Catch::Contains("3 of 3 units found blindly in the events alone"));
    const auto score = efferent_program("decompose " + r.recording + " --begin-s 4 --truth " +
                                        r.truth + " --with " + folder + "/blind.json");
    CHECK_THAT(score.out, Catch::Contains("Spiking: 3 found, 3 of them at RoA 0.9 or more"));

    const auto refused = efferent_program(apply + "/x --set-spiking ridge=1");
    CHECK(refused.status != 0);
    CHECK_THAT(refused.out, Catch::Contains("not with --with"));
    const auto lonely =
        efferent_program("decompose " + r.recording + settings + " --set-spiking ridge=1");
    CHECK_THAT(lonely.out, Catch::Contains("--set-spiking: only with --spiking"));
}

}  // namespace efferent
