// All repetitions of a person, cut down to the plateaus.
#include <numeric>

#include "emg/muscle/muscle_run.hpp"

namespace efferent::emg {

Dataset simulate_plateaus(const ImplantedMuscle& person, const MuscleParams& params,
                          Monitor* monitor) {
    std::vector<std::size_t> repetitions(static_cast<std::size_t>(params.contraction.repetitions));
    std::iota(repetitions.begin(), repetitions.end(), 0);
    Dataset all;
    std::vector<float> samples;
    simulate_runs(
        person, params, repetitions,
        [&](MuscleRun run) {
            Dataset& one = run.dataset;
            for (Trial trial : one.trials) {
                const auto part = one.signal(trial).samples();
                trial.start = static_cast<std::int64_t>(samples.size() / person.channel_count());
                samples.insert(samples.end(), part.begin(), part.end());
                all.trials.push_back(trial);
            }
            all.name = one.name;
            all.classes = std::move(one.classes);
            all.simulated = true;
        },
        monitor);
    all.recording = Recording({params.name,
                               {params.rate_hz},
                               parse_unit("uV"),
                               person.channel_names(),
                               std::move(samples)});
    return all;
}

}  // namespace efferent::emg
