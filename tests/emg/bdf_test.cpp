// BDF+ files as they are written, EDF files as they are read, and each way to be wrong.
#include "emg/bdf.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "core/file.hpp"
#include "core/random.hpp"
#include "core/text.hpp"
#include "emg/npy.hpp"
#include "emg/reader.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;

namespace {

Dataset example() {
    RandomStream random(1, "bdf");
    std::vector<float> samples;
    for (int i = 0; i < 3 * 100 * 2; ++i)
        samples.push_back(static_cast<float>(300.0 * random.normal()));
    samples[7] = 1200.0F;
    samples[8] = 0.0F;
    Dataset dataset;
    dataset.recording = Recording({"example", {100.0}, parse_unit("uV"), {"A_1", "B"}, samples});
    dataset.classes = {"pinch", "open"};
    dataset.trials = {
        {30, 40, TaskId{0}, 0, 0, 1}, {110, 90, TaskId{1}, 0, 0, 1}, {201, 5, TaskId{1}, 0, 0, 2}};
    dataset.simulated = true;
    return dataset;
}

std::string refusal(Dataset dataset, Recording::Parts parts) {
    dataset.recording = Recording(std::move(parts));
    return test::message_of([&] { (void)to_bdf(dataset); });
}

/// What the reader says of the sample with `bytes` at `offset`.
std::string damaged(std::size_t offset, std::string_view bytes) {
    std::string content = read_file(test::source_folder() / "tests/samples/edf/data/tiny.edf");
    content.replace(offset, bytes.size(), bytes);
    const test::TemporaryFolder folder;
    const auto path = folder.write("x.edf", content);
    return test::message_of([&] { (void)emg::read(path); });
}

}  // namespace

TEST_CASE("a BDF+ file reads back to half a step, with its trials") {
    const Dataset dataset = example();
    const test::TemporaryFolder folder;
    const Dataset back = emg::read(folder.write("example.bdf", to_bdf(dataset)));
    CHECK(back.recording.rate() == Hertz{100.0});
    CHECK(back.recording.unit().microvolts == 1.0);
    CHECK(back.recording.channels() == dataset.recording.channels());
    CHECK(back.simulated);
    CHECK(back.classes == std::vector<std::string>{"open", "pinch"});
    REQUIRE(back.trials.size() == 3);
    CHECK(back.trials[0] == Trial{30, 40, TaskId{1}, 0, 0, 1});
    CHECK(back.trials[2] == Trial{201, 5, TaskId{0}, 0, 0, 2});
    const auto x = dataset.recording.signal().samples(), y = back.recording.signal().samples();
    REQUIRE(x.size() == y.size());
    const double step = bdf_step(1200.0);
    CHECK(step == 0x1p-12);
    for (std::size_t i = 0; i < x.size(); ++i)
        CHECK(std::abs(static_cast<double>(x[i]) - static_cast<double>(y[i])) <= step / 2.0);
    CHECK(y[8] == 0.0F);
    CHECK(y[7] == 1200.0F);
    CHECK(to_bdf(back).size() == to_bdf(dataset).size());
    Dataset again = back;
    again.classes = {"open", "pinch"};
    CHECK(emg::read(folder.write("again.bdf", to_bdf(again))).recording.signal().samples()[5] ==
          y[5]);
}

TEST_CASE("pyEDFlib reads the same samples and notes, where it is installed") {
    const auto python = test::reader_of_others("python");
    if (!python) return;
    const test::TemporaryFolder folder;
    const auto path = folder.write("example.bdf", to_bdf(example()));
    const std::string told = (folder.path() / "told").string();
    const std::string script = (test::source_folder() / "tests/emg/read_bdf.py").string();
    REQUIRE(std::system((*python + " '" + script + "' " + path.string() + " > " + told).c_str()) ==
            0);
    const std::string text = read_file(told);
    const auto lines = split(text, '\n');
    const Dataset ours = emg::read(path);
    REQUIRE(lines.size() == 1 + 2 + 3 + 300 + 1);
    CHECK(lines[0] == "A_1 B");
    CHECK(lines[1] == "100.0 uV -2000.0 2000.0 -8192000 8192000");
    CHECK(lines[2] == lines[1]);
    CHECK(lines[3] == "0.3 0.4 pinch");
    CHECK(lines[4] == "1.1 0.9 open");
    CHECK(lines[5] == "2.01 0.05 open");
    for (std::size_t n = 0; n < 300; ++n) {
        const auto cells = split(lines[6 + n], ' ');
        REQUIRE(cells.size() == 2);
        for (std::size_t c = 0; c < 2; ++c)
            CHECK(to_double(cells[c]).value() ==
                  Approx(static_cast<double>(ours.recording.signal().row(n)[c])).margin(1e-6));
    }
}

TEST_CASE("the step is the smallest power of two that reaches") {
    CHECK(bdf_step(0.0) == 0x1p-13);
    CHECK(bdf_step(1000.0) == 0x1p-13);
    CHECK(bdf_step(1000.1) == 0x1p-12);
    CHECK(bdf_step(8e6) == 1.0);
}

