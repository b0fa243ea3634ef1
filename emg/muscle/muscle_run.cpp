// Computes potentials a batch of units at a time, so that memory does not grow with the muscle.
#include "emg/muscle/muscle_run.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/parallel.hpp"
#include "emg/muscle/mixing.hpp"

namespace efferent::emg {
namespace {

constexpr std::size_t batch = 32;  // units
constexpr std::size_t background_fibres = 20;

std::uint64_t seed_of(const MuscleParams& params) {
    return static_cast<std::uint64_t>(params.seed);
}

std::size_t variants_of(const MuscleParams& params) {
    return static_cast<std::size_t>(params.jitter_us > 0.0 ? params.jitter_variants
                                                           : std::int64_t{1});
}

std::uint64_t unit_entity(const ImplantedMuscle& person, std::size_t unit) {
    return (person.entity << 32U) + unit;
}

/// Places along an array's way, the whole of it over all repetitions, at which potentials are
/// computed; at most so far apart.
constexpr double place_distance_mm = 0.1;

/// The places of all repetitions, evenly over the way.
struct Places {
    explicit Places(const MuscleParams& params)
        : way_mm(params.drift_mm),
          repetitions(static_cast<double>(params.contraction.repetitions)),
          last(std::ceil(params.drift_mm / place_distance_mm)) {}

    /// Where repetition `repetition` begins and ends, counted in places.
    Way way(std::size_t repetition) const {
        const auto r = static_cast<double>(repetition);
        return {last * r / repetitions, last * (r + 1.0) / repetitions};
    }
    double at_mm(std::size_t place) const {
        return last == 0.0 ? 0.0 : way_mm * static_cast<double>(place) / last;
    }

    double way_mm, repetitions, last;
};

/// One repetition while it is made.
class Run {
public:
    Run(const ImplantedMuscle& person, const MuscleParams& params, std::size_t repetition)
        : person_(person),
          params_(params),
          repetition_(repetition),
          plan_(plan_run(params, person.tasks.size())),
          discharges_(run_discharges(person, params, plan_, repetition)),
          samples_(static_cast<std::size_t>(plan_.length) * person.channel_count()) {
        for (const Contraction& c : plan_.contractions)
            plateaus_.push_back({c.plateau_start, c.plateau_length});
    }

    std::size_t repetition() const { return repetition_; }
    bool is_active(std::size_t unit) const { return !discharges_[unit - 1].empty(); }

    /// Adds what these units discharge, whose `positions` are there already.
    void add_units(std::span<const std::size_t> units, std::vector<SoundingUnit>& sounding,
                   const Way& way, const Columns& columns) {
        for (std::size_t i = 0; i < units.size(); ++i) {
            sounding[i].discharges = discharges_[units[i] - 1];
            sounding[i].variants.clear();
            RandomStream random(seed_of(params_), "variant", (recording() << 32U) + units[i]);
            for (std::size_t d = 0; d < sounding[i].discharges.size(); ++d)
                sounding[i].variants.push_back(random.below(variants_of(params_)));
        }
        mix(sounding, way, columns, samples_);
    }

    MuscleRun result() {
        MuscleRun run;
        run.dataset.name = params_.name;
        run.dataset.simulated = true;
        for (const auto& task : person_.tasks) run.dataset.classes.push_back(task.name);
        for (const Contraction& c : plan_.contractions)
            run.dataset.trials.push_back({c.plateau_start, c.plateau_length,
                                          static_cast<TaskId>(c.task),
                                          static_cast<std::int64_t>(person_.entity) + 1, 1,
                                          static_cast<std::int64_t>(repetition_) + 1});
        run.dataset.recording = Recording({params_.name,
                                           {params_.rate_hz},
                                           parse_unit("uV"),
                                           person_.channel_names(),
                                           std::move(samples_)});
        run.contractions = std::move(plan_.contractions);
        run.discharges = std::move(discharges_);
        return run;
    }

