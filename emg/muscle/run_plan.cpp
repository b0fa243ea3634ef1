// Trapezoids one after another, and pools that follow them.
#include "emg/muscle/run_plan.hpp"

#include <algorithm>
#include <cmath>

namespace efferent::emg {
namespace {

constexpr double drive_step_s = 0.01;

double around_one(double spread, RandomStream& random) {
    return 1.0 + spread * (2.0 * random.uniform() - 1.0);
}

/// 0 to 1 and back; `t` in seconds from the begin of the contraction.
double trapezoid(double t, double ramp, double hold) {
    if (t < ramp) return t / ramp;
    if (t < ramp + hold) return 1.0;
    return std::max(0.0, (ramp + hold + ramp - t) / ramp);
}

/// Counts all contractions of all people.
std::uint64_t trial_number(const ImplantedMuscle& person, const MuscleParams& params,
                           const Contraction& contraction, std::size_t repetition) {
    const auto repetitions = static_cast<std::uint64_t>(params.contraction.repetitions);
    return (person.entity * repetitions + repetition) * person.tasks.size() + contraction.task;
}

Drive sum(Drive own, double weight, const Drive& other) {
    for (std::size_t i = 0; i < own.excitation.size(); ++i)
        own.excitation[i] += weight * other.excitation[i];
    return own;
}

}  // namespace

RunPlan plan_run(const MuscleParams& params, std::size_t tasks) {
    const Hertz rate{params.rate_hz};
    const auto& p = params.contraction;
    RunPlan plan;
    for (std::size_t t = 0; t < tasks; ++t) {
        const auto before = static_cast<std::int64_t>(t);
        const Duration start = p.rest + before * (p.rest + 2 * p.ramp + p.hold);
        Contraction one{.task = t, .start = sample_count(rate, start)};
        one.plateau_start = sample_count(rate, start + p.ramp);
        one.plateau_length = sample_count(rate, p.hold);
        one.length = sample_count(rate, start + 2 * p.ramp + p.hold) - one.start;
        plan.contractions.push_back(one);
        plan.length = sample_count(rate, start + 2 * p.ramp + p.hold + p.rest);
        const auto second = static_cast<std::int64_t>(params.rate_hz);
        plan.length = (plan.length + second - 1) / second * second;
    }
    return plan;
}

std::vector<Drive> contraction_drives(const ImplantedMuscle& person, const MuscleParams& params,
                                      const Contraction& contraction, std::size_t repetition) {
    const auto seed = static_cast<std::uint64_t>(params.seed);
    const auto& p = params.contraction;
    const Fluctuation fluctuation{params.motor_neurons.fluctuation, params.motor_neurons.own};
    const double ramp = seconds(p.ramp), hold = seconds(p.hold);
    const auto steps = static_cast<std::size_t>(std::ceil((2.0 * ramp + hold) / drive_step_s));
    const ImplantedMuscle::Task& task = person.tasks[contraction.task];
    const std::uint64_t trial = trial_number(person, params, contraction, repetition);
    RandomStream random(seed, "contraction", trial);
    const double effort = p.effort * around_one(p.effort_spread, random);
    const auto common = slow_noise(steps, drive_step_s, RandomStream(seed, "common", trial));
    std::vector<Drive> drives;
    for (std::size_t m = 0; m < person.muscles.size(); ++m) {
        const double level = effort * task.shares[m] * around_one(p.share_spread, random);
        const std::uint64_t pool = trial * person.muscles.size() + m;
        drives.push_back(fluctuating_drive(level, 0.0, drive_step_s, common,
                                           RandomStream(seed, "own drive", pool), fluctuation));
        for (std::size_t i = 0; i < steps; ++i)
            drives.back().excitation[i] *=
                trapezoid(drive_step_s * (static_cast<double>(i) + 0.5), ramp, hold);
    }
    return drives;
}

std::vector<std::vector<std::int64_t>> run_discharges(const ImplantedMuscle& person,
                                                      const MuscleParams& params,
                                                      const RunPlan& plan, std::size_t repetition) {
    const auto seed = static_cast<std::uint64_t>(params.seed);
    std::vector<std::vector<std::int64_t>> all(person.unit_count());
    for (const Contraction& contraction : plan.contractions) {
        const ImplantedMuscle::Task& task = person.tasks[contraction.task];
        const std::uint64_t trial = trial_number(person, params, contraction, repetition);
        const auto drives = contraction_drives(person, params, contraction, repetition);
        for (std::size_t m = 0; m < person.muscles.size(); ++m) {
            const ImplantedMuscle::Muscle& muscle = person.muscles[m];
            const std::uint64_t pool = trial * person.muscles.size() + m;
            const auto gains = task.gains.empty() ? std::span<const double>{} : task.gains[m];
            auto trains = discharges(muscle.neurons, drives[m], gains, seed, pool);
            if (!muscle.shared.empty()) {
                const Drive both = sum(drives[m], muscle.partner_weight, drives[muscle.partner]);
                auto others = discharges(muscle.neurons, both, gains, seed, pool);
                for (std::size_t u = 0; u < trains.size(); ++u)
                    if (muscle.shared[u]) trains[u] = std::move(others[u]);
            }
            for (std::size_t u = 0; u < trains.size(); ++u)
                for (const double t : trains[u])
                    all[muscle.first_unit - 1 + u].push_back(contraction.start +
                                                             std::llround(t * params.rate_hz));
        }
    }
    return all;
}

}  // namespace efferent::emg
