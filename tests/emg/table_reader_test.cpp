// One recording in a text or NumPy file, explained by a JSON file: either way round, and refusals.
#include <catch2/catch.hpp>

#include "emg/npy.hpp"
#include "emg/reader.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;
using test::message_of;

namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("table: text and NumPy files of one recording, either way round, and what is refused") {
    const std::string json =
        R"({"reader":"table","samples":"x.csv","sampling_rate_hz":2048,"unit":"uV"})";
    const test::TemporaryFolder folder;
    folder.write("x.csv", "1,2\n3,4\n5,6\n");
    folder.write("x.npy",
                 to_npy(std::vector<float>{1, 3, 5, 2, 4, 6}, std::vector<std::size_t>{2, 3}));
    const auto read = [&](const std::string& side) {
        return emg::read(folder.write("x.json", side)).recording;
    };
    const auto story = [&](const std::string& side) {
        return replaced(message_of([&] { (void)read(side); }), folder.path().string() + "/", "");
    };
    const std::string turned =
        replaced(replaced(json, "x.csv", "x.npy"), "\"unit\"", "\"rows\":\"channels\",\"unit\"");
    for (const std::string& side : {json, turned}) {
        const auto recording = read(side);
        REQUIRE(recording.length() == 3);
        CHECK(recording.channels() == std::vector<std::string>{"ch1", "ch2"});
        CHECK(recording.signal().row(1)[0] == 3.0F);
        CHECK(recording.signal().row(1)[1] == 4.0F);
    }
    CHECK(story(replaced(json, "x.csv", "x.npy")) ==
          "x.npy: has 3 channels of 2 samples; if it is the other way round, give \"rows\": "
          "\"channels\"");
    CHECK(story(replaced(json, "\"unit\"", "\"rows\":\"channels\",\"unit\"")) ==
          "x.json/rows: a text file has a row a sample; only a .npy file may have a row a channel");
    CHECK(story(replaced(turned, "\"unit\"", "\"skip_columns\":1,\"unit\"")) ==
          "x.json/skip_columns: is for text files; save the channels alone");
    CHECK(story(replaced(json, "\"unit\"", "\"skip_columns\":2,\"unit\"")) ==
          "x.csv: line 1: has 2 columns, of which 2 are to be skipped; no channel is left");
    CHECK(story(replaced(json, "\"unit\"", "\"n_samples\":4,\"unit\"")) ==
          "x.csv: has 3 samples of 2 channels, but n_samples is 4");
    // A table alone is refused with the side file that would do.
    for (const char* name : {"x.csv", "x.npy", "x.tsv"}) {
        folder.write("x.tsv", "1\t2\n3\t4\n5\t6\n");
        const std::string message = message_of([&] { (void)emg::read(folder.path() / name); });
        CHECK_THAT(message, Catch::Contains(std::string(name) + ": says neither its rate") &&
                                Catch::Contains("x.json instead"));
        const std::string line = message.substr(message.find('{'));
        CHECK(line.find('\n') == std::string::npos);
        if (name[2] == 'n') {
            CHECK_THAT(story(line), Catch::Contains("give \"rows\": \"channels\""));
            continue;
        }
        CHECK(read(line).length() == 3);
        CHECK(read(line).channels().size() == 2);
    }
    folder.write("x.csv", "1,2\n3\n");
    CHECK(story(json) == "x.csv: line 2: has 1 columns, where 2 were expected");
    folder.write("x.csv", "1,2\n3,NaN\n");
    CHECK(story(json) == "x.csv: line 2: column 2 is \"NaN\", where a finite number was expected");
}
