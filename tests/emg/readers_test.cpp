// Each format in its own terms: what is refused and how, hand-computed bytes, and the real
// recordings.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/npy.hpp"
#include "emg/path_pattern.hpp"
#include "emg/reader.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;
using test::message_of;
namespace fs = std::filesystem;

namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string npy(const std::string& dictionary, const std::string& body, char version = 1) {
    std::string header = dictionary + "\n";
    std::string file =
        std::string("\x93NUMPY") + version + '\0' + static_cast<char>(header.size()) + '\0';
    if (version > 1) file += std::string(2, '\0');
    return file + header + body;
}

std::string npy_story(const std::string& content) {
    const test::TemporaryFolder folder;
    const fs::path path = folder.write("s.npy", content);
    const std::string story = message_of([&] { (void)read_npy(path); });
    return replaced(story + path.string(), path.string(), "")
        .substr(0, story.size() - path.string().size());
}

std::string shape(const std::string& descr, const std::string& sizes) {
    return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + sizes + ", }";
}

template <class T>
std::string bytes_of(std::initializer_list<T> values) {
    std::string bytes(values.size() * sizeof(T), '\0');
    std::memcpy(bytes.data(), std::data(values), bytes.size());
    return bytes;
}

/// A trial folder that is right, of which a test spoils one file.
struct Folder {
    Folder() {
        folder.write("d/samples.npy",
                     npy(shape("<f4", "(3, 2)"), bytes_of<float>({1, 2, 3, 4, 5, 6})));
        folder.write("d/trials.csv", csv);
        folder.write("d/dataset.json", json);
    }
    /// The message without the folder's name.
    std::string story(const std::string& file, const std::string& content) const {
        folder.write("d/" + file, content);
        const std::string prefix = (folder.path() / "d").string() + "/";
        const std::string message = message_of([&] { (void)emg::read(folder.path() / "d"); });
        return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
    }
    const std::string csv =
        "start_sample,n_samples,label,label_name,subject,session,repetition\n0,2,0,a,1,1,1\n2,1,1,"
        "b,1,1,2\n";
    const std::string json =
        R"({"name":"d","sampling_rate_hz":10,"channels":2,"dtype":"float32","unit":"mV","classes":["a","b"],"trials":2,"licence":"own","source":"here"})";
    test::TemporaryFolder folder;
};

}  // namespace

TEST_CASE("npy: every plain type and every header version is read") {
    const test::TemporaryFolder folder;
    const auto values = [&](const std::string& content) {
        return read_npy(folder.write("s.npy", content)).values;
    };
    using Floats = std::vector<float>;
    CHECK(values(npy(shape("|i1", "(2, 1)"), "\xFF\x7F")) == Floats{-1, 127});
    CHECK(values(npy(shape("|u1", "(2, 1)"), "\xFF\x7F")) == Floats{255, 127});
    CHECK(values(npy(shape("<i2", "(1, 2)"), bytes_of<std::int16_t>({-2, 300}))) ==
          Floats{-2, 300});
    CHECK(values(npy(shape("<u2", "(1, 2)"), bytes_of<std::uint16_t>({65535, 1}))) ==
          Floats{65535, 1});
    CHECK(values(npy(shape("<i4", "(1, 1)"), bytes_of<std::int32_t>({-70000}))) == Floats{-70000});
    CHECK(values(npy(shape("<f4", "(1, 1)"), bytes_of<float>({0.5F}))) == Floats{0.5F});
    for (const char version : {'\1', '\2', '\3'})
        CHECK(values(npy(shape("<f8", "(1, 1)"), bytes_of<double>({0.1}), version)) ==
              Floats{0.1F});
    CHECK(values(npy("{\"shape\":(1,1),\"fortran_order\":False,\"descr\":\"<f4\"}",
                     bytes_of<float>({2}))) == Floats{2});
    const auto fortran = replaced(npy(shape("<f4", "(3, 2)"), bytes_of<float>({1, 2, 3, 4, 5, 6})),
                                  "False", "True ");
    CHECK(values(fortran) == Floats{1, 4, 2, 5, 3, 6});
}

