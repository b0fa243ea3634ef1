// What every reader must do with the sample in tests/samples/<its name>: read it exactly, and end
// every damage in one clear sentence. expected.txt there says what to open and what must come out.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "core/file.hpp"
#include "core/random.hpp"
#include "core/text.hpp"
#include "emg/reader.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;
namespace fs = std::filesystem;

namespace {

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (std::size_t i = 0; i < names.size(); ++i) all.append(i == 0 ? "" : ", ").append(names[i]);
    return all;
}

/// All that a reader must get right, as text.
std::string told(const Dataset& dataset) {
    const Recording& r = dataset.recording;
    std::string text = "name: " + dataset.name + "\nrate: " + exact(r.rate().value) +
                       "\nunit: " + r.unit().name + " = " + exact(r.unit().microvolts) + " uV" +
                       "\nchannels: " + joined(r.channels()) +
                       "\nclasses: " + joined(dataset.classes) + "\n";
    for (const Trial& t : dataset.trials) {
        text += "trial:";
        for (const std::int64_t v : {t.start, t.length, static_cast<std::int64_t>(index(t.task)),
                                     t.subject, t.session, t.repetition})
            text.append(" ").append(std::to_string(v));
        text += "\n";
    }
    for (std::size_t i = 0; i < r.length(); ++i) {
        text += "row:";
        for (const float v : r.signal().row(i)) text.append(" ").append(exact(double{v}));
        text += "\n";
    }
    return text;
}

struct Sample {
    fs::path folder;  ///< holds everything below expected.txt
    std::string open;
    bool prefixes = false;  ///< whether a text cut at a line end is a shorter valid file
    std::string text;
};

Sample sample_of(std::string_view reader) {
    const fs::path folder = test::source_folder() / "tests" / "samples" / reader;
    INFO("a reader needs a tiny sample of its own in " << folder.string());
    REQUIRE(fs::exists(folder / "expected.txt"));
    const std::string expected = read_file(folder / "expected.txt");
    const auto lines = split(expected, '\n');
    REQUIRE(lines.size() > 7);
    REQUIRE(lines[0].starts_with("open: data"));
    REQUIRE((lines[1] == "cuts: refused" || lines[1] == "cuts: prefix at line ends"));
    return {folder, std::string(lines[0].substr(6)), lines[1] != "cuts: refused",
            expected.substr(lines[0].size() + lines[1].size() + 2)};
}

/// A copy of a sample that may be damaged.
struct Copy {
    explicit Copy(const Sample& sample) : path(folder.path() / sample.open) {
        fs::copy(sample.folder / "data", folder.path() / "data", fs::copy_options::recursive);
        for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
            if (entry.is_regular_file()) files.push_back(entry.path());
        std::ranges::sort(files);
        REQUIRE_FALSE(files.empty());
    }
    test::TemporaryFolder folder;
    fs::path path;
    std::vector<fs::path> files;
};

/// The refusal of an Error{io} or Error{format}, which must be one line; nothing if it was read.
std::optional<std::string> refusal(const Reader& reader, const fs::path& path) {
    try {
        (void)reader.read(path);
        return std::nullopt;
    } catch (const Error& e) {
        CHECK((e.fault() == Fault::io || e.fault() == Fault::format));
        CHECK(std::string_view(e.what()).find('\n') == std::string_view::npos);
        return e.what();
    }
}

/// Whether `part` is `whole` with one stretch of rows taken out.
bool lacks_one_stretch(const Dataset& part, const Dataset& whole) {
    const auto a = part.recording.signal().samples();
    const auto b = whole.recording.signal().samples();
    if (a.size() > b.size()) return false;
    const auto front = std::ranges::mismatch(a, b).in1 - a.begin();
    return std::equal(a.begin() + front, a.end(), b.end() - (std::ssize(a) - front));
}

}  // namespace

TEST_CASE("every reader reads its sample exactly, and no other reader claims it") {
    REQUIRE_FALSE(readers().empty());
    for (const auto* info : readers()) {
        INFO("reader " << info->name);
        const Sample sample = sample_of(info->name);
        const Dataset dataset = emg::read(sample.folder / sample.open);
        REQUIRE(dataset.recording.length() > 0);
        CHECK(told(dataset) == sample.text);
        for (const auto* other : readers())
            CHECK(other->make(Config())->recognises(sample.folder / sample.open) ==
                  (other == info));
    }
}

