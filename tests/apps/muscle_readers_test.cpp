// What `efferent muscle` writes, opened by programs of others: pyEDFlib and the BIDS validator.
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "core/config.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/muscle/muscle_run.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using Catch::Contains;
using efferent::test::efferent_program;
namespace fs = std::filesystem;

namespace {

/// Four contacts in the muscle and two electrodes on the skin, 2 recordings of 6 s.
constexpr const char* forearm = R"({"name": "forearm", "rate_hz": 2000,
"muscles": [{"name": "A", "units": 12, "x_mm": 29, "fibres_per_mm2": 5, "half_length_mm": 25}],
"arrays": [{"name": "E", "contacts": 4, "pitch_mm": 2, "x_mm": 29}],
"grids": [{"name": "G", "rows": 1, "columns": 2}],
"tasks": [{"name": "press", "muscles": ["A"], "excitation": [1]},
          {"name": "hold", "muscles": ["A"], "excitation": [0.5]}],
"contraction": {"effort": 0.4, "ramp_s": 0.25, "hold_s": 2, "rest_s": 0.25, "repetitions": 2}})";

/// The folder of a data set that the program has written of it.
fs::path written(const test::TemporaryFolder& folder) {
    const fs::path out = folder.path() / "out";
    const auto run = efferent_program("muscle " + folder.write("forearm.json", forearm).string() +
                                      " --out " + out.string());
    CAPTURE(run.out);
    REQUIRE(run.status == 0);
    return out;
}

}  // namespace

TEST_CASE("pyEDFlib reads what efferent muscle wrote: channels, plateaus and every sample") {
    const auto python = test::reader_of_others("python");
    if (!python) return;
    const test::TemporaryFolder folder;
    const fs::path out = written(folder);
    const auto params = Config::parse(forearm, "forearm").as<emg::MuscleParams>();
    const auto person = emg::make_implanted_muscle(params, 0);
    const std::string told = (folder.path() / "told").string();
    const std::string script = (test::source_folder() / "tests/emg/read_bdf.py").string();
    for (const std::size_t repetition : {0U, 1U}) {
        const fs::path file = out / ("sub-01/emg/sub-01_task-contractions_run-0" +
                                     std::to_string(repetition + 1) + "_emg.bdf");
        REQUIRE(std::system(
                    (*python + " '" + script + "' " + file.string() + " > " + told).c_str()) == 0);
        const std::string text = read_file(told);
        const auto lines = split(text, '\n');
        REQUIRE(lines.size() == 1 + 6 + 2 + 6 * 2000 + 1);
        CHECK(lines[0] == "E_1 E_2 E_3 E_4 G_1 G_2");
        std::vector<double> half_step;
        for (std::size_t c = 0; c < 6; ++c) {
            const auto cells = split(lines[1 + c], ' ');
            REQUIRE(cells.size() == 6);
            CHECK(cells[0] == "2000.0");
            CHECK(cells[1] == "uV");
            const auto number = [&](std::size_t i) { return to_double(cells[i]).value(); };
            CHECK(number(2) == -number(3));
            half_step.push_back(0.5 * (number(3) - number(2)) / (number(5) - number(4)));
            CHECK(half_step.back() < 0.001);
        }
        CHECK(lines[7] == "0.5 2.0 press");
        CHECK(lines[8] == "3.25 2.0 hold");
        const emg::MuscleRun run = emg::simulate_run(person, params, repetition);
        REQUIRE(run.dataset.recording.length() == 6 * 2000);
        std::size_t differ = 0, loud = 0;
        for (std::size_t n = 0; n < 6 * 2000; ++n) {
            const auto cells = split(lines[9 + n], ' ');
            REQUIRE(cells.size() == 6);
            for (std::size_t c = 0; c < 6; ++c) {
                const double x = static_cast<double>(run.dataset.recording.signal().row(n)[c]);
                if (std::abs(x) > 1.0) ++loud;
                if (std::abs(to_double(cells[c]).value() - x) > half_step[c] * (1.0 + 1e-9))
                    ++differ;
            }
        }
        CHECK(loud > 1000);
        CHECK(differ == 0);
    }
}

TEST_CASE("the BIDS validator finds no error in what efferent muscle wrote, and would") {
    const auto validator = test::reader_of_others("bids-validator-deno");
    if (!validator) return;
    const test::TemporaryFolder folder;
    const fs::path out = written(folder);
    const std::string told = (folder.path() / "told").string();
    const auto judged = [&] {
        const int status = std::system(
            (*validator + " " + out.string() + " --format json --ignoreWarnings > " + told)
                .c_str());
        return std::pair(status, read_file(told));
    };
    const auto [status, text] = judged();
    CAPTURE(text);
    CHECK(status == 0);
    CHECK_THAT(text, Contains(R"("issues":{"issues":[])") && Contains(R"("dataTypes":["emg"])") &&
                         Contains(R"("tasks":["contractions"])"));
    write_file(out / "sub-01/emg/sub-01_task-contractions_run-01_channels.tsv", "name\nE_1\n");
    CHECK(judged().first != 0);
}