TEST_CASE("npy: what cannot be samples is refused in one sentence") {
    const std::string body = bytes_of<float>({1, 2});
    CHECK(npy_story("") == ": does not begin as a .npy file does");
    CHECK_THAT(npy_story(npy(shape(">f4", "(1, 2)"), body)),
               Catch::Contains("'>f4', which is big-endian"));
    CHECK_THAT(npy_story(npy(shape("|O", "(1, 2)"), body)),
               Catch::Contains("which are Python objects"));
    CHECK_THAT(
        npy_story(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 2)}", body)),
        Catch::Contains("no structures"));
    CHECK(npy_story(npy(shape("<f4", "(2,)"), body)) ==
          ": header: has 1 dimensions, where two ([sample][channel]) were expected");
    CHECK(npy_story(npy(shape("<f4", "(1, 3)"), body)) ==
          ": header: promises 1 samples of 3 channels of float32, but 8 bytes follow");
    CHECK_THAT(npy_story(npy(shape("<f4", "(4611686018427387905, 4)"), body)),
               Catch::Contains("but 8 bytes follow"));
    CHECK(npy_story(npy(shape("<f4", "(0, 99999999999)"), "")) == ": header: holds no samples");
    CHECK_THAT(npy_story(npy(shape("<f4", "(99999999999999999999, 1)"), body)),
               Catch::Contains("a size was expected"));
    CHECK(npy_story(npy(shape("<f4", "(1, 2)"), body, 9)) ==
          ": is of version 9.0, where 1.0, 2.0 or 3.0 was expected");
    CHECK_THAT(npy_story(npy(shape("<f4", "(1, 2)") + "x", body)),
               Catch::Contains("something follows"));
    std::string huge = npy(shape("<f4", "(1, 2)"), body, 2);
    huge[8] = huge[9] = huge[10] = huge[11] = '\xFF';
    CHECK_THAT(npy_story(huge),
               Catch::Contains("its header should have 4294967295 bytes, but only"));
}

