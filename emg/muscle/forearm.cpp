// Plays trials of motor-unit discharges through a session's templates, and adds noise.
#include "emg/muscle/forearm.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/config.hpp"
#include "core/parallel.hpp"
#include "core/text.hpp"
#include "emg/muscle/limb.hpp"

namespace efferent::emg {
namespace {

constexpr double lead_s = 0.3;  // units discharge so long before and after the trial too
constexpr double drive_step_s = 0.01;
constexpr double finest_hz = 4000.0;  // discharges are placed at least this finely
constexpr double mains_hz = 50.0;
constexpr double largest_recording = 1e9;  // values; 4 GB

struct Shape {
    std::size_t sessions, repetitions, channels, length;  // length: samples in a trial

    std::size_t trial_values() const { return length * channels; }
    std::size_t session_trials() const { return repetitions * task_count; }
};

Shape shape_of(const ForearmParams& p) {
    const auto count = [](std::int64_t n) { return static_cast<std::size_t>(n); };
    return {count(p.sessions), count(p.repetitions), count(p.channels),
            count(sample_count({p.rate_hz}, p.trial))};
}

void require_sound(const ForearmParams& params) {
    (void)Config::of(params).as<ForearmParams>();  // reading checks every rule
    const Shape shape = shape_of(params);
    const double values = static_cast<double>(params.people) *
                          static_cast<double>(shape.sessions * shape.session_trials()) *
                          static_cast<double>(shape.trial_values());
    if (values > largest_recording)
        throw Error(Fault::config,
                    "simulated forearm: people x sessions x repetitions: " + exact(values) +
                        " values are more than " + exact(largest_recording) +
                        "; ask for fewer or shorter trials");
}

/// One session of one person, and where its samples go.
class Session {
public:
    Session(const ForearmParams& params, std::uint64_t seed, std::size_t number)
        : params_(params),
          shape_(shape_of(params)),
          seed_(seed),
          number_(number),
          phases_(static_cast<std::size_t>(std::ceil(finest_hz / params.rate_hz))),
          person_(make_person(seed, number / shape_.sessions, params.pattern_spread)),
          templates_(session_templates(
              person_, {shape_.channels, params.shift_mm, params.gain_spread}, params.rate_hz,
              phases_, RandomStream(seed, "placement", number))) {}

    void simulate(std::span<float> samples, const Monitor* monitor) const {
        for (std::size_t i = 0; i < shape_.session_trials(); ++i) {
            if (monitor != nullptr) monitor->check();
            play_trial(i, samples.subspan(i * shape_.trial_values(), shape_.trial_values()));
        }
        const double signal = active_rms(samples);
        for (std::size_t i = 0; i < shape_.session_trials(); ++i)
            add_noise(signal, i, samples.subspan(i * shape_.trial_values(), shape_.trial_values()));
    }

private:
    std::uint64_t entity(std::size_t trial) const {
        return static_cast<std::uint64_t>(number_) * shape_.session_trials() + trial;
    }

    void play_trial(std::size_t trial, std::span<float> out) const {
        RandomStream random(seed_, "trial", entity(trial));
        const auto around_one = [&random](double spread) {
            return 1.0 + spread * (2.0 * random.uniform() - 1.0);
        };
        const double force = params_.effort * around_one(params_.force_spread);
        const Activation& task = person_.tasks[trial % task_count];
        const auto steps = static_cast<std::size_t>(
            std::ceil((lead_s + seconds(params_.trial) + lead_s) / drive_step_s));
        const auto common =
            slow_noise(steps, drive_step_s, RandomStream(seed_, "common drive", entity(trial)));
        for (std::size_t m = 0; m < muscle_count; ++m) {
            const double level = force * task[m] * around_one(params_.pattern_spread);
            const std::uint64_t pool = entity(trial) * muscle_count + m;
            play_muscle(m, pool,
                        fluctuating_drive(level, -lead_s, drive_step_s, common,
                                          RandomStream(seed_, "own drive", pool)),
                        out);
        }
    }

    void play_muscle(std::size_t m, std::uint64_t pool, const Drive& drive,
                     std::span<float> out) const {
        const auto& units = person_.muscles[m].pool;
        for (std::size_t u = 0; u < units.size(); ++u) {
            const RandomStream random(seed_, "discharges", (pool << 16U) + u);
            for (const double at : discharges(units[u], drive, random))
                place(templates_[m][u], at, out);
        }
    }

    /// Adds one potential; what lies before the trial or after it is no part of it.
    void place(const Template& potential, double at_s, std::span<float> out) const {
        const auto phases = static_cast<std::int64_t>(phases_);
        const std::int64_t fine =
            std::llround(at_s * params_.rate_hz * static_cast<double>(phases));
        const std::int64_t phase = ((fine % phases) + phases) % phases;
        const std::int64_t begin = (fine - phase) / phases + potential.first();
        const auto length = static_cast<std::int64_t>(potential.length());
        const std::int64_t skip = std::max<std::int64_t>(0, -begin);
        const std::int64_t end = std::min(length, static_cast<std::int64_t>(shape_.length) - begin);
        if (skip >= end) return;
        const auto channels = shape_.channels;
        const float* from = potential.phase(static_cast<std::size_t>(phase)).data() +
                            static_cast<std::size_t>(skip) * channels;
        float* to = out.data() + static_cast<std::size_t>(begin + skip) * channels;
        const std::size_t values = static_cast<std::size_t>(end - skip) * channels;
        for (std::size_t i = 0; i < values; ++i) to[i] += from[i];
    }

    /// Root mean square over all channels of all trials but those of rest, which is task 0.
    double active_rms(std::span<const float> samples) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const auto x = static_cast<double>(samples[i]);
            if (i / shape_.trial_values() % task_count != 0) sum += x * x;
        }
        const std::size_t active = shape_.repetitions * (task_count - 1) * shape_.trial_values();
        return std::sqrt(sum / static_cast<double>(active));
    }

