// One CSV file per trial; what each trial is stands in the file's path, as a side file explains.
#include <algorithm>
#include <tuple>

#include "core/parallel.hpp"
#include "core/text.hpp"
#include "emg/number_table.hpp"
#include "emg/path_pattern.hpp"
#include "emg/reader.hpp"
#include "emg/side_file.hpp"

namespace efferent::emg {
namespace {

namespace fs = std::filesystem;

struct CsvParams {
    std::string reader;
    std::string name;
    std::string folder = ".";
    std::string pattern;
    std::string delimiter = ",";
    double sampling_rate_hz = 0.0;
    std::string unit;
    std::vector<std::string> classes;
    std::int64_t first_label = 0;
    std::vector<std::string> channel_names;
    std::int64_t trials = 0;
    std::int64_t n_samples = 0;
    std::string licence;
    std::string source;
    bool simulated = false;
};

void describe(Fields& field, CsvParams& p) {
    field("reader", p.reader, "\"csv_trials\"");
    field("name", p.name, "the data set's name; the folder's own where left out");
    field("folder", p.folder, "where the CSV files are, relative to this file");
    field("pattern", p.pattern,
          "paths below the folder, such as day{session}/M{label}T{repetition}.csv");
    field("delimiter", p.delimiter, "what stands between two numbers");
    field("sampling_rate_hz", p.sampling_rate_hz, "rows a second");
    field("unit", p.unit, "what a number means, such as uV");
    field("classes", p.classes, "names of the labels first_label, first_label + 1, ...");
    field("first_label", p.first_label, "the number in the path of the first class");
    field("channel_names", p.channel_names, "the header line's, or ch1, ch2, ... where left out");
    field("trials", p.trials, "how many files there must be; 0 for as many as there are");
    field("n_samples", p.n_samples, "rows in all files together; 0 for as many as there are");
    field("licence", p.licence, "the terms under which the data may be used");
    field("source", p.source, "where the data come from");
    field("simulated", p.simulated, "whether a model made the samples");
    field.require(p.reader == "csv_trials", "reader", "must be \"csv_trials\"");
    field.require(!p.pattern.empty(), "pattern", "must be given");
    field.require(is_delimiter(p.delimiter), "delimiter",
                  "must be one character that no number holds");
    field.require(p.sampling_rate_hz > 0.0, "sampling_rate_hz", "must be above zero");
    field.require(!p.unit.empty(), "unit", "must be given");
    field.require(is_known_unit(p.unit), "unit", known_units);
    field.require(!p.classes.empty() && all_distinct(p.classes), "classes",
                  "must be distinct names, at least one");
    field.require(p.trials >= 0, "trials", "must not be negative");
    field.require(p.n_samples >= 0, "n_samples", "must not be negative");
}

struct TrialFile {
    fs::path path;
    Trial trial;                      ///< its place in the recording comes last
    std::vector<std::string> header;  ///< empty if the file has none
    std::size_t columns = 0;
    std::vector<float> samples;
};

/// The samples of one file into `file`.
void read_samples(TrialFile& file, char delimiter) {
    NumberTable table = read_number_table(file.path, delimiter, 0);
    file.header = std::move(table.header);
    file.columns = table.columns;
    file.samples = std::move(table.values);
    file.trial.length = static_cast<std::int64_t>(file.samples.size() / file.columns);
}

class Collector {
public:
    explicit Collector(const fs::path& side)
        : side_(side),
          params_(side_file<CsvParams>(side)),
          folder_((side.parent_path() / params_.folder).lexically_normal()),
          pattern_(made_pattern()) {}

    Dataset read() {
        find_files();
        for_each_index(files_.size(),
                       [&](std::size_t i) { read_samples(files_[i], params_.delimiter[0]); });
        Dataset dataset;
        dataset.name = params_.name.empty() ? last_name(folder_) : params_.name;
        dataset.classes = params_.classes;
        dataset.licence = params_.licence;
        dataset.source = params_.source;
        dataset.simulated = params_.simulated;
        if (files_.size() > 1)
            for (const TrialFile& file : files_) dataset.recordings.push_back(file.path.string());
        dataset.recording = joined(dataset.trials);
        check_trials(dataset);
        return dataset;
    }

private:
    [[noreturn]] void fail(std::string_view key, const std::string& why) const {
        throw Error(Fault::format, side_.string() + "/" + std::string(key) + ": " + why);
    }

    PathPattern made_pattern() const {
        try {
            PathPattern pattern(params_.pattern);
            if (pattern.has("label") || pattern.has("label_name")) return pattern;
        } catch (Error& e) {
            fail("pattern", e.what());
        }
        fail("pattern", "needs {label} or {label_name}");
    }

