// The bench of training: a batch forwards and backwards, beside PyTorch, and whether gradients are
// right.
#include <CLI/CLI.hpp>
#include <iostream>

#include "bench/support/clock.hpp"
#include "bench/support/memory.hpp"
#include "bench/support/program.hpp"
#include "bench/training/gradients.hpp"
#include "bench/training/peer.hpp"
#include "core/parallel.hpp"
#include "core/text.hpp"

namespace efferent::bench {
namespace {

using snn::training::Batch;
using snn::training::Manner;

constexpr int rounds = 3;
constexpr int times_a_round = 5;
constexpr std::uint64_t seeds = 4;  // of batches, until one has spikes that rounding leaves alone

void say(const std::string& progress) { std::cerr << "training: " << progress << '\n'; }

Manner by_events() {
    Manner manner;
    manner.slope.shape = snn::training::Shape::crossing;
    manner.slowest = 0.05;
    manner.fade_ticks = 250.0;
    return manner;
}

/// Seconds of a batch, by one of the clocks; the first one, which makes room, does not count.
std::vector<double> seconds_of(const Problem& p, const Manner& manner, double (*clock)()) {
    Batch<float> batch(p.plan, manner, {});
    snn::Aligned<float> gradient;
    std::vector<double> all;
    for (int i = 0; i <= times_a_round; ++i) {
        const double begin = clock();
        (void)batch.descend(p.batch, p.parameters, gradient);
        if (i > 0) all.push_back(clock() - begin);
    }
    return all;
}

struct Measured {
    std::vector<double> bptt, eventprop, hand, loop;  ///< medians of the rounds, CPU s a batch
    std::vector<double> ratio_bptt, ratio_eventprop, speedup;
    std::optional<TorchRun> torch;
    std::optional<double> distance;
    double peak_mb = 0.0;
};

/// The contenders take turns, so that both sides of each ratio saw the same machine.
Measured measure(bool with_peer) {
    Measured m;
    Problem p = problem({}, 1);
    say("two threads, one thread");
    std::vector<double> two;
    {
        const ThreadLimit limit(2);  // before the first use of one thread, which would stay alone
        for (int r = 0; r < rounds; ++r)
            two.push_back(median(seconds_of(p, manner(), wall_seconds)));
    }
    const ThreadLimit limit(1);
    for (int r = 0; r < rounds; ++r)
        m.speedup.push_back(median(seconds_of(p, manner(), wall_seconds)) /
                            two[static_cast<std::size_t>(r)]);
    m.peak_mb = 1e3 * peak_gigabytes();
    for (std::uint64_t seed = 1; with_peer && seed <= seeds && !m.distance; ++seed) {
        p = problem({}, seed);
        say("PyTorch, batch " + std::to_string(seed));
        m.torch = ask_torch(p, 1);
        if (!m.torch) break;
        m.distance = distance(p, *m.torch);
    }
    for (int r = 0; r < rounds; ++r) {
        say("round " + std::to_string(r + 1));
        m.bptt.push_back(median(seconds_of(p, manner(), process_seconds)));
        m.eventprop.push_back(median(seconds_of(p, by_events(), process_seconds)));
        if (!m.torch) continue;
        const auto peer = ask_torch(p, times_a_round);
        m.hand.push_back(median(peer->hand_s));
        m.loop.push_back(median(peer->loop_s));
        const double best = std::min(m.hand.back(), m.loop.back());
        m.ratio_bptt.push_back(best / m.bptt.back());
        m.ratio_eventprop.push_back(best / m.eventprop.back());
    }
    return m;
}

Row row(const std::string& id, std::optional<double> value, const std::string& unit,
        const std::string& what, const std::string& why = {}) {
    return {.id = "training." + id, .value = value, .unit = unit, .what = what, .why = why};
}

std::optional<double> middle(const std::vector<double>& all) {
    return all.empty() ? std::nullopt : std::optional(median(all));
}

Rows rows_of(const Measured& m) {
    const std::string task =
        " of 128 lines, 256 recurrent cuba_lif, 16 classes, 500 ticks, 32 trials; forwards and "
        "backwards, one thread";
    const std::string absent = m.torch ? "" : "not installed, or not asked";
    const std::string peer = m.torch ? "PyTorch " + m.torch->version : "PyTorch";
    const auto ms = [](const std::vector<double>& s) {
        return s.empty() ? std::nullopt : std::optional(1e3 * median(s) / 32.0);
    };
    return {
        row("bptt.ratio_torch", middle(m.ratio_bptt), "x",
            "CPU time of " + peer + "'s best form over ours, with the same gradient," + task,
            absent),
        row("eventprop.ratio_torch", middle(m.ratio_eventprop), "x",
            "CPU time of " + peer + "'s best form over that of EventProp on the same batch",
            absent),
        row("bptt.ms", ms(m.bptt), "ms", "CPU time a trial" + task),
        row("eventprop.ms", ms(m.eventprop), "ms", "CPU time a trial of EventProp, the same batch"),
        row("torch.hand_ms", ms(m.hand), "ms",
            "CPU time a trial of " + peer + ", the sequence differentiated by hand", absent),
        row("torch.loop_ms", ms(m.loop), "ms",
            "CPU time a trial of " + peer + ", a loop and autograd", absent),
        row("threads2.speedup", middle(m.speedup), "x", "wall time of one thread over that of two"),
        row("peak_mb", m.peak_mb, "MB", "the most that the process had resident with ours alone"),
        row("gradient.torch", m.distance, "",
            "relative L2 distance of ours from " + peer +
                "'s, on the batch that is timed, with equal "
                "spikes",
            m.torch ? "not comparable: spikes differ in all batches that were tried" : absent),
        row("gradient.smooth", smooth_error(), "",
            "largest relative error of the gradient of smooth spikes against central differences"),
        row("gradient.exact_eventprop", exact_eventprop_error(), "",
            "relative L2 error of exact EventProp against central differences"),
    };
}

}  // namespace
}  // namespace efferent::bench

int main(int argc, char** argv) {
    using namespace efferent::bench;
    bool alone = false;
    return run({"training", "Measures how fast networks are trained, beside PyTorch.",
                "Example:\n  ./dev bench training --out results/training.json",
                [&](CLI::App& app) { app.add_flag("--alone", alone, "measure ours only"); },
                [&] { return rows_of(measure(!alone)); }},
               argc, argv);
}
