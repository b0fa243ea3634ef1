// How long a decision takes when samples arrive as a stream, in blocks of 50 ms.
#include <algorithm>
#include <iterator>

#include "bench/pipeline/sections.hpp"
#include "bench/support/clock.hpp"
#include "emg/muscle/forearm.hpp"
#include "pipeline/method.hpp"

namespace efferent::bench {
namespace {

struct Subject {
    std::string id;
    std::string story;
    std::int64_t channels = 8;
    double simulated_hz = 1000.0;
    std::size_t keep_every = 1;  ///< sample of the simulated ones
    std::string method;
};

constexpr const char* spiking = R"({"name": "coincidence+lda",
  "front_end": {"type": "spiking", "network": {"type": "coincidence"},
                "encoders": [{"type": "send_on_delta", "threshold_relative": 0.25}]},
  "classifier": {"type": "lda", "shrinkage": 0.1}})";

/// Every n-th sample only, which folds higher frequencies down; that changes no one's work here.
emg::Dataset thinned(emg::Dataset dataset, std::size_t n) {
    const SignalView all = dataset.recording.signal();
    std::vector<float> kept;
    for (std::size_t i = 0; i < all.length(); i += n)
        kept.insert(kept.end(), all.row(i).begin(), all.row(i).end());
    dataset.recording = emg::Recording({.name = dataset.recording.name(),
                                        .rate = {all.rate().value / static_cast<double>(n)},
                                        .unit = dataset.recording.unit(),
                                        .channels = dataset.recording.channels(),
                                        .samples = std::move(kept)});
    for (emg::Trial& trial : dataset.trials) {
        trial.start /= static_cast<std::int64_t>(n);
        trial.length /= static_cast<std::int64_t>(n);
    }
    emg::check_trials(dataset);
    return dataset;
}

emg::Dataset forearm(const Subject& subject) {
    emg::ForearmParams params;
    params.people = 1;
    params.sessions = 1;
    params.repetitions = 2;
    params.channels = subject.channels;
    params.rate_hz = subject.simulated_hz;
    return thinned(emg::simulate_forearm(params, 1), subject.keep_every);
}

Method fitted(const Subject& subject, const emg::Dataset& dataset) {
    std::vector<LabelledSignal> trials;
    for (const emg::Trial& t : dataset.trials)
        trials.push_back({dataset.signal(t), t.task, t.repetition});
    Method method(method_from(Config::parse(subject.method, subject.id)), {});
    method.fit({.trials = trials,
                .classes = dataset.classes.size(),
                .microvolts_per_unit = dataset.recording.unit().microvolts,
                .windows = {},
                .seed = 1},
               nullptr);
    return method;
}

/// Of one pass over the stream; of each push that completed a window.
struct Pass {
    double user = 0.0;
    std::vector<double> wall_ms;
    std::vector<double> computing_ms;
};

Pass stream(Method& method, const SignalView& signal) {
    const auto block = static_cast<std::size_t>(sample_count(signal.rate(), 50ms));
    Pass pass;
    std::vector<Decision> decisions;
    method.begin();
    const double begin = user_seconds();
    for (std::size_t at = 0; at + block <= signal.length(); at += block) {
        const std::size_t before = decisions.size();
        const double wall = wall_seconds();
        const double computing = thread_seconds();
        method.push(signal.rows(at, block), decisions);
        if (decisions.size() == before) continue;
        pass.computing_ms.push_back(1e3 * (thread_seconds() - computing));
        pass.wall_ms.push_back(1e3 * (wall_seconds() - wall));
    }
    pass.user = user_seconds() - begin;
    return pass;
}

/// The median, over the passes, of what so large a share of the decisions took at most.
double median_quantile(const std::vector<Pass>& passes, std::vector<double> Pass::*times,
                       double share) {
    std::vector<double> quantiles;
    quantiles.reserve(passes.size());
    for (const Pass& pass : passes) quantiles.push_back(quantile(pass.*times, share));
    return median(quantiles);
}

Rows rows_of(const Subject& subject, const std::vector<Pass>& passes) {
    const std::string what =
        " of a push of 50 ms that completes a window of 250 ms: " + subject.story +
        ", 16 tasks of a simulated forearm, " + std::to_string(passes.front().wall_ms.size()) +
        " decisions.";
    return {
        {"pipeline.decision_ms_p50." + subject.id, median_quantile(passes, &Pass::wall_ms, 0.5),
         "ms", "Median time by the monotonic clock" + what},
        {"pipeline.decision_ms_p99." + subject.id, median_quantile(passes, &Pass::wall_ms, 0.99),
         "ms", "99 of 100 take no more by the monotonic clock, waits for a core included," + what},
        {"pipeline.decision_cpu_ms_p99." + subject.id,
         median_quantile(passes, &Pass::computing_ms, 0.99), "ms",
         "99 of 100 take no more of the processor's time" + what}};
}

Row realtime_row(const Subject& subject, const std::vector<Pass>& passes, double length) {
    std::vector<double> factors;
    factors.reserve(passes.size());
    for (const Pass& pass : passes) factors.push_back(length / pass.user);
    return {"pipeline.realtime_factor_64ch", median(factors), "x",
            "Seconds of signal decoded in a user second: " + subject.story +
                ", blocks of 50 ms, 16 tasks."};
}

}  // namespace

Rows measure_decisions() {
    const Subject subjects[] = {
        {"logcov_lda_64ch", "logcov+lda, 64 channels at 2 kHz", 64, 2000.0, 1, "\"logcov+lda\""},
        {"htd_lda_8ch", "htd+lda, 8 channels at 1 kHz", 8, 1000.0, 1, "\"htd+lda\""},
        {"coincidence_lda_8ch_200hz", "coincidence+lda, 8 channels at 200 Hz (every second sample)",
         8, 400.0, 2, spiking},
        {"coincidence_lda_8ch_1khz", "coincidence+lda, 8 channels at 1 kHz", 8, 1000.0, 1,
         spiking}};
    Rows rows;
    for (const Subject& subject : subjects) {
        say("decide: " + subject.story);
        const emg::Dataset dataset = forearm(subject);
        Method method = fitted(subject, dataset);
        const SignalView signal = dataset.recording.signal();
        std::vector<Pass> passes;
        passes.reserve(repetitions);
        for (int r = 0; r < repetitions; ++r) passes.push_back(stream(method, signal));
        std::ranges::move(rows_of(subject, passes), std::back_inserter(rows));
        const double length = static_cast<double>(signal.length()) / signal.rate().value;
        if (subject.channels == 64) rows.push_back(realtime_row(subject, passes, length));
    }
    return rows;
}

}  // namespace efferent::bench