TEST_CASE("trial_folder: each mistake is named with its file, place and remedy") {
    const Folder f;
    REQUIRE(f.story("dataset.json", f.json) == "no error");
    const auto json = [&](std::string_view from, std::string_view to) {
        return Folder().story("dataset.json", replaced(f.json, from, to));
    };
    CHECK(json("\"unit\"", "\"untit\"") == "dataset.json/unit: must be given");
    CHECK(json("\"licence\"", "\"simulatd\":true,\"licence\"") ==
          "dataset.json/simulatd: unknown key; did you mean \"simulated\"?");
    CHECK(json("\"unit\":\"mV\"", "\"unit\":\"mV\",\"unit\":\"V\"") ==
          "dataset.json: the key \"unit\" stands twice");
    CHECK(json("\"trials\":2", "\"trials\":3") ==
          "trials.csv: has 2 trials, but dataset.json says 3");
    CHECK(json("\"channels\":2", "\"channels\":8") ==
          "samples.npy: has 2 columns, but channels in dataset.json is 8");
    CHECK(json("float32", "int16") ==
          "samples.npy: has float32, but dtype in dataset.json is int16");
    CHECK(
        json("\"sampling_rate_hz\":10", "\"sampling_rate_hz\":1e999").starts_with("dataset.json"));
    CHECK(json("[\"a\",\"b\"]", "[\"a\",\"a\"]")
              .starts_with("dataset.json/classes: must be distinct"));
    CHECK(json("\"unit\"", "\"channel_names\":[\"x\"],\"unit\"") ==
          "dataset.json/channel_names: names 1 channels, but there are 2");
    const auto csv = [&](std::string_view from, std::string_view to) {
        return Folder().story("trials.csv", replaced(f.csv, from, to));
    };
    CHECK(csv("session,", "") == "trials.csv: line 1: the column \"session\" is missing");
    CHECK_THAT(csv("session", "sesion"),
               Catch::StartsWith(
                   "trials.csv: line 1: column: unknown \"sesion\"; did you mean \"session\"?"));
    CHECK(csv("session", "subject") == "trials.csv: line 1: the column \"subject\" stands twice");
    CHECK(csv("2,1,1,b", "2,x,1,b") ==
          "trials.csv: line 3: n_samples is \"x\", where a whole number was expected");
    CHECK(csv("2,1,1,b", "2,1.0,1,b") ==
          "trials.csv: line 3: n_samples is \"1.0\", where a whole number was expected");
    CHECK(csv("2,1,1,b", "2,2,1,b") ==
          "trials.csv: line 3: begins at sample 2 and has 2 samples, but samples.npy has 3");
    CHECK(csv("2,1,1,b", "-1,1,1,b").starts_with("trials.csv: line 3: begins at sample -1"));
    CHECK(csv("2,1,1,b", "1,9223372036854775807,1,b")
              .starts_with("trials.csv: line 3: begins at sample 1"));
    CHECK(csv("2,1,1,b", "2,0,1,b") == "trials.csv: line 3: n_samples must be at least 1, not 0");
    CHECK(csv("2,1,1,b", "2,1,2,b") ==
          "trials.csv: line 3: label must be below the 2 classes, not 2");
    CHECK(csv("2,1,1,b", "2,1,1,a") ==
          "trials.csv: line 3: label_name is \"a\", where \"b\" (label 1) was expected");
    CHECK(csv("2,1,1,b", "2,1,b") == "trials.csv: line 3: has 6 columns, where 7 were expected");
    CHECK(Folder().story("trials.csv", "trial," + replaced(replaced(f.csv, "\n0,", "\n0,0,"),
                                                           "\n2,", "\n7,2,")) ==
          "trials.csv: line 3: is trial 7, where trial 1 was expected");
    const auto sample = [&](float value) {
        return Folder().story("samples.npy",
                              npy(shape("<f4", "(3, 2)"), bytes_of<float>({1, 2, 3, value, 5, 6})));
    };
    CHECK(sample(std::nanf("")) ==
          "samples.npy: sample 1, channel \"ch2\": is NaN, where a number was expected");
    CHECK(sample(INFINITY) ==
          "samples.npy: sample 1, channel \"ch2\": is infinite, where a number was expected");
}

TEST_CASE("csv_trials: a pattern takes numbers and names from a path") {
    const PathPattern pattern(
        "sub{subject}_day{session}/D{session}M{label}_{label_name}_{skip}T{repetition}.csv");
    const auto fields = pattern.match("sub3_day10/D10M2_wrist up_x9T04.csv");
    REQUIRE(fields);
    CHECK(fields->subject == 3);
    CHECK(fields->session == 10);
    CHECK(fields->label == 2);
    CHECK(fields->label_name == "wrist up");
    CHECK(fields->repetition == 4);
    CHECK(pattern.extension() == ".csv");
    for (const char* wrong :
         {"sub3_day10/D9M2_a_xT4.csv", "sub_day10/D10M2_a_xT4.csv", "sub3_day10/D10M2_a_xT4.csv2",
          "sub3_day10/D10M2__xT4.csv", "sub3_day10/D10M2_a/b_xT4.csv", "",
          "sub99999999999999999999_day1/D1M2_a_xT4.csv"})
        CHECK_FALSE(pattern.match(wrong));
    CHECK_THAT(message_of([] { PathPattern("{subject}{session}"); }),
               Catch::Contains("need some text between them"));
    CHECK_THAT(message_of([] { PathPattern("{sesion}"); }),
               Catch::Contains("did you mean \"session\"?"));
    CHECK_THAT(message_of([] { PathPattern("a}b"); }), Catch::Contains("brace"));
    CHECK_THAT(message_of([] { PathPattern("a{subject"); }), Catch::Contains("brace"));
}

