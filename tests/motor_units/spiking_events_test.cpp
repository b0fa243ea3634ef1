// Neurons that find motor units in events: moments, choice of synapses, weights, the rule of
// firing.
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "core/error.hpp"
#include "core/random.hpp"
#include "decoders/motor_units/events/logistic.hpp"
#include "decoders/motor_units/events/spiking_layers.hpp"
#include "decoders/motor_units/whitening.hpp"

namespace efferent::motor_units {
namespace {

/// Each line at each step with this probability, now and then twice.
LineEvents noise(std::size_t lines, std::size_t steps, double probability, std::uint64_t seed) {
    LineEvents events{lines, steps, {}};
    RandomStream random(seed, "noise of events");
    for (std::uint32_t t = 0; t < steps; ++t)
        for (std::uint32_t line = 0; line < lines; ++line)
            for (int k = 0; k < 2; ++k)
                if (random.uniform() < probability) events.events.push_back({t, line});
    return events;
}

/// A unit whose discharge makes an event on each tap's line, its delay later.
struct Planted {
    std::vector<Tap> shape;
    std::vector<std::size_t> discharges;
};

void plant(LineEvents& events, const Planted& unit) {
    for (const std::size_t t : unit.discharges)
        for (const Tap& tap : unit.shape)
            events.events.push_back({static_cast<std::uint32_t>(t) + tap.delay, tap.line});
    std::ranges::sort(events.events);
}

std::vector<std::size_t> every(std::size_t interval, std::size_t from, std::size_t to) {
    std::vector<std::size_t> times;
    for (std::size_t t = from; t < to; t += interval + (t / interval) % 7) times.push_back(t);
    return times;
}

LayerParams params(std::size_t synapses) {
    LayerParams p;
    p.detectors = {.keep = 0.3, .refractory = 8, .synapses = synapses};
    p.deciders = p.detectors;
    p.window = 12;
    return p;
}

/// By how many spikes miss a discharge told `lead` steps late, or come without one.
std::size_t mistakes(const std::vector<std::size_t>& spikes,
                     const std::vector<std::size_t>& discharges, std::int64_t lead) {
    std::size_t shared = 0;
    for (const std::size_t t : spikes)
        for (const std::size_t d : discharges)
            shared +=
                std::abs(static_cast<std::int64_t>(t) - lead - static_cast<std::int64_t>(d)) <= 1;
    return spikes.size() + discharges.size() - 2 * shared;
}

}  // namespace

TEST_CASE("moments of leaky events are those of their definition") {
    const double keep = GENERATE(0.0, 0.6);
    const LineEvents events = noise(3, 400, 0.1, 3);
    REQUIRE(events.events.size() > 100);
    constexpr std::size_t longest = 5, tail = 40;
    const EventMoments moments(events, keep, longest);
    std::vector<std::vector<double>> z(3, std::vector<double>(events.steps + tail));
    for (const LineEvent& e : events.events) z[e.line][e.step] += 1.0;
    for (auto& line : z)
        for (std::size_t t = 1; t < line.size(); ++t) line[t] += keep * line[t - 1];
    const auto n = static_cast<double>(events.steps);
    const auto mean = [&](std::size_t i) {
        return std::accumulate(z[i].begin(), z[i].end(), 0.0) / n;
    };
    for (std::uint32_t i = 0; i < 3; ++i) {
        CHECK(moments.mean(i) == Approx(mean(i)).epsilon(1e-6));
        const std::vector<float> traced = trace(events, i, keep);
        CHECK(traced[123] == Approx(z[i][123]));
        for (std::uint32_t j = 0; j < 3; ++j)
            for (std::uint32_t d = 0; d <= longest; ++d) {
                double sum = 0.0;
                for (std::size_t t = d; t < z[i].size(); ++t) sum += z[i][t] * z[j][t - d];
                const double expected = sum / n - mean(i) * mean(j);
                CHECK(moments.covariance({i, 2}, {j, 2 + d}) == Approx(expected).margin(1e-6));
                CHECK(moments.covariance({j, d}, {i, 0}) == Approx(expected).margin(1e-6));
            }
    }
    const std::vector<std::size_t> times{20, 33, 398};
    const Table mean_around = around(events, keep, times, -2, 3);
    REQUIRE(mean_around.rows() == 3);
    CHECK(mean_around.row(0)[1] == Approx((z[1][18] + z[1][31] + z[1][396]) / 3.0));
    CHECK(mean_around.row(2)[2] == Approx((z[2][20] + z[2][33] + z[2][398]) / 3.0));
}

TEST_CASE("the synapses chosen are the planted ones, and more say nothing more") {
    LineEvents events = noise(6, 4000, 0.03, 5);
    const Planted unit{{{4, 3}, {1, 5}, {2, 0}}, every(90, 30, 3900)};
    plant(events, unit);
    const EventMoments moments(events, 0.0, 11);
    const TapRange range{0, 6, 1, 12};
    const auto candidates = taps_of(std::span(&range, 1));
    REQUIRE(candidates.size() == 72);
    const Table mean = around(events, 0.0, unit.discharges, -12, 20);
    constexpr std::uint32_t lead = 7;
    std::vector<double> at;
    for (const Tap& t : candidates)
        at.push_back(mean.row(12 + lead - t.delay)[t.line] - moments.mean(t.line));
    const Choice choice = choose(moments, candidates, at, 3, 0.0, 1e9);
    std::vector<Tap> taps = choice.taps;
    std::ranges::sort(taps, {}, &Tap::line);
    CHECK(taps == std::vector<Tap>{{1, lead - 5}, {2, lead - 0}, {4, lead - 3}});
    CHECK(choose(moments, candidates, at, 6, 0.0, 1e9).gain < 1.1 * choice.gain);
    CHECK(choose(moments, candidates, at, 2, 0.0, 1e9).gain < 0.9 * choice.gain);
    CHECK(choose(moments, {}, {}, 3, 0.0, 1e9).taps.empty());
}

TEST_CASE("logistic regression has the odds of a table of two by two") {
    std::vector<float> rows;
    std::vector<Label> labels;
    const auto add = [&](float x, Label label, int count) {
        for (int i = 0; i < count; ++i) {
            rows.push_back(x);
            labels.push_back(label);
        }
    };
    add(0.0F, Label::no, 90);
    add(0.0F, Label::yes, 10);
    add(1.0F, Label::no, 20);
    add(1.0F, Label::yes, 40);
    add(7.0F, Label::neither, 5);
    const Logistic found = logistic(rows, labels, 1e-9);
    CHECK(found.offset == Approx(std::log(10.0 / 90.0)).epsilon(1e-4));
    CHECK(found.weights[0] == Approx(std::log(40.0 / 20.0) - std::log(10.0 / 90.0)).epsilon(1e-4));
    CHECK(std::abs(logistic(rows, labels, 100.0).weights[0]) < 0.5 * found.weights[0]);
}

TEST_CASE("a neuron spikes where its delayed, leaky sum reaches one, and rests after it") {
    UnitNeuron neuron{{{{0, 1}, 0.5F}, {{0, 3}, 0.5F}, {{1, 2}, -0.75F}}, 0.5, 4, 0};
    // line 0 at 10 arrives at 11 and 13: 0.5, then 0.125 + 0.5; line 0 at 12 adds 0.5 at 13
    const auto at = [&](std::vector<LineEvent> events) {
        return spikes(neuron, {2, 40, std::move(events)});
    };
    CHECK(at({{10, 0}}).empty());
    CHECK(at({{10, 0}, {12, 0}}) == std::vector<std::size_t>{13});
    CHECK(at({{10, 0}, {11, 1}, {12, 0}}).empty());
    CHECK(at({{10, 0}, {10, 0}}) == std::vector<std::size_t>{11});  // twice, and 13 is lost
    CHECK(at({{10, 0}, {10, 0}, {14, 0}, {14, 0}}) == std::vector<std::size_t>{11, 15});
    neuron.refractory = 5;
    CHECK(at({{10, 0}, {10, 0}, {14, 0}, {14, 0}}) == std::vector<std::size_t>{11, 17});
    CHECK(at({{38, 0}, {38, 0}}) == std::vector<std::size_t>{39});
    CHECK(at({{39, 0}, {39, 0}}).empty());
}

TEST_CASE("a planted unit is found again where it was not trained") {
    const std::size_t synapses = GENERATE(std::size_t{3}, std::size_t{8});
    LineEvents events = noise(6, 6000, 0.01, 7);
    const Planted unit{{{4, 3}, {1, 5}, {2, 0}, {5, 1}}, every(90, 30, 5900)};
    plant(events, unit);
    std::vector<std::size_t> known;
    for (const std::size_t t : unit.discharges)
        if (t < 3900) known.push_back(t);
    const SpikingLayers layers =
        train_layers(first_steps(events, 4000), {known}, {"a"}, params(synapses));
    CHECK(layers.deciders.empty());
    REQUIRE(layers.detectors.size() == 1);
    CHECK(layers.detectors[0].synapses.size() <= synapses);
    CHECK(layers.agreements[0] > 0.97);
    const auto found = spikes(layers, events);
    REQUIRE(unit.discharges.size() > 50);
    CHECK(mistakes(found[0], unit.discharges, layers.detectors[0].lead) <= 2);
}

TEST_CASE("deciders undo what other units caused, for which their own window is too short") {
    // The second half of the first unit's events looks like the second unit: only what came 15
    // steps earlier tells them apart.
    LineEvents events = noise(5, 6000, 0.002, 9);
    const Planted whole{{{2, 0}, {3, 1}, {4, 2}, {0, 15}, {1, 17}}, every(97, 30, 5900)};
    const Planted half{{{0, 0}, {1, 2}}, every(113, 60, 5900)};
    plant(events, whole);
    plant(events, half);
    LayerParams p = params(8);
    p.window = 8;
    const auto of = [&](const LayerParams& asked) {
        const SpikingLayers layers =
            train_layers(events, {whole.discharges, half.discharges}, {"whole", "half"}, asked);
        const auto& last = layers.deciders.empty() ? layers.detectors : layers.deciders;
        return mistakes(spikes(layers, events)[1], half.discharges, last[1].lead);
    };
    REQUIRE(half.discharges.size() > 45);
    const std::size_t alone = of(p);
    p.lookahead = 4;
    p.lateral = 30;
    const std::size_t together = of(p);
    CHECK(alone > 40);
    CHECK(together < 10);
}

TEST_CASE("a unit without events of its own is named") {
    const LineEvents silent{2, 100, {}};
    CHECK_THROWS_WITH(train_layers(silent, {{30, 60}}, {"quiet"}, params(4)),
                      "unit quiet: no synapse tells its discharges apart");
}

TEST_CASE("whitened channels have no covariance left") {
    std::vector<float> samples;
    RandomStream random(1, "channels");
    for (int t = 0; t < 500; ++t) {
        const double common = 3.0 * random.normal();
        for (int m = 0; m < 3; ++m)
            samples.push_back(static_cast<float>(common + (m + 1) * random.normal()));
    }
    const Table w = whitening(samples, 3, 0.0);
    CHECK(w.row(0)[2] == Approx(w.row(2)[0]));
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) {
            double sum = 0.0;
            for (std::size_t t = 0; t < 500; ++t) {
                double a = 0.0, b = 0.0;
                for (std::size_t m = 0; m < 3; ++m) {
                    a += w.row(i)[m] * double{samples[t * 3 + m]};
                    b += w.row(j)[m] * double{samples[t * 3 + m]};
                }
                sum += a * b / 500.0;
            }
            CHECK(sum == Approx(i == j ? 1.0 : 0.0).margin(1e-9));
        }
    const std::vector<float> zero(12);
    CHECK_THROWS_WITH(whitening(zero, 3, 0.1), Catch::Contains("all zero"));
}

}  // namespace efferent::motor_units