    void add_all_noise(std::size_t array, const Columns& columns) {
        const double signal = std::sqrt(mean_square(plateaus_, columns, samples_));
        const auto below = [signal](double db) { return signal * std::pow(10.0, -db / 20.0); };
        const ArrayNoiseParams& noise = params_.noise;
        add_background(array, below(noise.background_snr_db), columns);
        add_noise({below(noise.snr_db), below(noise.mains_snr_db), noise.mains_hz, params_.rate_hz,
                   seed_of(params_), recording() * person_.arrays.size() + array},
                  columns, samples_);
    }

private:
    /// Small units 2 to 8 mm about the array's middle, or under the grid's; they discharge 10 times
    /// a second.
    void add_background(std::size_t array, double rms, const Columns& columns) {
        std::vector<SoundingUnit> units(static_cast<std::size_t>(params_.noise.background_units));
        for_each_index(units.size(), [&](std::size_t i) {
            units[i] = background_unit(person_.arrays[array],
                                       (person_.entity * person_.arrays.size() + array) * 1024 + i);
        });
        double power = 0.0;
        for (const SoundingUnit& unit : units)
            for (const float x : unit.positions.front().variant(0))
                power += static_cast<double>(x) * static_cast<double>(x) *
                         static_cast<double>(unit.discharges.size());
        if (power == 0.0) return;
        power /= static_cast<double>(plan_.length) * static_cast<double>(columns.count);
        for (SoundingUnit& unit : units)
            for (float& x : unit.positions.front().variant(0))
                x *= static_cast<float>(rms / std::sqrt(power));
        mix(units, {}, columns, samples_);
    }

    SoundingUnit background_unit(const ImplantedMuscle::Array& array, std::uint64_t entity) const {
        RandomStream random(seed_of(params_), "background", entity);
        const auto positions = array.positions();
        Point middle = positions[positions.size() / 2];
        double r = 2.0 + 6.0 * random.uniform();
        if (array.field) {  // below the skin and fat: up to 3 mm about a place in the muscle
            const double depth = array.field->limb().radius() - array.field->limb().muscle_radius;
            const double in = 1.0 - (depth + 5.0) / array.field->limb().radius();
            middle = {in * middle.x, in * middle.y, middle.z};
            r = 3.0 * random.uniform();
        }
        const double angle = 2.0 * std::numbers::pi * random.uniform();
        const double endplate = middle.z - 15.0 + 5.0 * random.normal();
        std::vector<MuscleFibre> fibres;
        for (std::size_t f = 0; f < background_fibres; ++f)
            fibres.push_back({.x = middle.x + r * std::cos(angle) + 0.3 * random.normal(),
                              .y = middle.y + r * std::sin(angle) + 0.3 * random.normal(),
                              .endplate = endplate + random.normal(),
                              .low_end = endplate - 35.0,
                              .high_end = endplate + 35.0});
        SoundingUnit unit;
        unit.positions.push_back(
            array.muap(fibres, middle_mm(), {params_.rate_hz, 1, 0.0}, random));
        const Drive steady{0.0, static_cast<double>(plan_.length) / params_.rate_hz, {0.01}};
        const std::uint64_t each = recording() * (std::uint64_t{1} << 24U) + entity;
        for (const double t : efferent::emg::discharges(
                 MotorUnit{}, steady, RandomStream(seed_of(params_), "background times", each))) {
            unit.discharges.push_back(std::llround(t * params_.rate_hz));
            unit.variants.push_back(0);
        }
        return unit;
    }

    /// Where the array is in the middle of the repetition.
    double middle_mm() const {
        return params_.drift_mm * (static_cast<double>(repetition_) + 0.5) /
               static_cast<double>(params_.contraction.repetitions);
    }

    std::uint64_t recording() const {
        return person_.entity * static_cast<std::uint64_t>(params_.contraction.repetitions) +
               repetition_;
    }

    const ImplantedMuscle& person_;
    const MuscleParams& params_;
    std::size_t repetition_;
    RunPlan plan_;
    std::vector<std::vector<std::int64_t>> discharges_;
    std::vector<float> samples_;
    std::vector<Stretch> plateaus_;
};

/// Potentials, a batch of units at a time, and the repetitions that they are added to.
class Runs {
public:
    Runs(const ImplantedMuscle& person, const MuscleParams& params,
         std::span<const std::size_t> repetitions)
        : person_(person), params_(params), places_(params) {
        for (const std::size_t r : repetitions) runs_.emplace_back(person, params, r);
        for (std::size_t unit = 1; unit <= person.unit_count(); ++unit)
            if (std::ranges::any_of(runs_, [&](const Run& r) { return r.is_active(unit); }))
                active_.push_back(unit);
        double from = places_.last, to = 0.0;
        for (const std::size_t r : repetitions) {
            from = std::min(from, places_.way(r).from);
            to = std::max(to, places_.way(r).to);
        }
        first_ = static_cast<std::size_t>(std::floor(from));
        last_ = static_cast<std::size_t>(std::ceil(to));
    }

