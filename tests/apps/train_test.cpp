// Training as a person meets it: from CSV files to a model, a run with it, and what goes wrong.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "core/file.hpp"
#include "core/random.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using efferent::test::efferent_program;
namespace fs = std::filesystem;

namespace {

/// One CSV file a trial as docs/training.md has them, and an experiment with a trained method.
class Recordings {
public:
    explicit Recordings(int epochs, const std::string& changes = {}) {
        RandomStream random(3, "recordings");
        for (int repetition = 1; repetition <= 4; ++repetition)
            for (const std::string name : {"rest", "fist", "point"}) {
                std::string csv;
                for (int i = 0; i < 120; ++i)
                    for (int channel = 0; channel < 3; ++channel) {
                        const bool busy =
                            name == "fist" ? channel == 0 : name == "point" && channel == 1;
                        csv += std::to_string((busy ? 90.0 : 9.0) * random.normal());
                        csv += channel == 2 ? '\n' : ',';
                    }
                folder_.write("mine/day1/" + name + "_" + std::to_string(repetition) + ".csv", csv);
            }
        folder_.write(
            "mine/trials.json",
            R"({"reader": "csv_trials", "name": "mine", "pattern": "day{session}/{label_name}_{repetition}.csv",
                "sampling_rate_hz": 200, "unit": "uV", "classes": ["rest", "fist", "point"]})");
        folder_.write(
            "mine.json",
            R"({"name": "mine", "data": {"type": "files"}, "shuffles": 5, "methods": ["htd+lda",
                {"name": "spiking", "classifier": {"type": "winner"}, "front_end": {"type": "trained",
                 "network": {"type": "layered", "hidden": [16]}, "rule": {"type": "bptt", "epochs": )" +
                std::to_string(epochs) +
                R"(, "validation_groups": 1}}}],
                "protocol": {"type": "within_session", "test_repetitions": [4]})" +
                changes + "}");
    }

    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
    std::string experiment() const { return path("mine.json") + " --data " + path("mine"); }
    std::string train(const std::string& out, const std::string& more = {}) const {
        return "train " + experiment() + " --method spiking --out " + path(out) + " " + more;
    }
    const test::TemporaryFolder& folder() const { return folder_; }
    /// Drafts that a killed or failed program would have left.
    std::size_t drafts() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(fs::directory_iterator(folder_.path()), [](const auto& entry) {
                return entry.path().string().find(".partial") != std::string::npos;
            }));
    }

private:
    test::TemporaryFolder folder_;
};

/// The n-th block of JSON on a page of docs.
std::string json_block(const std::string& page, int n) {
    const std::string text = read_file(test::source_folder() / "docs" / page);
    std::size_t at = 0;
    for (int i = 0; i <= n; ++i) at = text.find("```json\n", at) + 8;
    return text.substr(at, text.find("```", at) - at);
}

int shell(const std::string& script) {
    return WEXITSTATUS(std::system(script.c_str()));  // NOLINT(concurrency-mt-unsafe)
}

}  // namespace

TEST_CASE("from CSV files to a model, and a run with it gives what a run that trains gives") {
    const Recordings mine(4);
    const auto trained = efferent_program(mine.train("model.json"));
    CAPTURE(trained.out);
    REQUIRE(trained.status == 0);
    CHECK_THAT(trained.out, Catch::Contains("synapses") && Catch::Contains("of 4") &&
                                Catch::Contains("Model: "));
    CHECK(trained.out.find('\r') == std::string::npos);  // quiet where there is no terminal
    CHECK(efferent_program("run " + mine.experiment() + " --out " + mine.path("a") + " --model " +
                           mine.path("model.json"))
              .status == 0);
    CHECK(efferent_program("run " + mine.experiment() + " --out " + mine.path("b")).status == 0);
    for (const char* file : {"metrics.json", "report.html"}) {
        const std::string with_model = read_file(mine.path(std::string("a/") + file));
        CHECK(with_model.size() > 1000);
        CHECK(with_model == read_file(mine.path(std::string("b/") + file)));
    }
    CHECK_THAT(
        read_file(mine.path("a/report.html")),
        Catch::Contains("Learning curves") && Catch::Contains("Accuracy against operations"));
}

TEST_CASE("the files and commands of docs/training.md work as they stand there") {
    const Recordings mine(1);
    mine.folder().write("mine/trials.json", json_block("training.md", 0));
    mine.folder().write("mine.json", json_block("training.md", 1));
    for (const std::string& command :
         {"check " + mine.path("mine"), "check " + mine.path("mine.json"),
          mine.train("model.json", "--checkpoint " + mine.path("c.json")),
          "run " + mine.experiment() + " --model " + mine.path("model.json") + " --out " +
              mine.path("results")}) {
        const auto run = efferent_program(command);
        CAPTURE(command, run.out);
        CHECK(run.status == 0);
    }
    CHECK(fs::exists(mine.path("results/report.html")));
}

