// How long a decision takes when samples arrive as a stream, in blocks of 50 ms.
#include "bench/pipeline/sections.hpp"
#include "bench/support/clock.hpp"
#include "emg/muscle/forearm.hpp"
#include "pipeline/method.hpp"

namespace efferent::bench {
namespace {

struct Subject {
    std::string id;
    std::int64_t channels = 8;
    double rate_hz = 1000.0;
    std::string method;
};

constexpr const char* spiking = R"({"name": "coincidence+lda",
  "front_end": {"type": "spiking", "network": {"type": "coincidence"},
                "encoders": [{"type": "send_on_delta", "threshold_relative": 0.25}]},
  "classifier": {"type": "lda", "shrinkage": 0.1}})";

emg::Dataset forearm(const Subject& subject) {
    emg::ForearmParams params;
    params.people = 1;
    params.sessions = 1;
    params.repetitions = 2;
    params.channels = subject.channels;
    params.rate_hz = subject.rate_hz;
    return emg::simulate_forearm(params, 1);
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

double median_of(const std::vector<Pass>& passes,
                 const std::function<double(const Pass&)>& figure) {
    std::vector<double> figures;
    for (const Pass& pass : passes) figures.push_back(figure(pass));
    return median(figures);
}

void add_rows(Rows& rows, const Subject& subject) {
    say("decide: " + subject.id);
    const emg::Dataset dataset = forearm(subject);
    Method method = fitted(subject, dataset);
    const SignalView signal = dataset.recording.signal();
    std::vector<Pass> passes;
    for (int r = 0; r < repetitions; ++r) passes.push_back(stream(method, signal));

    const std::string what =
        " of a push of 50 ms that completes a window of 250 ms: " + subject.id +
        ", 16 tasks of a simulated forearm, " + std::to_string(passes.front().wall_ms.size()) +
        " decisions";
    const auto wall = [&](double share) {
        return median_of(passes, [&](const Pass& p) { return quantile(p.wall_ms, share); });
    };
    const auto computing = [&](double share) {
        return median_of(passes, [&](const Pass& p) { return quantile(p.computing_ms, share); });
    };
    rows.push_back({"pipeline.decision_ms_p50." + subject.id, wall(0.5), "ms",
                    "Median time by the monotonic clock" + what + "."});
    rows.push_back(
        {"pipeline.decision_ms_p99." + subject.id, wall(0.99), "ms",
         "99 of 100 take less by the monotonic clock, waits for a core included" + what + "."});
    rows.push_back({"pipeline.decision_cpu_ms_p99." + subject.id, computing(0.99), "ms",
                    "99 of 100 take less time of the processor" + what + "."});
    if (subject.channels != 64) return;
    const double length = static_cast<double>(signal.length()) / signal.rate().value;
    rows.push_back({"pipeline.realtime_factor_64ch",
                    length / median_of(passes, [](const Pass& p) { return p.user; }), "x",
                    "Seconds of signal decoded in a user second: logcov+lda, 64 channels at 2 kHz, "
                    "blocks of 50 ms, 16 tasks."});
}

}  // namespace

Rows measure_decisions() {
    const Subject subjects[] = {{"logcov_lda_64ch", 64, 2000.0, "\"logcov+lda\""},
                                {"htd_lda_8ch", 8, 1000.0, "\"htd+lda\""},
                                {"coincidence_lda_8ch_200hz", 8, 200.0, spiking},
                                {"coincidence_lda_8ch_1khz", 8, 1000.0, spiking}};
    Rows rows;
    for (const Subject& subject : subjects) add_rows(rows, subject);
    return rows;
}

}  // namespace efferent::bench