    void find_files() {
        if (!fs::is_directory(folder_)) fail("folder", folder_.string() + " is no folder");
        std::vector<std::string> paths;
        for (const auto& entry : fs::recursive_directory_iterator(folder_))
            if (entry.is_regular_file() && entry.path() != side_ &&
                entry.path().string().ends_with(pattern_.extension()))
                paths.push_back(entry.path().lexically_relative(folder_).generic_string());
        if (paths.empty())
            fail("folder", folder_.string() + " holds no *" + pattern_.extension() + " file");
        std::ranges::sort(paths);
        for (const std::string& path : paths)
            files_.push_back(
                {.path = folder_ / path, .trial = trial_at(path), .header = {}, .samples = {}});
        const auto key = [](const TrialFile& f) {
            const Trial& t = f.trial;
            return std::tuple(t.subject, t.session, t.task, t.repetition);
        };
        std::ranges::stable_sort(files_, {}, key);
        const auto twice = std::ranges::adjacent_find(files_, {}, key);
        if (twice != files_.end())
            throw Error(Fault::format, twice->path.string() +
                                           ": is the same subject, session, class and "
                                           "repetition as " +
                                           (twice + 1)->path.string());
        if (params_.trials != 0 && files_.size() != static_cast<std::size_t>(params_.trials))
            fail("trials", "says " + std::to_string(params_.trials) + ", but there are " +
                               std::to_string(files_.size()) + " files");
    }

    Trial trial_at(const std::string& path) const {
        const auto refuse = [&](const std::string& why) {
            throw Error(Fault::format, (folder_ / path).string() + ": " + why);
        };
        const auto fields = pattern_.match(path);
        if (!fields) refuse("its path is not as the pattern \"" + params_.pattern + "\" says");
        Trial trial;
        std::optional<std::int64_t> place;
        if (fields->label) place = *fields->label - params_.first_label;
        if (place && (*place < 0 || *place >= std::ssize(params_.classes)))
            refuse("label " + std::to_string(*fields->label) + " has no class; the labels are " +
                   std::to_string(params_.first_label) + " to " +
                   std::to_string(params_.first_label + std::ssize(params_.classes) - 1));
        if (fields->label_name) {
            const auto it = std::ranges::find(params_.classes, *fields->label_name);
            if (it == params_.classes.end())
                refuse("class: " + unknown_name(*fields->label_name, params_.classes));
            if (place && *place != it - params_.classes.begin())
                refuse("its label is " + std::to_string(*fields->label) +
                       ", which is not that of \"" + *it + "\"");
            place = it - params_.classes.begin();
        }
        trial.task = static_cast<TaskId>(*place);
        trial.subject = fields->subject.value_or(0);
        trial.session = fields->session.value_or(0);
        trial.repetition = fields->repetition.value_or(0);
        return trial;
    }

    Recording joined(std::vector<Trial>& trials) {
        const TrialFile& first = files_.front();
        std::vector<float> samples;
        std::int64_t rows = 0;
        for (TrialFile& file : files_) {
            if (file.columns != first.columns || file.header != first.header)
                throw Error(Fault::format,
                            file.path.string() + ": has other columns than " + first.path.string());
            file.trial.start = rows;
            rows += file.trial.length;
            trials.push_back(file.trial);
            samples.insert(samples.end(), file.samples.begin(), file.samples.end());
            file.samples = {};
        }
        if (params_.n_samples != 0 && rows != params_.n_samples)
            fail("n_samples", "says " + std::to_string(params_.n_samples) +
                                  ", but the files hold " + std::to_string(rows) + " rows");
        if (!params_.channel_names.empty() && !first.header.empty() &&
            params_.channel_names != first.header)
            fail("channel_names", "are others than the header line of " + first.path.string());
        return Recording(
            {.name = folder_.string(),
             .rate = Hertz{params_.sampling_rate_hz},
             .unit = parse_unit(params_.unit),
             .channels = channel_names(first.header.empty() ? params_.channel_names : first.header,
                                       first.columns, side_.string() + "/channel_names"),
             .samples = std::move(samples)});
    }

    fs::path side_;
    CsvParams params_;
    fs::path folder_;
    PathPattern pattern_;
    std::vector<TrialFile> files_;
};

class CsvTrials final : public Reader {
public:
    using Params = NoParams;
    explicit CsvTrials(const NoParams&) {}

    bool recognises(const fs::path& path) const override {
        std::error_code ignored;
        if (fs::is_directory(path, ignored)) return fs::exists(path / side_name, ignored);
        return reader_named_in(path) == "csv_trials";
    }

    Dataset read(const fs::path& path) const override {
        return Collector(fs::is_directory(path) ? path / side_name : path).read();
    }

private:
    static constexpr const char* side_name = "trials.json";
};

}  // namespace

extern constinit const PartInfo<Reader> part_csv_trials =
    part<Reader, CsvTrials>("csv_trials",
                            "a folder with trials.json, or a .json file with \"reader\": "
                            "\"csv_trials\", that explains CSV files");

}  // namespace efferent::emg