    void add_noise(double signal, std::size_t trial, std::span<float> out) const {
        RandomStream random(seed_, "noise", entity(trial));
        const double white = signal * std::pow(10.0, -params_.snr_db / 20.0);
        const double mains =
            signal * std::pow(10.0, -params_.mains_snr_db / 20.0) * std::numbers::sqrt2;
        const double start = 2.0 * std::numbers::pi * random.uniform();
        for (std::size_t n = 0; n < shape_.length; ++n) {
            const double angle = start + 2.0 * std::numbers::pi * mains_hz *
                                             static_cast<double>(n) / params_.rate_hz;
            const double hum = mains * std::sin(angle);
            for (std::size_t c = 0; c < shape_.channels; ++c) {
                float& x = out[n * shape_.channels + c];
                x = static_cast<float>(static_cast<double>(x) + hum + white * random.normal());
            }
        }
    }

    const ForearmParams& params_;
    Shape shape_;
    std::uint64_t seed_;
    std::size_t number_;  ///< counts the sessions of all people
    std::size_t phases_;
    Person person_;
    std::array<std::vector<Template>, muscle_count> templates_;
};

std::vector<Trial> list_trials(const ForearmParams& p) {
    std::vector<Trial> trials;
    const auto length = static_cast<std::int64_t>(shape_of(p).length);
    for (std::int64_t person = 1; person <= p.people; ++person)
        for (std::int64_t session = 1; session <= p.sessions; ++session)
            for (std::int64_t repetition = 1; repetition <= p.repetitions; ++repetition)
                for (std::size_t task = 0; task < task_count; ++task)
                    trials.push_back({length * static_cast<std::int64_t>(trials.size()), length,
                                      static_cast<TaskId>(task), person, session, repetition});
    return trials;
}

}  // namespace

void describe(Fields& field, ForearmParams& p) {
    field("people", p.people, "how many people, each with a forearm of their own");
    field("sessions", p.sessions, "times that each puts the electrodes on");
    field("repetitions", p.repetitions, "times that each task is done in a session");
    field("channels", p.channels, "bipolar electrodes in the ring");
    field("trial_s", p.trial, "length of one steady contraction");
    field("rate_hz", p.rate_hz, "samples a second");
    field("effort", p.effort, "mean excitation of a task's main muscle, of the maximum 1");
    field("force_spread", p.force_spread, "a trial's effort varies by up to this, relative");
    field("pattern_spread", p.pattern_spread,
          "a muscle's share in a task varies by up to this, relative, between people and again "
          "between trials");
    field("shift_mm", p.shift_mm,
          "standard deviation of the ring's rotation between sessions; half of it along the limb");
    field("gain_spread", p.gain_spread,
          "standard deviation of the logarithm of a channel's gain between sessions");
    field("snr_db", p.snr_db, "power of all active trials of a session over that of white noise");
    field("mains_snr_db", p.mains_snr_db, "the same over that of a 50 Hz residue");
    const auto within = [&](auto value, auto low, auto high, std::string_view key,
                            std::string_view rule) {
        field.require(value >= low && value <= high, key, rule);
    };
    within(p.people, 1, 1000, "people", "must be from 1 to 1000");
    within(p.sessions, 1, 100, "sessions", "must be from 1 to 100");
    within(p.repetitions, 1, 1000, "repetitions", "must be from 1 to 1000");
    within(p.channels, 1, 64, "channels", "must be from 1 to 64");
    within(p.trial, 100ms, 60s, "trial_s", "must be from 0.1 to 60");
    within(p.rate_hz, 400.0, 20000.0, "rate_hz", "must be from 400 to 20000");
    within(p.effort, 0.05, 1.0, "effort", "must be from 0.05 to 1");
    within(p.force_spread, 0.0, 0.9, "force_spread", "must be from 0 to 0.9");
    within(p.pattern_spread, 0.0, 0.9, "pattern_spread", "must be from 0 to 0.9");
    within(p.shift_mm, 0.0, 50.0, "shift_mm", "must be from 0 to 50");
    within(p.gain_spread, 0.0, 1.0, "gain_spread", "must be from 0 to 1");
    within(p.snr_db, -20.0, 100.0, "snr_db", "must be from -20 to 100");
    within(p.mains_snr_db, -20.0, 200.0, "mains_snr_db", "must be from -20 to 200");
}

Dataset simulate_forearm(const ForearmParams& params, std::uint64_t seed, Monitor* monitor) {
    require_sound(params);
    const Shape shape = shape_of(params);
    const auto sessions = static_cast<std::size_t>(params.people) * shape.sessions;
    const std::size_t values = shape.session_trials() * shape.trial_values();
    std::vector<float> samples(sessions * values);
    for_each_index(
        sessions,
        [&](std::size_t i) {
            Session(params, seed, i)
                .simulate(std::span(samples).subspan(i * values, values), monitor);
        },
        monitor, "simulating the forearm");

    Recording::Parts recording;
    recording.name = "simulated forearm";
    recording.rate = {params.rate_hz};
    for (std::size_t c = 0; c < shape.channels; ++c)
        recording.channels.push_back(std::to_string(c + 1));
    recording.samples = std::move(samples);

    Dataset dataset;
    dataset.name = recording.name;
    dataset.recording = Recording(std::move(recording));
    dataset.classes.assign(tasks().begin(), tasks().end());
    dataset.trials = list_trials(params);
    dataset.licence = "Apache-2.0";
    dataset.source = "simulated, seed " + std::to_string(seed);
    dataset.simulated = true;
    check_trials(dataset);
    return dataset;
}

}  // namespace efferent::emg
