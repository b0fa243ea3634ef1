// Text recordings of gestures with a time, channels and a class in each row (UCI data set 481).
#include <algorithm>
#include <array>
#include <fstream>
#include <map>

#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/lines.hpp"
#include "emg/reader.hpp"
#include "emg/side_file.hpp"

namespace efferent::emg {
namespace {

namespace fs = std::filesystem;

/// The classes 1 to 7 of the data set's description; 0 is what nobody labelled.
const std::array<const char*, 7> class_names{"rest",       "fist",      "wrist_flex",   "wrist_ext",
                                             "radial_dev", "ulnar_dev", "extended_palm"};
constexpr double rate_hz = 1000.0;  // stamps are in ms and mostly 1 apart
constexpr std::string_view name_mark = "_raw_data";

/// The number before "_raw_data" in a file's name, which is its series.
std::optional<std::int64_t> series_of(const fs::path& path) {
    const std::string name = path.filename().string();
    const std::size_t mark = name.find(name_mark);
    if (mark == std::string::npos || path.extension() != ".txt") return std::nullopt;
    return to_integer(std::string_view(name).substr(0, mark));
}

/// The number that is the whole name of a folder, which is its person.
std::optional<std::int64_t> person_of(const fs::path& folder) {
    return to_integer(last_name(folder));
}

std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> found;
    for (;;) {
        const std::size_t begin = line.find_first_not_of(" \t");
        if (begin == std::string_view::npos) return found;
        line.remove_prefix(begin);
        const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
        found.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

struct Source {
    fs::path path;
    std::int64_t person = 0;
    std::int64_t series = 0;
};

/// Appends files to one recording; a run of rows of one class within a file is a trial.
class Gatherer {
public:
    void add(const Source& source) {
        const std::string content = read_file(source.path);
        Lines lines(content, source.path.string());
        read_header(lines, source);
        samples_.reserve(samples_.size() + content.size() / 7);
        std::map<std::int64_t, std::int64_t> repetitions;
        std::int64_t previous_class = 0;
        std::int64_t previous_time = INT64_MIN;
        const std::int64_t first = rows_;
        while (lines.next()) {
            const auto row = words(lines.text());
            if (row.size() != channels_.size() + 2)
                lines.fail("has " + std::to_string(row.size()) + " columns, where " +
                           std::to_string(channels_.size() + 2) + " were expected");
            const std::int64_t time = integer(lines, "time", row.front());
            if (time < previous_time)
                lines.fail("time " + std::to_string(time) +
                           " lies before that of the line above, " + std::to_string(previous_time));
            previous_time = time;
            append(lines, row);
            const std::int64_t label = integer(lines, "class", row.back());
            if (label < 0 || label > std::ssize(class_names))
                lines.fail("class must be 0 to 7, not " + std::to_string(label));
            if (label != 0 && label != previous_class)
                trials_.push_back({.start = rows_,
                                   .length = 0,
                                   .task = static_cast<TaskId>(label - 1),
                                   .subject = source.person,
                                   .session = source.series,
                                   .repetition = ++repetitions[label]});
            if (label != 0) ++trials_.back().length;
            previous_class = label;
            ++rows_;
        }
        if (rows_ == first) throw Error(Fault::format, source.path.string() + ": holds no samples");
        files_.push_back(source.path.string());
    }

    Dataset finish(const fs::path& path) && {
        Dataset dataset;
        dataset.name = last_name(path);
        dataset.classes.assign(class_names.begin(), class_names.end());
        dataset.trials = std::move(trials_);
        if (files_.size() > 1) dataset.recordings = std::move(files_);
        dataset.licence = "CC BY 4.0";
        dataset.source = "UCI Machine Learning Repository, data set 481 (EMG data for gestures)";
        dataset.recording = Recording({.name = path.string(),
                                       .rate = Hertz{rate_hz},
                                       .unit = parse_unit("V"),
                                       .channels = std::move(channels_),
                                       .samples = std::move(samples_)});
        check_trials(dataset);
        return dataset;
    }

private:
    void read_header(Lines& lines, const Source& source) {
        if (!lines.next()) throw Error(Fault::format, source.path.string() + ": is empty");
        const auto header = words(lines.text());
        if (header.size() < 3 || header.front() != "time" || header.back() != "class")
            lines.fail(instead_of("\"time channel1 ... class\"", lines.text()));
        const std::vector<std::string> names(header.begin() + 1, header.end() - 1);
        if (channels_.empty()) channels_ = channel_names(names, names.size(), source.path.string());
        if (names != channels_) lines.fail("has other channels than the files before it");
    }

    static std::int64_t integer(const Lines& lines, std::string_view what, std::string_view text) {
        const auto value = to_integer(text);
        if (!value) lines.fail(std::string(what) + " " + instead_of("a whole number", text));
        return *value;
    }

    void append(const Lines& lines, const std::vector<std::string_view>& row) {
        for (std::size_t c = 0; c < channels_.size(); ++c) {
            const auto value = to_sample(row[c + 1]);
            if (!value) lines.fail(channels_[c] + " " + instead_of("a finite number", row[c + 1]));
            samples_.push_back(*value);
        }
    }

    std::vector<std::string> files_;
    std::vector<std::string> channels_;
    std::vector<float> samples_;
    std::vector<Trial> trials_;
    std::int64_t rows_ = 0;
};

/// The series of one person in their order.
std::vector<Source> series_in(const fs::path& folder) {
    std::vector<Source> found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (const auto series = series_of(entry.path()))
            found.push_back({entry.path(), person_of(folder).value_or(0), *series});
    std::ranges::sort(found, {}, [](const Source& s) { return std::pair(s.series, s.path); });
    const auto twice = std::ranges::adjacent_find(found, {}, &Source::series);
    if (twice != found.end())
        throw Error(Fault::format,
                    (twice + 1)->path.string() + ": is the same series as " + twice->path.string());
    return found;
}

/// The folders in `folder` that are named by a person's number, in the order of these numbers.
std::vector<fs::path> persons_in(const fs::path& folder) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_directory() && person_of(entry.path())) found.push_back(entry.path());
    std::ranges::sort(found, {}, [](const fs::path& p) { return std::pair(*person_of(p), p); });
    const auto twice =
        std::ranges::adjacent_find(found, {}, [](const fs::path& p) { return *person_of(p); });
    if (twice != found.end())
        throw Error(Fault::format,
                    (twice + 1)->string() + ": is the same person as " + twice->string());
    return found;
}

class UciText final : public Reader {
public:
    using Params = NoParams;
    explicit UciText(const NoParams&) {}