TEST_CASE("a training that is killed leaves a checkpoint from which the same model comes") {
    const Recordings mine(150);
    REQUIRE(efferent_program(mine.train("whole.json")).status == 0);
    const std::string command = std::string(EFFERENT_PROGRAM) + " " +
                                mine.train("model.json", "--checkpoint " + mine.path("c.json")) +
                                " >/dev/null 2>&1";
    int killed = 0;
    for (int attempt = 0; attempt < 3 && !fs::exists(mine.path("model.json")); ++attempt) {
        const std::string resume = attempt == 0 ? "" : " --resume";
        const int status =
            shell("exec 2>/dev/null; ( exec " + command.substr(0, command.find(" >")) + resume +
                  " >/dev/null 2>&1 ) & p=$!; n=0; old=$(cksum " + mine.path("c.json") +
                  " 2>/dev/null); while [ \"$(cksum " + mine.path("c.json") +
                  " 2>/dev/null)\" = \"$old\" ] && kill -0 $p 2>/dev/null; do sleep "
                  "0.01; done; kill -9 $p 2>/dev/null; wait $p; [ $? -eq 137 ]");
        killed += status == 0 ? 1 : 0;
        REQUIRE(fs::exists(mine.path("c.json")));
    }
    CHECK(killed > 0);
    const auto rest =
        efferent_program(mine.train("model.json", "--resume --checkpoint " + mine.path("c.json")));
    CAPTURE(rest.out);
    REQUIRE(rest.status == 0);
    CHECK(read_file(mine.path("model.json")) == read_file(mine.path("whole.json")));
}

TEST_CASE("a disc that is full while saving leaves the old file and nothing else") {
    const Recordings mine(3);
    const std::string old = "an older model";
    mine.folder().write("model.json", old);
    const int status = shell("trap '' XFSZ; ulimit -f 4; " + std::string(EFFERENT_PROGRAM) + " " +
                             mine.train("model.json") + " >" + mine.path("said") + " 2>&1");
    CHECK(status == 3);
    const std::string said = read_file(mine.path("said"));
    CHECK_THAT(said, Catch::Contains("model.json: could not be written whole"));
    CHECK(std::ranges::count(said, '\n') == 1);
    CHECK(read_file(mine.path("model.json")) == old);
    CHECK(mine.drafts() == 0);
}

TEST_CASE("bad input to training ends in one sentence, the right status and no output") {
    const Recordings mine(2);
    const auto refused = [&](const std::string& arguments, int status, const std::string& says) {
        const auto run = efferent_program(arguments);
        CAPTURE(arguments, run.out);
        CHECK(run.status == status);
        CHECK_THAT(run.out, Catch::Contains(says));
        CHECK(std::ranges::count(run.out, '\n') == 1);
        CHECK_FALSE(fs::exists(mine.path("out")));
        CHECK_FALSE(fs::exists(mine.path("out.json")));
        CHECK(mine.drafts() == 0);
    };
    const std::string checkpoint = "--checkpoint " + mine.path("c.json");
    refused(mine.train("out.json", "--resume"), 2, "--checkpoint");
    refused(mine.train("out.json", "--resume " + checkpoint), 3, "c.json");
    refused("train " + mine.experiment() + " --method htd+lda --out " + mine.path("out.json"), 2,
            "has no network to train");
    refused("train " + mine.experiment() + " --method spikin --out " + mine.path("out.json"), 2,
            "did you mean \"spiking\"?");
    refused("train " + mine.experiment() + " --out /proc/nothing/m.json", 3, "/proc/nothing");
    refused(mine.train("out.json", "--set methods.1.front_end.encoders.0.threshold_relative=1e6"),
            5, "silent");
    refused(mine.train("out.json", "--set methods.1.front_end.rule.learning_rate=1e38"), 5,
            "not finite");

    REQUIRE(efferent_program(mine.train("model.json", checkpoint)).status == 0);
    const std::string model = read_file(mine.path("model.json"));
    const auto run_with = [&](const std::string& more = {}) {
        return "run " + mine.experiment() + " --out " + mine.path("out") + " --model " +
               mine.path("model.json") + " " + more;
    };
    refused(run_with("--set windows.window_ms=200"), 2, "with windows");
    refused(run_with("--set protocol.test_repetitions=[3]"), 2,
            "a test trial may have been trained on");
    refused(run_with("--set seed=2"), 2, "with seed 1");
    mine.folder().write("model.json", model.substr(0, model.size() / 2));
    refused(run_with(), 4, "may have been cut off");
    mine.folder().write("model.json", "{}");
    refused(run_with(), 4, "is no model");
    const std::string kept = read_file(mine.path("c.json"));
    mine.folder().write("c.json", kept.substr(0, kept.size() / 2));
    refused(mine.train("out.json", "--resume " + checkpoint), 4, "no whole checkpoint");
}

TEST_CASE("recordings without labels cannot be trained on") {
    const Recordings mine(2);
    mine.folder().write("bare/x.bin", std::string(2400, 'a'));
    mine.folder().write(
        "bare/x.json",
        R"({"reader": "raw", "samples": "x.bin", "dtype": "int16", "byte_order": "little",
                            "channels": 3, "sampling_rate_hz": 200, "unit": "uV"})");
    const auto run =
        efferent_program("train " + mine.path("mine.json") + " --data " + mine.path("bare/x.json") +
                         " --method spiking --out " + mine.path("model.json"));
    CAPTURE(run.out);
    CHECK(run.status == 2);
    CHECK_THAT(run.out, Catch::Contains("has no labelled trial"));
    CHECK_FALSE(fs::exists(mine.path("model.json")));
}