TEST_CASE("a sample that is cut anywhere in any of its files is refused") {
    for (const auto* info : readers()) {
        const Sample sample = sample_of(info->name);
        const Copy copy(sample);
        const auto reader = info->make(Config());
        const Dataset whole = reader->read(copy.path);
        for (const fs::path& file : copy.files) {
            const std::string content = read_file(file);
            std::size_t refused = 0;
            for (std::size_t length = 0; length < content.size(); ++length) {
                INFO("reader " << info->name << ", " << file.filename() << " cut to " << length
                               << " of " << content.size() << " bytes");
                write_file(file, content.substr(0, length));
                const auto story = refusal(*reader, copy.path);
                if (story) {
                    ++refused;
                    CHECK_THAT(*story, Catch::Contains(copy.folder.path().string()));
                    continue;
                }
                const Dataset rest = reader->read(copy.path);
                if (trim(content.substr(length)).empty()) {
                    CHECK(told(rest) == told(whole));  // only the last line's end was cut off
                } else {
                    CHECK(sample.prefixes);
                    CHECK(content[length - 1] == '\n');
                    CHECK(rest.recording.length() < whole.recording.length());
                    CHECK(lacks_one_stretch(rest, whole));
                }
            }
            CHECK(refused > 0);
            write_file(file, content);
        }
        CHECK(told(reader->read(copy.path)) == told(whole));
    }
}

TEST_CASE("a sample that lacks a file, or has an empty file or a folder in its place, is refused") {
    for (const auto* info : readers()) {
        const Sample sample = sample_of(info->name);
        const Copy copy(sample);
        const auto reader = info->make(Config());
        for (const fs::path& file : copy.files) {
            const std::string content = read_file(file);
            INFO("reader " << info->name << ", file " << file.filename());
            write_file(file, "");
            CHECK(refusal(*reader, copy.path));
            fs::remove(file);
            const bool stated =
                !sample.prefixes;  // without a stated count a missing file is no fault
            if (stated) CHECK(refusal(*reader, copy.path));
            fs::create_directory(file);
            if (stated || file == copy.path) CHECK(refusal(*reader, copy.path));
            fs::remove(file);
            write_file(file, content);
        }
    }
}

TEST_CASE("a sample with random bytes changed is read or refused, and nothing else happens") {
    constexpr std::uint64_t seed = 7;
    INFO("seed " << seed);
    std::size_t refused = 0;
    std::size_t kept = 0;
    for (const auto* info : readers()) {
        const Sample sample = sample_of(info->name);
        const Copy copy(sample);
        const auto reader = info->make(Config());
        RandomStream random(seed, info->name);
        for (const fs::path& file : copy.files) {
            const std::string content = read_file(file);
            for (int round = 0; round < 100; ++round) {
                std::string changed = content;
                for (std::uint64_t n = random.below(3) + 1; n-- > 0;)
                    changed[random.below(changed.size())] = static_cast<char>(random.below(256));
                write_file(file, changed);
                (refusal(*reader, copy.path) ? refused : kept) += 1;
            }
            write_file(file, content);
        }
    }
    CHECK(refused > 300);
    CHECK(kept > 30);
}

TEST_CASE("a path that no reader knows is refused with what one like it would have to be") {
    const test::TemporaryFolder folder;
    const auto story = [&](const fs::path& path) {
        return test::message_of([&] { (void)emg::read(path); });
    };
    CHECK(story(folder.path() / "x") ==
          (folder.path() / "x").string() + ": there is no such file or folder");
    struct Case {
        fs::path path;
        std::string why;
    };
    const Case cases[] = {
        {folder.path(), "as a folder it would hold recording.json, dataset.json, trials.json"},
        {folder.write("a.bin", "xyz"), "would end in .edf, .bdf or .hea"},
        {folder.write("a.json", "{}"), "names no reader near its beginning; expected"},
        {folder.write("b.json", R"({"reader": "edf"})"), "\"edf\" takes no .json file; expected"},
    };
    for (const auto& [path, why] : cases) {
        INFO(path);
        CHECK_THAT(story(path), Catch::StartsWith(path.string() + ": is no recording of a") &&
                                    Catch::Contains(why) && Catch::Contains("lists the readers"));
        CHECK(story(path).size() - path.string().size() < 300);
    }
    for (const char* named : {"a.edf", "a.bdf", "a.hea", "1/recording.json", "2/dataset.json",
                              "3/trials.json", "4/dataset_description.json"}) {
        const fs::path path = folder.write(named, "");
        CHECK(recognised(path.extension() == ".json" ? path.parent_path() : path));
    }
    CHECK(recognised(folder.write("c.json", R"({"reader": "raw"})")));
    CHECK(recognised(folder.write("d.json", R"({"reader": "csv_trials"})")));
    CHECK(recognised(folder.write("e.json", R"({"reader": "table"})")));
}
