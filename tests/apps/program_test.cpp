// The program as a person meets it: exit statuses, one sentence for bad input, the same bytes
// twice.
#include "tests/apps/program.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "core/config.hpp"
#include "core/file.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using efferent::test::efferent_program;
using efferent::test::Outcome;
namespace fs = std::filesystem;

namespace {

/// A small data set folder that the program reads; the classes differ in the busy channel.
void write_recordings(const test::TemporaryFolder& folder, const std::string& trials_csv = {}) {
    std::string csv = "start_sample,n_samples,label,label_name,subject,session,repetition\n",
                samples;
    std::uint32_t state = 1;
    int start = 0;
    for (int repetition = 1; repetition <= 4; ++repetition)
        for (int label = 0; label < 2; ++label) {
            csv += std::to_string(start) + ",100," + std::to_string(label) +
                   (label == 0 ? ",rest" : ",fist") + ",1,1," + std::to_string(repetition) + "\n";
            start += 100;
            for (int i = 0; i < 200; ++i) {
                state = state * 1664525U + 1013904223U;
                samples.push_back(
                    static_cast<char>(static_cast<int>(state >> 24U) % (label == i % 2 ? 9 : 90)));
            }
        }
    std::string header = "{'descr': '|i1', 'fortran_order': False, 'shape': (800, 2), }";
    header.resize(117, ' ');
    header += '\n';
    std::string npy("\x93NUMPY\x01\x00", 8);
    npy += static_cast<char>(header.size());
    npy += '\0';
    folder.write("data/samples.npy", npy + header + samples);
    folder.write("data/trials.csv", trials_csv.empty() ? csv : trials_csv);
    folder.write(
        "data/dataset.json",
        R"({"name":"tiny","sampling_rate_hz":200,"channels":2,"dtype":"int8","unit":"counts","classes":["rest","fist"],"trials":8,"licence":"none","source":"test"})");
}

std::string experiment(const std::string& changes = {}) {
    return R"({"name":"tiny","summary":"a test","data":{"type":"files"},"protocol":{"type":"within_session","test_repetitions":[4]},
               "methods":["htd+lda","logcov+lda"],"shuffles":5)" +
           changes + "}";
}

constexpr const char* small_forearm =
    R"({"name":"small","summary":"a test","data":{"type":"simulated_forearm","people":2,"sessions":2,"repetitions":2,"trial_s":0.5,"channels":4},
        "protocol":{"type":"across_sessions"},"filters":[{"type":"high_pass","edge_hz":20}],"shuffles":5})";

}  // namespace

TEST_CASE("version, describe and help answer") {
    CHECK(efferent_program("version").status == 0);
    CHECK_THAT(efferent_program("version --json").out, Catch::Contains("\"version\": \""));
    const auto all = efferent_program("describe");
    CHECK(all.status == 0);
    CHECK_THAT(all.out, Catch::Contains("send_on_delta") && Catch::Contains("hand16_simulated"));
    CHECK_THAT(efferent_program("describe send_on_delta").out,
               Catch::Contains("threshold_relative"));
    for (const char* verb :
         {"run", "train", "simulate", "encode", "describe", "check", "version"}) {
        const auto help = efferent_program(std::string(verb) + " --help");
        CHECK(help.status == 0);
        CHECK_THAT(help.out, Catch::Contains(std::string("Example:\n  efferent ") + verb));
    }
}

TEST_CASE("every experiment that comes with the program is sound") {
    std::size_t seen = 0;
    for (const auto& file : fs::directory_iterator(test::source_folder() / "configs/experiments")) {
        const auto checked = efferent_program("check " + file.path().stem().string());
        CAPTURE(checked.out);
        CHECK(checked.status == 0);
        ++seen;
    }
    CHECK(seen >= 8);
}

TEST_CASE(
    "a run writes its table, metrics and report, and its resolved experiment gives the same "
    "bytes") {
    const test::TemporaryFolder folder;
    write_recordings(folder);
    const auto config = folder.write("tiny.json", experiment());
    const fs::path out = folder.path() / "out";
    const auto run = efferent_program("run " + config.string() + " --data " +
                                      (folder.path() / "data").string() + " --out " + out.string());
    CAPTURE(run.out);
    REQUIRE(run.status == 0);
    CHECK_THAT(run.out, Catch::Contains("htd+lda") && Catch::Contains("Report: "));
    const fs::path again = folder.path() / "again";
    REQUIRE(
        efferent_program("run " + (out / "experiment.json").string() + " --out " + again.string())
            .status == 0);
    for (const char* name : {"metrics.json", "report.html", "experiment.json"}) {
        REQUIRE(read_file(out / name).size() > 100);
        CHECK(read_file(out / name) == read_file(again / name));
    }
    CHECK_THAT(efferent_program("describe " + (folder.path() / "data").string()).out,
               Catch::Contains("8 of 2 classes"));
    CHECK_THAT(efferent_program("check " + (folder.path() / "data").string()).out,
               Catch::Contains("readable"));
    const auto card =
        efferent_program("encode " + (folder.path() / "data").string() + " --encoder all");
    CHECK(card.status == 0);
    CHECK_THAT(card.out, Catch::Contains("reconstruction SNR"));
}