    void simulate(const std::function<void(MuscleRun)>& take, Monitor* monitor) {
        Columns columns{0, 0, person_.channel_count()};
        const std::size_t rounds = (active_.size() + batch - 1) / batch * person_.arrays.size();
        std::size_t done = 0;
        for (std::size_t a = 0; a < person_.arrays.size(); ++a) {
            columns.count = person_.arrays[a].positions().size();
            for (std::size_t first = 0; first < active_.size(); first += batch) {
                const std::size_t count = std::min(batch, active_.size() - first);
                add_units(a, std::span(active_).subspan(first, count), columns, monitor);
                if (monitor != nullptr) {
                    monitor->progress("potentials",
                                      static_cast<double>(++done) / static_cast<double>(rounds));
                    monitor->check();
                }
            }
            for (Run& run : runs_) run.add_all_noise(a, columns);
            columns.first += columns.count;
        }
        for (Run& run : runs_) take(run.result());
    }

private:
    void add_units(std::size_t array, std::span<const std::size_t> units, const Columns& columns,
                   Monitor* monitor) {
        std::vector<SoundingUnit> sounding(units.size());
        for_each_index(units.size(), [&](std::size_t i) {
            if (monitor != nullptr) monitor->check();
            sounding[i].positions = potentials(array, units[i]);
        });
        for (Run& run : runs_) {
            const Way way = places_.way(run.repetition());
            const auto skipped = static_cast<double>(first_);
            run.add_units(units, sounding, {way.from - skipped, way.to - skipped}, columns);
        }
    }

    /// At all places that the repetitions come by.
    std::vector<ArrayMuap> potentials(std::size_t array, std::size_t unit) const {
        const UnitPlace place = person_.place(unit);
        const auto& fibres = person_.muscles[place.muscle].fibres[place.unit];
        const MuapSampling sampling{params_.rate_hz, variants_of(params_),
                                    params_.jitter_us * 1e-6};
        std::vector<ArrayMuap> all;
        for (std::size_t p = first_; p <= last_; ++p)
            all.push_back(person_.arrays[array].muap(
                fibres, places_.at_mm(p), sampling,
                RandomStream(seed_of(params_), "jitter", unit_entity(person_, unit))));
        return all;
    }

    const ImplantedMuscle& person_;
    const MuscleParams& params_;
    Places places_;
    std::vector<Run> runs_;
    std::vector<std::size_t> active_;   ///< in any of the runs
    std::size_t first_ = 0, last_ = 0;  ///< places that they come by
};

}  // namespace

MuscleRun simulate_run(const ImplantedMuscle& person, const MuscleParams& params,
                       std::size_t repetition, Monitor* monitor) {
    MuscleRun result;
    simulate_runs(
        person, params, std::span(&repetition, 1), [&](MuscleRun run) { result = std::move(run); },
        monitor);
    return result;
}

void simulate_runs(const ImplantedMuscle& person, const MuscleParams& params,
                   std::span<const std::size_t> repetitions,
                   const std::function<void(MuscleRun)>& take, Monitor* monitor) {
    Runs(person, params, repetitions).simulate(take, monitor);
}

std::vector<UnitMuap> unit_muaps(const ImplantedMuscle& person, const MuscleParams& params,
                                 std::span<const std::size_t> units, Monitor* monitor) {
    std::vector<UnitMuap> all(units.size());
    for_each_index(
        units.size(),
        [&](std::size_t i) {
            all[i].unit = units[i];
            const UnitPlace place = person.place(units[i]);
            for (const ImplantedMuscle::Array& array : person.arrays)
                all[i].arrays.push_back(array.muap(person.muscles[place.muscle].fibres[place.unit],
                                                   0.0, {params.rate_hz, 1, 0.0},
                                                   RandomStream(0, "none")));
        },
        monitor, "potentials alone");
    return all;
}

}  // namespace efferent::emg
