// The bench of the simulated muscle: CPU time of motor units' potentials and of whole recordings.
#include <cmath>

#include "bench/support/clock.hpp"
#include "bench/support/program.hpp"
#include "core/parallel.hpp"
#include "emg/muscle/muscle_run.hpp"

namespace efferent::bench {
namespace {

using namespace efferent::emg;

constexpr const char* footer = "Example:\n  ./dev bench muscle --out results/muscle.json";

/// One muscle of 150 units, 22,600 fibres, and an array of 40 contacts through it.
MuscleParams one_array() {
    return Config::parse(R"({"name": "one_array",
"muscles": [{"name": "M", "units": 150}], "arrays": [{"name": "A"}],
"tasks": [{"name": "press", "muscles": ["M"], "excitation": [1]}]})",
                         "one_array")
        .as<MuscleParams>();
}

Rows muaps() {
    const ImplantedMuscle person = make_implanted_muscle(one_array(), 0);
    const auto& fibres = person.muscles.front().fibres;
    std::size_t count = 0;
    for (const auto& unit : fibres) count += unit.size();
    const auto seconds = [&](std::size_t variants, double jitter_s) {
        return user_seconds_of([&] {
            for_each_index(fibres.size(), [&](std::size_t u) {
                (void)array_muap(fibres[u], person.arrays.front().contacts, {},
                                 {10240.0, variants, jitter_s}, RandomStream(1, "jitter", u));
            });
        });
    };
    const std::string what = "potentials of " + std::to_string(fibres.size()) + " units, " +
                             std::to_string(count) + " fibres, at 40 contacts at 10,240 Hz";
    return {{"muscle.muaps.cpu_s", seconds(1, 0.0), "s", what},
            {"muscle.muaps_jitter.cpu_s", seconds(4, 35e-6), "s", what + ", four variants"}};
}

Rows recording() {
    MuscleParams params = one_array();
    params.contraction.hold = std::chrono::seconds(18);
    const ImplantedMuscle person = make_implanted_muscle(params, 0);
    double length = 0.0;
    std::size_t active = 0;
    const double cpu = user_seconds_of([&] {
        const MuscleRun run = simulate_run(person, params, 0);
        length = static_cast<double>(run.dataset.recording.length()) / params.rate_hz;
        active = 0;
        for (const auto& train : run.discharges) active += train.empty() ? 0U : 1U;
    });
    return {{"muscle.recording.cpu_s", cpu, "s",
             "a recording of " + std::to_string(std::llround(length)) + " s, 40 contacts, " +
                 std::to_string(active) + " of 150 units active, with jitter and noise"}};
}

Rows all_rows() {
    Rows rows = muaps();
    for (Row& row : recording()) rows.push_back(std::move(row));
    return rows;
}

}  // namespace
}  // namespace efferent::bench

int main(int argc, char** argv) {
    using namespace efferent::bench;
    return run({"muscle", "Measures the simulated muscle.", footer, nullptr, all_rows}, argc, argv);
}
