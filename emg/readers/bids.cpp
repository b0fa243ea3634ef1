// EMG-BIDS data sets: all recordings of a folder, one after another in the order of their paths.
#include <algorithm>
#include <set>

#include "core/error.hpp"
#include "emg/reader.hpp"
#include "emg/side_file.hpp"

namespace efferent::emg {
namespace {

namespace fs = std::filesystem;

/// sub-*/[ses-*/]emg/*_emg.edf and *_emg.bdf.
std::vector<fs::path> recordings_in(const fs::path& folder) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const fs::path& path = entry.path();
        const std::string stem = path.stem().string();
        const std::string first = path.lexically_relative(folder).begin()->string();
        if (entry.is_regular_file() && first.starts_with("sub-") && stem.ends_with("_emg") &&
            path.parent_path().filename() == "emg" &&
            (path.extension() == ".edf" || path.extension() == ".bdf"))
            found.push_back(path);
    }
    std::sort(found.begin(), found.end());
    return found;
}

void require_alike(const Recording& first, const Recording& other) {
    if (first.rate() != other.rate() || first.unit() != other.unit() ||
        first.channels() != other.channels())
        throw Error(Fault::format,
                    other.name() + ": has another rate, unit or other channels than " +
                        first.name() + "; read recordings that differ one at a time");
}

class Bids final : public Reader {
public:
    using Params = NoParams;
    explicit Bids(const NoParams&) {}

    bool recognises(const fs::path& path) const override {
        std::error_code ignored;
        return fs::is_regular_file(path / "dataset_description.json", ignored);
    }

    Dataset read(const fs::path& path) const override {
        Dataset whole;
        load_as_data(path / "dataset_description.json", [](const Config& config) {
            if (!config.has("BIDSVersion"))
                throw Error(Fault::config, config.origin() + ": lacks the key \"BIDSVersion\"");
        });
        const auto paths = recordings_in(path);
        if (paths.empty())
            throw Error(Fault::format, path.string() + ": holds no sub-*/emg/*_emg.bdf or .edf");
        std::vector<Dataset> parts;
        std::set<std::string> classes;
        for (const fs::path& one : paths) {
            parts.push_back(emg::read(one));
            if (paths.size() > 1) whole.recordings.push_back(one.string());
            require_alike(parts.front().recording, parts.back().recording);
            classes.insert(parts.back().classes.begin(), parts.back().classes.end());
        }
        whole.name = last_name(path);
        whole.classes.assign(classes.begin(), classes.end());
        whole.simulated = true;
        Recording::Parts all{path.string(),
                             parts.front().recording.rate(),
                             parts.front().recording.unit(),
                             parts.front().recording.channels(),
                             {}};
        for (Dataset& part : parts) {
            const auto offset = static_cast<std::int64_t>(all.samples.size() / all.channels.size());
            const auto samples = part.recording.signal().samples();
            all.samples.insert(all.samples.end(), samples.begin(), samples.end());
            for (Trial trial : part.trials) {
                const auto place =
                    std::lower_bound(whole.classes.begin(), whole.classes.end(),
                                     part.classes[static_cast<std::size_t>(trial.task)]);
                trial.task = static_cast<TaskId>(place - whole.classes.begin());
                trial.start += offset;
                whole.trials.push_back(trial);
            }
            whole.simulated = whole.simulated && part.simulated;
            part = {};
        }
        whole.recording = Recording(std::move(all));
        check_trials(whole);
        return whole;
    }
};

}  // namespace

extern constinit const PartInfo<Reader> part_bids = part<Reader, Bids>(
    "bids",
    "a folder with dataset_description.json: EMG-BIDS, recordings alike in rate and channels");

}  // namespace efferent::emg