TEST_CASE("the same bytes on any number of threads") {
    const test::TemporaryFolder folder;
    const auto config = folder.write("small.json", small_forearm);
    std::string metrics, report;
    for (const char* threads : {"1", "2", "8"}) {
        const fs::path out = folder.path() / threads;
        const auto run = efferent_program("run " + config.string() + " --out " + out.string() +
                                          " --threads " + threads);
        CAPTURE(run.out);
        REQUIRE(run.status == 0);
        if (metrics.empty()) {
            metrics = read_file(out / "metrics.json");
            report = read_file(out / "report.html");
            CHECK_THAT(run.out, Catch::Contains("simulated"));
            REQUIRE(metrics.size() > 1000);
        }
        CHECK(read_file(out / "metrics.json") == metrics);
        CHECK(read_file(out / "report.html") == report);
    }
}

TEST_CASE("a planted leak ends the run and leaves nothing behind") {
    const test::TemporaryFolder folder;
    write_recordings(folder);
    const auto leaky = folder.write(
        "leaky.json",
        R"({"name":"tiny","summary":"a test","data":{"type":"files"},"methods":["htd+lda"],
        "protocol":{"type":"within_session","train_repetitions":[1,2,4],"test_repetitions":[4]}})");
    const fs::path out = folder.path() / "out";
    const auto run = efferent_program("run " + leaky.string() + " --data " +
                                      (folder.path() / "data").string() + " --out " + out.string());
    CHECK(run.status == 8);
    CHECK_THAT(run.out, Catch::Contains("train and test share 200 samples"));
    CHECK(!fs::exists(out));
}

TEST_CASE("a flat channel is told of and is not fatal") {
    const test::TemporaryFolder folder;
    write_recordings(folder);
    const fs::path samples = folder.path() / "data/samples.npy";
    std::string npy = read_file(samples);
    for (std::size_t i = npy.size() - 1600; i < npy.size(); i += 2) npy[i] = 7;  // channel 0
    write_file(samples, npy);
    const std::string data = (folder.path() / "data").string();
    CHECK_THAT(efferent_program("check " + data).out, Catch::Contains("flat_channel"));
    const auto config =
        folder.write("flat.json", R"({"name":"flat","summary":"a test","data":{"type":"files"},
        "protocol":{"type":"within_session","test_repetitions":[4]},"shuffles":5})");
    const fs::path out = folder.path() / "out";
    const auto run =
        efferent_program("run " + config.string() + " --data " + data + " --out " + out.string());
    CAPTURE(run.out);
    CHECK(run.status == 0);
    CHECK_THAT(run.out, Catch::Contains("coincidence+lda") && !Catch::Contains("nan"));
    CHECK_THAT(read_file(out / "metrics.json"),
               Catch::Contains("never changes") || Catch::Contains("flat"));
}

TEST_CASE("bad input ends in one sentence, the right status and no output") {
    const test::TemporaryFolder folder;
    write_recordings(folder);
    const std::string data = (folder.path() / "data").string();
    const auto config = folder.write("tiny.json", experiment()).string();
    const auto file = folder.write("plain.txt", "hello").string();
    const fs::path out = folder.path() / "out";
    const std::string sound = "run " + config + " --data " + data + " --out " + out.string();
    const auto refused = [&](const std::string& arguments, int status, const std::string& says) {
        const auto run = efferent_program(arguments);
        CAPTURE(arguments, run.out);
        CHECK(run.status == status);
        CHECK_THAT(run.out, Catch::Contains(says));
        CHECK(std::ranges::count(run.out, '\n') == 1);
        CHECK(!fs::exists(out));
    };
    refused("run hand16_simulatd --out " + out.string(), 2, "did you mean \"hand16_simulated\"?");
    refused("run " + config + " --out " + out.string(), 2, "name their folder with --data");
    refused("run " + config + " --data nowhere --out " + out.string(), 3, "nowhere");
    refused("run " + config + " --data " + file + " --out " + out.string(), 4, "plain.txt");
    refused(sound + " --set protocl.type=x", 2, "unknown key; did you mean \"protocol\"?");
    refused(sound + " --set windows.window_ms=0", 2, "windows/window_ms: must be above zero");
    refused(sound + " --set methods.0=hdt+lda", 2, "did you mean \"htd\"?");
    refused(sound + " --set windows.window_ms=5000", 2, "fewer than a window's");
    refused("run " + config + " --data " + data + " --out " + file, 3, "plain.txt");
    refused("run " + config + " --data " + data + " --out /proc/nothing", 3, "/proc/nothing");
    refused("encode " + data + " --encoder send_on_dleta", 2, "did you mean \"send_on_delta\"?");
    refused("encode " + data + " --set threshold_uv=5", 2, "no size in microvolts");
    refused("describe nothing_there", 2, "is no part, no experiment and no file");
    refused("check " + folder.path().string(), 4, folder.path().string());
}

TEST_CASE("a wrong command line has status 2") {
    CHECK(efferent_program("").status == 2);
    CHECK(efferent_program("fly").status == 2);
    CHECK(efferent_program("run").status == 2);
    CHECK(efferent_program("version --colour").status == 2);
}
