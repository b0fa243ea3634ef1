// Finds the muscles at a path and judges them.
#include "apps/muscles_to_judge.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "core/error.hpp"
#include "decoders/bags/bag_file.hpp"
#include "emg/reader.hpp"
#include "pipeline/needle_units.hpp"

namespace efferent::apps {
namespace {

namespace fs = std::filesystem;
constexpr const char* features_file = "features.tsv";

JudgedMuscle without_trains(const std::string& name) {
    JudgedMuscle muscle;
    muscle.judgement.bag = name;
    return muscle;
}

JudgedMuscle from_features(const BagModel& model, const fs::path& file) {
    const fs::path whole = fs::absolute(file).lexically_normal();
    const std::string name = whole.filename() == features_file
                                 ? whole.parent_path().filename().string()
                                 : whole.stem().string();
    const auto read = bags::read_train_features(file, name);
    if (read.units.empty()) return without_trains(name);
    return {
        judge(model, with_features_of(model, read.table), 0, read.units), {}, read.silent, false};
}

Diagnosis from_table(const BagModel& model, const fs::path& file) {
    const auto table = with_features_of(model, bags::read_bags(file, model.classes));
    Diagnosis diagnosis;
    for (std::size_t b = 0; b < table.bags.size(); ++b)
        diagnosis.muscles.push_back({judge(model, table, b), {}, {}, false});
    return diagnosis;
}

/// The recording is decomposed with the default settings.
JudgedMuscle from_recording(const BagModel& model, const fs::path& path, Monitor& monitor) {
    const NeedleRun run = find_needle_units(emg::read_one(path), {}, {}, monitor);
    bags::BagTable table{
        {}, needle::feature_names(), {}, Table(needle::feature_names().size()), {}};
    std::vector<std::string> units;
    JudgedMuscle muscle;
    muscle.simulated = run.simulated;
    for (std::size_t u = 0; u < run.features.size(); ++u) {
        if (!run.potentials[u]) {
            muscle.silent.push_back(std::to_string(u));
            continue;
        }
        std::vector<double> row;
        for (const auto& value : needle::feature_values(run.features[u]))
            row.push_back(value.value_or(std::nan("")));
        table.rows.push_back(row);
        table.truth.emplace_back();
        units.push_back(std::to_string(u));
        muscle.potentials.push_back(
            DrawnPotential{run.potentials[u]->values_uv, 1000.0 / run.potentials[u]->rate_hz});
    }
    if (units.empty()) return without_trains(run.name);
    table.bags = {{run.name, std::nullopt, 0, units.size()}};
    muscle.judgement = judge(model, with_features_of(model, table), 0, units);
    return muscle;
}

bool has_features(const fs::path& path) { return fs::is_regular_file(path / features_file); }

/// One muscle, if this is one; it has no instances where no train has a feature.
std::optional<JudgedMuscle> from_one(const BagModel& model, const fs::path& path,
                                     Monitor& monitor) {
    if (has_features(path)) return from_features(model, path / features_file);
    if (emg::recognised(path)) return from_recording(model, path, monitor);
    return std::nullopt;
}

std::vector<JudgedMuscle> from_folder(const BagModel& model, const fs::path& folder,
                                      Monitor& monitor) {
    std::vector<fs::path> entries;
    for (const auto& entry : fs::directory_iterator(folder)) entries.push_back(entry.path());
    std::ranges::sort(entries);
    std::vector<JudgedMuscle> muscles;
    for (const fs::path& path : entries)
        if (auto muscle = from_one(model, path, monitor)) muscles.push_back(std::move(*muscle));
    return muscles;
}

std::vector<JudgedMuscle> all_at(const BagModel& model, const fs::path& source, Monitor& monitor) {
    if (source.extension() == ".tsv") return {from_features(model, source)};
    if (auto muscle = from_one(model, source, monitor)) return {std::move(*muscle)};
    if (fs::is_directory(source)) return from_folder(model, source, monitor);
    return {};
}

}  // namespace

Diagnosis judged_muscles(const BagModel& model, const fs::path& source, Monitor& monitor) {
    if (!fs::exists(source)) throw Error(Fault::io, source.string() + ": is not there");
    if (source.extension() == ".csv") return from_table(model, source);
    auto muscles = all_at(model, source, monitor);
    if (muscles.empty())
        throw Error(Fault::config,
                    source.string() +
                        ": is no .csv of trains, no features.tsv of efferent decompose --preset "
                        "needle, no recording, and no folder of these");
    Diagnosis diagnosis;
    for (JudgedMuscle& muscle : muscles)
        if (muscle.judgement.instances.empty())
            diagnosis.without_trains.push_back(muscle.judgement.bag);
        else
            diagnosis.muscles.push_back(std::move(muscle));
    if (diagnosis.muscles.empty())
        throw Error(Fault::format, source.string() +
                                       ": no train with a feature was found; a longer or quieter "
                                       "recording is needed to judge a muscle");
    return diagnosis;
}

}  // namespace efferent::apps