    bool recognises(const fs::path& path) const override {
        std::error_code ignored;
        if (!fs::is_directory(path, ignored)) return series_of(path) || begins_like_one(path);
        if (holds_series(path)) return true;
        for (const auto& entry : fs::directory_iterator(path, ignored))
            if (entry.is_directory(ignored) && person_of(entry.path()) &&
                holds_series(entry.path()))
                return true;
        return false;
    }

    Dataset read(const fs::path& path) const override {
        Gatherer gatherer;
        if (!fs::is_directory(path)) {
            gatherer.add({path, person_of(fs::absolute(path).parent_path()).value_or(0),
                          series_of(path).value_or(0)});
        } else if (const auto own = series_in(path); !own.empty()) {
            for (const Source& source : own) gatherer.add(source);
        } else {
            for (const fs::path& person : persons_in(path)) {
                const auto series = series_in(person);
                if (series.empty())
                    throw Error(
                        Fault::format,
                        person.string() + ": holds no file called 1_raw_data*.txt or the like");
                for (const Source& source : series) gatherer.add(source);
            }
        }
        return std::move(gatherer).finish(path);
    }

private:
    static bool holds_series(const fs::path& folder) {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(folder, ignored))
            if (series_of(entry.path())) return true;
        return false;
    }

    static bool begins_like_one(const fs::path& path) {
        constexpr std::string_view beginning = "time\tchannel1";
        std::string head(beginning.size(), '\0');
        std::ifstream in(path, std::ios::binary);
        in.read(head.data(), static_cast<std::streamsize>(head.size()));
        return path.extension() == ".txt" && head == beginning;
    }
};

}  // namespace

extern constinit const PartInfo<Reader> part_uci_text =
    part<Reader, UciText>("uci_text",
                          "a file called 1_raw_data*.txt with the columns time, channel1, ..., "
                          "class; a person's folder of them; or a folder of such");

}  // namespace efferent::emg