TEST_CASE("csv_trials: each mistake is named with its file, place and remedy") {
    const std::string json =
        R"({"reader":"csv_trials","folder":"f","pattern":"M{label}T{repetition}.csv","sampling_rate_hz":9,"unit":"V","classes":["a","b"]})";
    const auto story = [&](const std::string& side, const std::string& name,
                           const std::string& content) {
        const test::TemporaryFolder folder;
        folder.write("f/M0T1.csv", "1,2\n3,4\n");
        folder.write("f/" + name, content);
        const std::string message =
            message_of([&] { (void)emg::read(folder.write("side.json", side)); });
        const std::string prefix = folder.path().string() + "/";
        return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
    };
    REQUIRE(story(json, "M1T1.csv", "5,6\n") == "no error");
    CHECK(story(json, "M1T1.csv", "5,6\n7,x\n") ==
          "f/M1T1.csv: line 2: column 2 is \"x\", where a finite number was expected");
    CHECK(story(json, "M1T1.csv", "nan,6\n").ends_with("where a finite number was expected"));
    CHECK(story(json, "M1T1.csv", "5,1e39\n").ends_with("where a finite number was expected"));
    CHECK(story(json, "M1T1.csv", "5,6\n7\n") ==
          "f/M1T1.csv: line 2: has 1 columns, where 2 were expected");
    CHECK(story(json, "M1T1.csv", "5\n").starts_with("f/M1T1.csv: has other columns than "));
    CHECK(story(json, "M1T1.csv", "5,6") ==
          "f/M1T1.csv: line 1: has no line end; the file seems to be cut off here");
    CHECK(story(json, "M1T1.csv", "x,y\n") == "f/M1T1.csv: holds no samples");
    CHECK(story(json, "notes.csv", "5,6\n") ==
          "f/notes.csv: its path is not as the pattern \"M{label}T{repetition}.csv\" says");
    CHECK(story(json, "M2T1.csv", "5,6\n") ==
          "f/M2T1.csv: label 2 has no class; the labels are 0 to 1");
    CHECK_THAT(story(json, "M00T1.csv", "5,6\n"),
               Catch::Contains("is the same subject, session, class and repetition as"));
    CHECK(story(replaced(json, "\"folder\":\"f\"", "\"folder\":\"g\""), "M1T1.csv", "5,6\n")
              .starts_with("side.json/folder: "));
    CHECK(story(replaced(json, "M{label}", "M{skip}"), "M1T1.csv", "5,6\n") ==
          "side.json/pattern: needs {label} or {label_name}");
    CHECK(story(replaced(json, "\"unit\"", "\"trials\":3,\"unit\""), "M1T1.csv", "5,6\n") ==
          "side.json/trials: says 3, but there are 2 files");
    CHECK(story(replaced(json, "\"unit\"", "\"n_samples\":4,\"unit\""), "M1T1.csv", "5,6\n") ==
          "side.json/n_samples: says 4, but the files hold 3 rows");
    CHECK_THAT(story(replaced(json, "\"folder\"", "\"foldr\""), "M1T1.csv", "5,6\n"),
               Catch::Contains("did you mean \"folder\"?"));
}

TEST_CASE("uci_text: each mistake is named with its line") {
    const std::string head = "time\tchannel1\tchannel2\tclass\n";
    const auto story = [&](const std::string& content) {
        const test::TemporaryFolder folder;
        const auto path = folder.write("1_raw_data_x.txt", content);
        const std::string message = message_of([&] { (void)emg::read(path); });
        const std::string prefix = path.string() + ": ";
        return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
    };
    REQUIRE(story(head + "1\t0\t0\t0\r\n1 0 0 3\r\n") == "no error");
    CHECK(story(head) == "holds no samples");
    CHECK(story("") == "is empty");
    CHECK(story("a b c\n").starts_with("line 1: is \"a b c\", where \"time channel1 ... class\""));
    CHECK(story(head + "1\t0\t0\n") == "line 2: has 3 columns, where 4 were expected");
    CHECK(story(head + "1\t0\tx\t0\n") ==
          "line 2: channel2 is \"x\", where a finite number was expected");
    CHECK(story(head + "1\t0\tinf\t0\n") ==
          "line 2: channel2 is \"inf\", where a finite number was expected");
    CHECK(story(head + "1\t0\t0\t8\n") == "line 2: class must be 0 to 7, not 8");
    CHECK(story(head + "1\t0\t0\t1.5\n") ==
          "line 2: class is \"1.5\", where a whole number was expected");
    CHECK(story(head + "5\t0\t0\t0\n4\t0\t0\t0\n") ==
          "line 3: time 4 lies before that of the line above, 5");
}