TEST_CASE("what cannot be a BDF+ file is refused in one sentence") {
    const Dataset good = example();
    const Unit uv = parse_unit("uV");
    const std::vector<float> hundred(100);
    CHECK_THAT(refusal(good, {"r", {100.5}, uv, {"a"}, std::vector<float>(300)}),
               Catch::Contains("the rate is no whole number of Hz"));
    CHECK_THAT(refusal(good, {"r", {100.0}, uv, {"a"}, std::vector<float>(250)}),
               Catch::Contains("the length is no whole number of seconds"));
    CHECK_THAT(refusal(good, {"r", {100.0}, parse_unit("mV"), {"a"}, std::vector<float>(300)}),
               Catch::Contains("the unit is not uV"));
    CHECK_THAT(refusal(good, {"r", {100.0}, uv, {"seventeen letters"}, std::vector<float>(300)}),
               Catch::Contains("more than 16 characters"));
    CHECK_THAT(refusal(good, {"r", {100.0}, uv, {"a"}, std::vector<float>(300, 9e6F)}),
               Catch::Contains("beyond 8 V"));
    CHECK_THAT(refusal(good, {"r", {100.0}, uv, {"a"}, hundred}), Catch::Contains("trial"));
}

TEST_CASE("edf: each mistake is named with its place") {
    // 256 bytes, then 16 + 80 + 8 + 8 + 8 + 8 + 8 + 80 + 8 + 32 for each of three signals.
    CHECK(damaged(0, "0") == "no error");
    CHECK_THAT(damaged(0, "1"), Catch::Contains("version: is neither that of EDF nor that of BDF"));
    CHECK_THAT(damaged(20, "\x01"), Catch::Contains("no printable character"));
    CHECK_THAT(damaged(184, "768 "), Catch::Contains("must be 256 times the number of signals"));
    CHECK_THAT(damaged(192, "EDF+D"), Catch::Contains("is a recording with gaps (EDF+D)"));
    CHECK_THAT(damaged(236, "-1"), Catch::Contains("number of records: is \"-1\""));
    CHECK_THAT(damaged(236, "4 "), Catch::Contains("bytes, but the header makes it"));
    CHECK_THAT(damaged(244, "0.0"), Catch::Contains("must be above 0 s"));
    CHECK_THAT(damaged(256 + 3 * 96, "mV"), Catch::Contains("another rate or unit"));
    CHECK_THAT(damaged(256 + 3 * 104, "400 "), Catch::Contains("minimum and maximum must differ"));
    CHECK_THAT(damaged(256 + 3 * 120, "17000"), Catch::Contains("the digital range must rise"));
    const std::size_t notes = 1024 + 16;  // in the first record
    CHECK_THAT(damaged(notes, "*"), Catch::Contains("record 0: a note's time"));
    CHECK_THAT(damaged(notes + 2, "\x14x\x14"), Catch::Contains("record 0"));
}

TEST_CASE("bids: recordings come one after another, in the order of their paths") {
    Dataset second = example(), first = example();
    first.classes = {"rest", "fist"};
    const test::TemporaryFolder folder;
    folder.write("d/dataset_description.json",
                 R"({"Name": "d", "BIDSVersion": "1.11.0", "x": [1]})");
    folder.write("d/sub-02/ses-04/emg/sub-02_ses-04_task-t_run-02_emg.bdf", to_bdf(second));
    folder.write("d/sub-01/emg/sub-01_task-t_emg.bdf", to_bdf(first));
    folder.write("d/sub-01/eeg/sub-01_task-t_emg.bdf", "is not looked at");
    const Dataset both = emg::read(folder.path() / "d");
    CHECK(both.recording.length() == 600);
    CHECK(both.simulated);
    CHECK(both.classes == std::vector<std::string>{"fist", "open", "pinch", "rest"});
    REQUIRE(both.trials.size() == 6);
    CHECK(both.trials[0] == Trial{30, 40, TaskId{3}, 1, 0, 1});
    CHECK(both.trials[2] == Trial{201, 5, TaskId{0}, 1, 0, 2});
    CHECK(both.trials[3] == Trial{330, 40, TaskId{2}, 2, 4, 2});
    second.recording = Recording({"r", {100.0}, parse_unit("uV"), {"A"}, std::vector<float>(300)});
    folder.write("d/sub-03/emg/sub-03_task-t_emg.bdf", to_bdf(second));
    CHECK_THAT(test::message_of([&] { (void)emg::read(folder.path() / "d"); }),
               Catch::Contains("has another rate, unit or other channels"));
    folder.write("e/dataset_description.json", R"({"Name": "d"})");
    CHECK_THAT(test::message_of([&] { (void)emg::read(folder.path() / "e"); }),
               Catch::Contains("lacks the key \"BIDSVersion\""));
    folder.write("f/dataset_description.json", R"({"BIDSVersion": "1.11.0"})");
    CHECK_THAT(test::message_of([&] { (void)emg::read(folder.path() / "f"); }),
               Catch::Contains("holds no sub-*/emg/*_emg.bdf or .edf"));
}

TEST_CASE("npy: what is written has the header that the format's page says") {
    const std::vector<float> values{1.0F, -2.5F, 3.0F, 4.0F, 5.0F, 6.0F};
    const test::TemporaryFolder folder;
    const auto matrix =
        read_npy(folder.write("m.npy", to_npy(values, std::vector<std::size_t>{3, 2})));
    CHECK(matrix.rows == 3);
    CHECK(matrix.columns == 2);
    CHECK(matrix.values == values);
    const std::string cube = to_npy(values, std::vector<std::size_t>{1, 3, 2});
    CHECK((cube.size() - 24) % 64 == 0);
    CHECK_THAT(cube.substr(10, 70), Catch::Contains("'shape': (1, 3, 2, ), }"));
}
