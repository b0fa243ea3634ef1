// A folder of samples.npy, trials.csv and dataset.json: samples, what was done when, and what it
// is.
#include <algorithm>
#include <array>

#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/lines.hpp"
#include "emg/npy.hpp"
#include "emg/reader.hpp"
#include "emg/side_file.hpp"

namespace efferent::emg {
namespace {

namespace fs = std::filesystem;

struct FolderParams {
    std::string name;
    double sampling_rate_hz = 0.0;
    std::int64_t channels = 0;
    std::string dtype;
    std::string unit;
    std::vector<std::string> classes;
    std::int64_t trials = 0;
    std::string licence;
    std::string source;
    bool simulated = false;
    std::vector<std::string> channel_names;
};

void describe(Fields& field, FolderParams& p) {
    field("name", p.name, "the data set's name");
    field("sampling_rate_hz", p.sampling_rate_hz, "samples a second in each channel");
    field("channels", p.channels, "columns of samples.npy");
    field("dtype", p.dtype, "number type of samples.npy, such as int16");
    field("unit", p.unit, "what a sample's number means, such as uV");
    field("classes", p.classes, "names of the labels 0, 1, ...");
    field("trials", p.trials, "rows of trials.csv");
    field("licence", p.licence, "the terms under which the data may be used");
    field("source", p.source, "where the data come from");
    field("simulated", p.simulated, "whether a model made the samples");
    field("channel_names", p.channel_names, "ch1, ch2, ... where left out");
    field.require(!p.name.empty(), "name", "must be given");
    field.require(p.sampling_rate_hz > 0.0, "sampling_rate_hz", "must be above zero");
    field.require(p.channels > 0, "channels", "must be at least 1");
    field.require(dtype_named(p.dtype).has_value(), "dtype", "must be a number type such as int16");
    field.require(!p.unit.empty(), "unit", "must be given");
    field.require(is_known_unit(p.unit), "unit", known_units);
    field.require(!p.classes.empty() && all_distinct(p.classes), "classes",
                  "must be distinct names, at least one");
    field.require(p.trials > 0, "trials", "must be at least 1");
    field.require(!p.licence.empty(), "licence", "must be given");
    field.require(!p.source.empty(), "source", "must be given");
}

/// Reads trials.csv, row by row, against what dataset.json and samples.npy say.
class TrialTable {
public:
    TrialTable(const fs::path& path, const FolderParams& params, std::size_t samples)
        : content_(read_file(path)),
          lines_(content_, path.string()),
          params_(params),
          samples_(static_cast<std::int64_t>(samples)),
          origin_(path.string()) {}

    std::vector<Trial> read() {
        read_header();
        std::vector<Trial> trials;
        while (lines_.next()) trials.push_back(row(static_cast<std::int64_t>(trials.size())));
        if (static_cast<std::int64_t>(trials.size()) != params_.trials)
            throw Error(Fault::format, origin_ + ": has " + std::to_string(trials.size()) +
                                           " trials, but dataset.json says " +
                                           std::to_string(params_.trials));
        return trials;
    }

private:
    enum Column { start_sample, n_samples, label, label_name, subject, session, repetition, trial };
    static constexpr std::size_t required = trial;

    static const std::vector<std::string>& names() {
        static const std::vector<std::string> all{"start_sample", "n_samples", "label",
                                                  "label_name",   "subject",   "session",
                                                  "repetition",   "trial"};
        return all;
    }

    void read_header() {
        if (!lines_.next()) throw Error(Fault::format, origin_ + ": is empty");
        const auto header = split(lines_.text(), ',');
        width_ = header.size();
        for (std::size_t i = 0; i < width_; ++i) {
            const auto it = std::ranges::find(names(), trim(header[i]));
            if (it == names().end())
                lines_.fail("column: " + unknown_name(trim(header[i]), names()));
            auto& place = places_.at(static_cast<std::size_t>(it - names().begin()));
            if (place) lines_.fail("the column \"" + *it + "\" stands twice");
            place = i;
        }
        for (std::size_t c = 0; c < required; ++c)
            if (!places_.at(c)) lines_.fail("the column \"" + names()[c] + "\" is missing");
    }