TEST_CASE("uci_text: a folder of persons is read in the order of their numbers") {
    const test::TemporaryFolder folder;
    const std::string head = "time\tchannel1\tclass\n";
    folder.write("10/2_raw_data_b.txt", head + "1\t4\t2\n");
    folder.write("10/1_raw_data_a.txt", head + "1\t3\t2\n");
    folder.write("9/1_raw_data_c.txt", head + "1\t1\t1\n2\t2\t1\n");
    folder.write("README.txt", "not a recording");
    const Dataset d = emg::read(folder.path());
    REQUIRE(d.trials.size() == 3);
    CHECK(d.trials[0] == Trial{0, 2, TaskId{0}, 9, 1, 1});
    CHECK(d.trials[1] == Trial{2, 1, TaskId{1}, 10, 1, 1});
    CHECK(d.trials[2] == Trial{3, 1, TaskId{1}, 10, 2, 1});
    CHECK(emg::read(folder.path() / "9" / "").trials.front().subject == 9);
    folder.write("010/1_raw_data_a.txt", head + "1\t3\t2\n");
    CHECK_THAT(message_of([&] { (void)emg::read(folder.path()); }),
               Catch::Contains("is the same person as"));
    folder.write("10/01_raw_data_a.txt", head + "1\t3\t2\n");
    CHECK_THAT(message_of([&] { (void)emg::read(folder.path() / "10"); }),
               Catch::Contains("is the same series as"));
}

namespace {

/// The stored numbers of a one-signal record with gain 1, or the refusal without the folder.
struct Record {
    std::vector<float> values;
    std::string story;
};
Record record(const std::string& header, const std::string& bytes) {
    const test::TemporaryFolder folder;
    folder.write("r.dat", bytes);
    const auto path = folder.write("r.hea", header);
    Record result;
    result.story = message_of([&] {
        const Dataset d = emg::read(path);
        const auto samples = d.recording.signal().samples();
        result.values.assign(samples.begin(), samples.end());
    });
    const std::string prefix = folder.path().string() + "/";
    if (result.story.starts_with(prefix)) result.story = result.story.substr(prefix.size());
    return result;
}

}  // namespace

TEST_CASE("wfdb: each format's bytes give the numbers that the format's page says") {
    using namespace std::string_literals;
    using Floats = std::vector<float>;
    CHECK(record("r 1 100\nr.dat 16 1/uV\n", "\x01\x00\xFF\xFF\x00\x01"s).values ==
          Floats{1, -1, 256});
    CHECK(record("r 1 100\nr.dat 61 1/uV\n", "\x01\x00\xFF\xFE\x00\x01"s).values ==
          Floats{256, -2, 1});
    CHECK(record("r 1 100\nr.dat 24 1/uV\n", "\x01\x00\x00\xFF\xFF\xFF\x01\x00\x80"s).values ==
          Floats{1, -1, -8388607});
    CHECK(record("r 1 100\nr.dat 32 1/uV\n", "\xFE\xFF\xFF\xFF\x00\x00\x01\x00"s).values ==
          Floats{-2, 65536});
    // 212: bytes AA, CB, DD hold 0xBAA and 0xCDD, both negative in 12 bits.
    CHECK(record("r 1 100\nr.dat 212 1/uV\n", "\xAA\xCB\xDD"s).values ==
          Floats{0xBAA - 4096, 0xCDD - 4096});
    CHECK(record("r 1 100\nr.dat 212 1/uV\n", "\x02\xF0\xFF\xFF\x07"s).values ==
          Floats{2, -1, 2047});
    CHECK(record("r 1 100 3\nr.dat 212 1/uV\n", "\x02\xF0\xFF\xFF\x07\x00"s).values ==
          Floats{2, -1, 2047});
    CHECK(record("r 1 100\nr.dat 16+2 1/uV\n", "zz\x05\x00"s).values == Floats{5});
    CHECK(record("r 1 100\rr.dat 16 2(3)/uV 16 9\r# no line end", "\x05\x00"s).values == Floats{1});
    CHECK(record("r 1 100\r\nr.dat 16 2/uV 16 3\r\n", "\x05\x00"s).values == Floats{1});
    CHECK(record("r 1 100\nr.dat 16\n", "\x90\x01"s).values ==
          Floats{2});  // the default gain of 200
    CHECK(
        record("r 2 100\nr.dat 16 1 0 0 1\nr.dat 16 1 0 0 2\n", "\x01\x00\x02\x00\x03\x00\x04\x00"s)
            .values == Floats{1, 2, 3, 4});
}

