// Reads or simulates the recordings of an experiment, part by part.
#include "pipeline/data.hpp"

#include "core/text.hpp"
#include "emg/muscle/forearm.hpp"
#include "emg/muscle/muscle_run.hpp"
#include "emg/reader.hpp"

namespace efferent {

namespace {

struct FilesParams {
    std::string path;
};

void describe(Fields& field, FilesParams& p) {
    field("path", p.path, "a file or folder that a reader recognises; --data sets it");
}

struct MuscleData {
    Config muscle;
    std::vector<std::int64_t> seeds{1};
};

void describe(Fields& field, MuscleData& p) {
    field("muscle", p.muscle, "a simulated muscle, or its name");
    field("seeds", p.seeds, "with each, its people are made anew; in the place of the muscle's");
    field.require(p.muscle.present(), "muscle", "must be given");
    field.require(!p.seeds.empty(), "seeds", "must have one at least");
}

constexpr std::string_view files = "files";
constexpr std::string_view simulated_forearm = "simulated_forearm";
constexpr std::string_view simulated_muscle = "simulated_muscle";

[[noreturn]] void unknown_data(const Config& data) {
    const std::vector<std::string> known{std::string(files), std::string(simulated_forearm),
                                         std::string(simulated_muscle)};
    throw Error(Fault::config, data.origin() + ": " + unknown_name(data.type(), known));
}

emg::MuscleParams muscle_of(const MuscleData& data) {
    if (const auto name = data.muscle.text())
        throw Error(Fault::config, data.muscle.origin() + ": \"" + *name +
                                       "\" is a name that only the program knows; give the "
                                       "muscle's settings");
    const auto params = data.muscle.as<emg::MuscleParams>();
    (void)emg::read_lists(params);
    return params;
}

/// All people of a seed come before those of the next; subjects are numbered on.
emg::Dataset muscle_part(const MuscleData& data, std::size_t part, Monitor* monitor) {
    emg::MuscleParams params = muscle_of(data);
    const auto people = static_cast<std::size_t>(params.people);
    params.seed = data.seeds[part / people];
    const auto person = emg::make_implanted_muscle(params, part % people);
    emg::Dataset dataset = emg::simulate_plateaus(person, params, monitor);
    for (emg::Trial& trial : dataset.trials) trial.subject = static_cast<std::int64_t>(part) + 1;
    return dataset;
}

}  // namespace

Config resolved_data(const Config& data) {
    if (data.type() == files) return Config::of(data.as<FilesParams>(), files);
    if (data.type() == simulated_forearm)
        return Config::of(data.as<emg::ForearmParams>(), simulated_forearm);
    if (data.type() != simulated_muscle) unknown_data(data);
    auto params = data.as<MuscleData>();
    if (!params.muscle.text()) params.muscle = Config::of(muscle_of(params));
    return Config::of(params, simulated_muscle);
}

std::size_t data_parts(const Config& data) {
    if (data.type() != simulated_muscle) return 1;
    const auto params = data.as<MuscleData>();
    return params.seeds.size() * static_cast<std::size_t>(muscle_of(params).people);
}

emg::Dataset load_data(const Config& data, std::size_t part, std::uint64_t seed, Monitor* monitor) {
    if (data.type() == files) {
        const auto params = data.as<FilesParams>();
        if (params.path.empty())
            throw Error(
                Fault::config,
                data.origin() +
                    "/path: this experiment needs recordings; name their folder with --data");
        return emg::read(params.path);
    }
    if (data.type() == simulated_forearm)
        return emg::simulate_forearm(data.as<emg::ForearmParams>(), seed, monitor);
    if (data.type() != simulated_muscle) unknown_data(data);
    return muscle_part(data.as<MuscleData>(), part, monitor);
}

}  // namespace efferent