    Trial row(std::int64_t number) {
        cells_ = split(lines_.text(), ',');
        if (cells_.size() != width_)
            lines_.fail("has " + std::to_string(cells_.size()) + " columns, where " +
                        std::to_string(width_) + " were expected");
        if (places_[trial] && integer(trial) != number)
            lines_.fail("is trial " + std::to_string(integer(trial)) + ", where trial " +
                        std::to_string(number) + " was expected");
        Trial t;
        t.start = integer(start_sample);
        t.length = integer(n_samples);
        t.task = task();
        t.subject = integer(subject);
        t.session = integer(session);
        t.repetition = integer(repetition);
        if (t.length <= 0)
            lines_.fail("n_samples must be at least 1, not " + std::to_string(t.length));
        if (t.start < 0 || t.start > samples_ || t.length > samples_ - t.start)
            lines_.fail("begins at sample " + std::to_string(t.start) + " and has " +
                        std::to_string(t.length) + " samples, but samples.npy has " +
                        std::to_string(samples_));
        return t;
    }

    TaskId task() const {
        const std::int64_t number = integer(label);
        const auto count = static_cast<std::int64_t>(params_.classes.size());
        if (number < 0 || number >= count)
            lines_.fail("label must be below the " + std::to_string(count) + " classes, not " +
                        std::to_string(number));
        const std::string& expected = params_.classes[static_cast<std::size_t>(number)];
        if (cell(label_name) != expected)
            lines_.fail("label_name " +
                        instead_of("\"" + expected + "\" (label " + std::to_string(number) + ")",
                                   cell(label_name)));
        return static_cast<TaskId>(number);
    }

    std::string_view cell(Column column) const { return trim(cells_[*places_.at(column)]); }

    std::int64_t integer(Column column) const {
        const auto value = to_integer(cell(column));
        if (!value) lines_.fail(names()[column] + " " + instead_of("a whole number", cell(column)));
        return *value;
    }

    std::string content_;
    Lines lines_;
    const FolderParams& params_;
    std::int64_t samples_;
    std::string origin_;
    std::size_t width_ = 0;
    std::array<std::optional<std::size_t>, required + 1> places_;
    std::vector<std::string_view> cells_;
};

/// The people and sessions of the trials, or nothing where they are one.
std::vector<std::string> recordings_of(const std::vector<Trial>& trials) {
    std::vector<std::string> found;
    for (const Trial& t : trials) {
        std::string name =
            "person " + std::to_string(t.subject) + " session " + std::to_string(t.session);
        if (std::ranges::find(found, name) == found.end()) found.push_back(std::move(name));
    }
    return found.size() > 1 ? found : std::vector<std::string>{};
}

class TrialFolder final : public Reader {
public:
    using Params = NoParams;
    explicit TrialFolder(const NoParams&) {}

    bool recognises(const fs::path& path) const override {
        std::error_code ignored;
        return fs::is_directory(path, ignored) && (fs::exists(path / "dataset.json", ignored) ||
                                                   (fs::exists(path / "samples.npy", ignored) &&
                                                    !fs::exists(path / "recording.json", ignored)));
    }

    Dataset read(const fs::path& path) const override {
        const auto params = side_file<FolderParams>(path / "dataset.json");
        const fs::path samples_path = path / "samples.npy";
        NpyMatrix matrix = read_npy(samples_path);
        const auto disagree = [&](const std::string& what, const std::string& here,
                                  const std::string& there) {
            throw Error(Fault::format, samples_path.string() + ": has " + here + ", but " + what +
                                           " in dataset.json is " + there);
        };
        if (static_cast<std::int64_t>(matrix.columns) != params.channels)
            disagree("channels", std::to_string(matrix.columns) + " columns",
                     std::to_string(params.channels));
        if (name_of(matrix.dtype) != params.dtype)
            disagree("dtype", std::string(name_of(matrix.dtype)), params.dtype);
        Dataset dataset;
        dataset.name = params.name;
        dataset.classes = params.classes;
        dataset.licence = params.licence;
        dataset.source = params.source;
        dataset.simulated = params.simulated;
        dataset.trials = TrialTable(path / "trials.csv", params, matrix.rows).read();
        dataset.recordings = recordings_of(dataset.trials);
        dataset.recording = Recording(
            {.name = samples_path.string(),
             .rate = Hertz{params.sampling_rate_hz},
             .unit = parse_unit(params.unit),
             .channels = channel_names(params.channel_names, matrix.columns,
                                       (path / "dataset.json").string() + "/channel_names"),
             .samples = std::move(matrix.values)});
        check_trials(dataset);
        return dataset;
    }
};

}  // namespace

extern constinit const PartInfo<Reader> part_trial_folder = part<Reader, TrialFolder>(
    "trial_folder", "a folder with samples.npy, trials.csv and dataset.json");

}  // namespace efferent::emg