TEST_CASE("wfdb: a header that lies is told so") {
    const std::string four("\x01\x00\x02\x00\x03\x00\x04\x00", 8);
    const auto story = [&](const std::string& header) { return record(header, four).story; };
    REQUIRE(story("r 1 100 4\nr.dat 16 1/mV 16 0 1 10 0 name\n") == "no error");
    CHECK(story("r 1 100 5\nr.dat 16\n") ==
          "r.dat: has 8 bytes of samples, but the header says 5 samples of 1 signals in format 16");
    CHECK(story("r 1 100 3\nr.dat 16\n") ==
          "r.dat: has 8 bytes of samples, but the header says 3 samples of 1 signals in format 16");
    CHECK(story("r 1 100 9223372036854775807\nr.dat 16\n")
              .starts_with("r.dat: has 8 bytes of samples, but"));
    CHECK(story("r 3 100\nr.dat 16\nr.dat 16\nr.dat 16\n") ==
          "r.dat: has 8 bytes of samples, which is no whole number of samples of 3 signals in "
          "format 16");
    CHECK(story("r 1 100\nr.dat 24\n")
              .starts_with("r.dat: has 8 bytes of samples, which is no whole number"));
    CHECK(story("r 1 100\nr.dat 16+9\n") ==
          "r.dat: has 8 bytes, but its samples should begin at byte 9");
    CHECK(story("r 1 100 4\nr.dat 16 1/mV 16 0 2\n") ==
          "r.dat: signal 0: begins with 1, but the header's initial value is 2");
    CHECK(story("r 1 100 4\nr.dat 16 1/mV 16 0 1 11\n") ==
          "r.dat: signal 0: its samples have the checksum 10, but the header says 11");
    CHECK(story("r 1 100\nr.dat 16 1/mV 16 0 1 11\n") == "no error");  // no count, no comparison
    CHECK(story("r 2 100\nr.dat 16\n") == "r.hea: has 1 signal lines, but its record line says 2");
    CHECK(story("r 1 100\nr.dat 16\nr.dat 16\n") ==
          "r.hea: line 3: is one signal more than the 1 of the record line");
    CHECK(story("q 1 100\nr.dat 16\n") ==
          "r.hea: line 1: the record is called q, but the file r.hea");
    CHECK(story("r 1\nr.dat 16\n") ==
          "r.hea: line 1: the sampling frequency is missing, and none is assumed");
    CHECK(story("r 1 -5\nr.dat 16\n") ==
          "r.hea: line 1: the sampling frequency must be above zero");
    CHECK(story("r/2 1 100\n") ==
          "r.hea: line 1: the record is made of segments, which are not read");
    CHECK(story("r 1 100\nr.dat 8\n") ==
          "r.hea: line 2: format 8 is not read; there are: 16, 24, 32, 61, 212");
    CHECK(story("r 1 100\nr.dat 16x2\n") ==
          "r.hea: line 2: has 2 samples a frame, where 1 was expected");
    CHECK(story("r 1 100\nr.dat 16:2\n") ==
          "r.hea: line 2: has a skew of 2, where none was expected");
    CHECK(story("r 1 100\n../r.dat 16\n")
              .starts_with("r.hea: line 2: the signal file is \"../r.dat\", where"));
    CHECK(story("r 1 100\nr.dat 16 x/mV\n") ==
          "r.hea: line 2: the gain is \"x\", where a number was expected");
    CHECK(story("r 1 100\nr.dat 16 1(2/mV\n") ==
          "r.hea: line 2: the baseline lacks its closing parenthesis");
    CHECK(story("r 1 100\nr.dat 16") ==
          "r.hea: line 2: has no line end; the file seems to be cut off here");
    CHECK(story("r 2 100\nr.dat 16 1/mV\nr.dat 16 1/uV\n") ==
          "r.hea: has signals in \"mV\" and \"uV\", but a recording has one unit");
    CHECK(story("# nothing\n") == "r.hea: holds no record line");
    CHECK(story("r 1 100\nx.dat 16\n") == "x.dat: there is no such file");
    CHECK(record("r 1 100\nr.dat 16\n", "").story == "r.dat: holds no samples");
    CHECK_THAT(record("r 1 100\nr.dat 16\n", std::string("\x00\x80", 2)).story,
               Catch::Contains("the format's mark for a value that is missing"));
}

