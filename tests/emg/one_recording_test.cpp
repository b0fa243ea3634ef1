// What holds several recordings is refused where one signal is wanted.
#include <catch2/catch.hpp>

#include "emg/bdf.hpp"
#include "emg/npy.hpp"
#include "emg/reader.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;

namespace {

/// The refusal without the folder's name, or "no error".
std::string refusal(const test::TemporaryFolder& folder, const std::string& path) {
    std::string text = test::message_of([&] { (void)read_one(folder.path() / path); });
    const std::string prefix = folder.path().string() + "/";
    for (std::size_t at = 0; (at = text.find(prefix)) != std::string::npos;)
        text.erase(at, prefix.size());
    return text;
}

std::string bdf() {
    Dataset d;
    d.recording = Recording({"r", {100.0}, parse_unit("uV"), {"A"}, std::vector<float>(300)});
    return to_bdf(d);
}

}  // namespace

TEST_CASE("bids: one recording is opened by its folder, several by their own names alone") {
    const test::TemporaryFolder folder;
    folder.write("d/dataset_description.json", R"({"BIDSVersion": "1.11.0"})");
    folder.write("d/sub-01/emg/sub-01_emg.bdf", bdf());
    CHECK(refusal(folder, "d") == "no error");
    folder.write("d/sub-02/emg/sub-02_emg.bdf", bdf());
    CHECK(refusal(folder, "d") ==
          "d: holds 2 recordings, where one is wanted: d/sub-01/emg/sub-01_emg.bdf, "
          "d/sub-02/emg/sub-02_emg.bdf; name one of them");
    for (const char* more : {"03", "04", "05"})
        folder.write("d/sub-" + std::string(more) + "/emg/sub_emg.bdf", bdf());
    CHECK_THAT(refusal(folder, "d"), Catch::Contains("holds 5 recordings") &&
                                         Catch::Contains("d/sub-03/emg/sub_emg.bdf and 2 more;"));
    CHECK(refusal(folder, "d/sub-01/emg/sub-01_emg.bdf") == "no error");
    CHECK(read(folder.path() / "d").recording.length() == 1500);
}

TEST_CASE("trials: files, and people or sessions of one file, are recordings of their own") {
    const test::TemporaryFolder folder;
    folder.write("c/trials.json",
                 R"({"reader": "csv_trials", "pattern": "M{label}T{repetition}.csv",
        "sampling_rate_hz": 200, "unit": "uV", "classes": ["rest"]})");
    folder.write("c/M0T1.csv", "1\n2\n");
    CHECK(refusal(folder, "c") == "no error");
    folder.write("c/M0T2.csv", "1\n2\n");
    CHECK(refusal(folder, "c") ==
          "c: holds 2 recordings, where one is wanted: c/M0T1.csv, c/M0T2.csv; give one of them a "
          "file of its own (docs/formats.md, \"table\")");

    folder.write("u/1_raw_data_a.txt", "time\tchannel1\tclass\n1\t4\t2\n");
    CHECK(refusal(folder, "u") == "no error");
    folder.write("u/2_raw_data_a.txt", "time\tchannel1\tclass\n1\t4\t2\n");
    CHECK_THAT(refusal(folder, "u"),
               Catch::Contains("u/1_raw_data_a.txt, u/2_raw_data_a.txt; name one of them"));

    folder.write("t/samples.npy",
                 to_npy(std::vector<float>{1, 2, 3, 4}, std::vector<std::size_t>{4, 1}));
    folder.write("t/dataset.json", R"({"name": "t", "sampling_rate_hz": 200, "channels": 1,
        "dtype": "float32", "unit": "uV", "classes": ["rest"], "trials": 2, "licence": "x",
        "source": "x"})");
    const std::string trials =
        "start_sample,n_samples,label,label_name,subject,session,repetition\n0,2,0,rest,7,1,1\n";
    folder.write("t/trials.csv", trials + "2,2,0,rest,7,1,2\n");
    CHECK(refusal(folder, "t") == "no error");
    folder.write("t/trials.csv", trials + "2,2,0,rest,7,2,1\n");
    CHECK_THAT(refusal(folder, "t"),
               Catch::Contains("2 recordings, where one is wanted: person 7 session 1, person 7 "
                               "session 2; give one of them a file of its own"));
}