TEST_CASE("raw: types, byte orders and what is refused") {
    const std::string json =
        R"({"reader":"raw","samples":"x.bin","dtype":"uint32","byte_order":"big","channels":1,"sampling_rate_hz":5,"scale":0.5,"unit":"uV"})";
    const std::string bytes("\x00\x00\x01\x00\xFF\x00\x00\x00", 8);
    const test::TemporaryFolder folder;
    folder.write("x.bin", bytes);
    const auto path = folder.path() / "x.json";
    const auto values = [&](const std::string& side) {
        const auto recording = emg::read(folder.write("x.json", side)).recording;
        const auto samples = recording.signal().samples();
        return std::vector<float>(samples.begin(), samples.end());
    };
    CHECK(values(json) == std::vector<float>{128.0F, 2139095040.0F});
    CHECK(values(replaced(json, "big", "little")) == std::vector<float>{32768.0F, 127.5F});
    CHECK(values(replaced(json, "uint32", "uint8")).size() == 8);
    const auto story = [&](std::string_view from, std::string_view to) {
        const std::string message =
            message_of([&] { (void)emg::read(folder.write("x.json", replaced(json, from, to))); });
        return message == "no error" ? message
                                     : replaced(message, folder.path().string() + "/", "");
    };
    CHECK(story("\"channels\":1", "\"channels\":3") ==
          "x.bin: has 8 bytes, which is no whole number of rows of 3 channels of uint32");
    CHECK(story("\"unit\"", "\"n_samples\":3,\"unit\"") ==
          "x.bin: has 2 rows of 1 channels of uint32, but n_samples is 3");
    CHECK(story("\"channels\":1", "\"channels\":4611686018427387905") ==
          "x.json/channels: must be 1 to 65535, not 4611686018427387905");
    CHECK(story("big", "middle") ==
          "x.json/byte_order: must be \"little\" or \"big\", not \"middle\"");
    CHECK(story("uint32", "int64") ==
          "x.json/dtype: must be a number type such as int16, not \"int64\"");
    CHECK(story("\"scale\":0.5", "\"scale\":0") == "x.json/scale: must not be zero, not 0");
    CHECK(
        story("\"uV\"", "\"parsec\"") ==
        "x.json/unit: must be V, mV, uV or nV, with a factor before it if need be (\"1e-5 V\"), or "
        "without a size in volts \"normalised\", \"a.u.\" or \"counts\", not \"parsec\"");
    for (const char* unit : {"\"1e-5 V\"", "\"μV\"", "\"Myo ADC counts\"", "\"normalised\""})
        CHECK(story("\"uV\"", unit) == "no error");
    for (const char* unit : {"\"-1 V\"", "\"0 V\"", "\"nan V\"", "\"uv\"", "\"discounts\""})
        CHECK_THAT(story("\"uV\"", unit), Catch::StartsWith("x.json/unit: must be V, mV,"));
    CHECK(story("x.bin", "y.bin") == "y.bin: there is no such file");
    CHECK(story("\"scale\"", "\"scael\"") == "x.json/scael: unknown key; did you mean \"scale\"?");
}
