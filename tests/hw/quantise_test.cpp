// From floats to a chip's whole numbers, and a network on a chip as a program.
#include "hw/quantise.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.hpp"
#include "core/random.hpp"
#include "hw/backends.hpp"
#include "hw/scale.hpp"

using namespace efferent;
using namespace efferent::hw;

namespace {

Config parse(const char* text) { return Config::parse(text, "test"); }

/// Two channels, `hidden` neurons that also hear each other, two readouts; weights by the seed.
snn::Network network(std::size_t hidden, std::uint64_t seed, const char* model) {
    snn::Network n(2);
    RandomStream random(seed, "quantise test", 0);
    const auto dense = [&random](std::size_t sources, std::size_t targets, double size) {
        snn::Dense d{sources, targets, {}};
        for (std::size_t i = 0; i < sources * targets; ++i)
            d.weights.push_back(static_cast<float>(size * random.normal()));
        return d;
    };
    const PopulationId a = n.add("hidden", hidden, parse(model));
    const PopulationId b = n.add("readout", 2, parse(R"({"type": "li", "membrane_ms": 30})"));
    n.connect(snn::InputLines{}, a, dense(4, hidden, 0.8), 1ms);
    n.connect(a, a, dense(hidden, hidden, 0.1), 2ms);
    n.connect(a, b, dense(hidden, 2, 0.5), 1ms);
    return n;
}

constexpr const char* cuba =
    R"({"type": "cuba_lif", "membrane_ms": 20, "excitatory_ms": 10, "inhibitory_ms": 10, "threshold": 0.4})";

std::vector<Event> events(std::uint64_t seed) {
    RandomStream random(seed, "quantise events", 0);
    std::vector<Event> all;
    for (int ms = 0; ms < 400; ++ms)
        for (std::size_t c = 0; c < 2; ++c)
            if (random.uniform() < 0.2)
                all.push_back({Time{Duration{ms * 1'000'000}}, ChannelId(c),
                               random.uniform() < 0.5 ? Polarity::up : Polarity::down});
    return all;
}

std::vector<Spike> spikes(const char* backend, const snn::Network& n,
                          const std::vector<Event>& input, Duration piece = 400ms) {
    const auto session = make(backends(), parse(backend))->compile(n)->start();
    std::vector<Spike> out;
    auto rest = std::span(input);
    for (Time until{piece}; until <= Time{400ms}; until += piece) {
        std::size_t count = 0;
        while (count < rest.size() && rest[count].at < until) ++count;
        session->run(rest.first(count), until, out);
        rest = rest.subspan(count);
    }
    return out;
}

Quantised on_loihi(const snn::Network& n, const Activity& activity = {}) {
    const Chip chip = find_chip("loihi");
    return quantise(n, chip, *make(arithmetics(), chip.arithmetic), 1ms, activity);
}

std::string refusal(const snn::Network& n) {
    try {
        on_loihi(n);
    } catch (const Error& e) {
        return e.what();
    }
    return "taken";
}

}  // namespace

TEST_CASE("weights and thresholds keep their proportions on a chip") {
    const snn::Network n = network(20, 3, cuba);
    const Quantised q = on_loihi(n);
    REQUIRE(q.roundings.size() == 3);
    for (const Rounding& r : q.roundings) {
        INFO(r.name);
        CHECK(r.lost > 0.0);
        CHECK(r.lost < 1e-3);  // seven bits and a sign, of weights up to three deviations
        CHECK(r.clipped <= 1);
    }
    CHECK(q.roundings.front().name == "input to hidden");
    CHECK(q.threshold_errors.front() < 1e-3);
    CHECK(q.network.populations[PopulationId{1}].spikes == false);

    // The largest weight over the threshold, by hand: a weight w moves the potential by w (1 −
    // e^(−1/20)).
    const WholeProjection& p = q.network.projections.front();
    const auto& dense = std::get<snn::Dense>(n.projections().front().synapses).weights;
    const auto largest = static_cast<std::size_t>(
        std::ranges::max_element(dense, {}, [](float w) { return std::abs(w); }) - dense.begin());
    const double wanted = static_cast<double>(dense[largest]) * -std::expm1(-1.0 / 20.0) / 0.4;
    const double there = std::ldexp(p.weights[largest], p.exponent) /
                         q.network.populations[PopulationId{}].threshold.front();
    CHECK(there == Approx(wanted).epsilon(0.01));
}

TEST_CASE("weights that are heard more often are held better") {
    // One neuron, two inputs that no scale holds at once: 1, and 0.0123 of it.
    snn::Network n(1);
    n.connect(snn::InputLines{}, n.add("a", 1, parse(R"({"type": "lif", "threshold": 3})")),
              snn::Dense{2, 1, {1.0F, 0.0123F}}, 1ms);
    const double evenly = on_loihi(n).roundings.front().lost;
    const Quantised small = on_loihi(n, {.lines = {0.0, 1.0}, .neurons = {0.0}});
    CHECK(evenly < 1e-4);
    CHECK(small.roundings.front().lost < 1e-4);
    const WholeProjection& p = small.network.projections.front();
    const double unit = small.network.populations[PopulationId{}].unit.front();
    CHECK(std::ldexp(p.weights[1], p.exponent + 6) * unit == Approx(0.0123).epsilon(0.01));
    CHECK(small.roundings.front().clipped == 1);
}

TEST_CASE("activity counts what was recorded, and every source once more") {
    const snn::Network n = network(3, 1, cuba);
    const std::vector<Event> input{{Time{1ms}, ChannelId{1}, Polarity::down}};
    const std::vector<Spike> spikes{{Time{1ms}, NeuronId{2}}, {Time{2ms}, NeuronId{2}}};
    const Activity a = activity_of(n, input, spikes);
    CHECK(a.lines == std::vector<double>{1, 1, 1, 2});
    CHECK(a.neurons == std::vector<double>{1, 1, 3, 1, 1});
    const std::vector<Spike> unknown{{Time{1ms}, NeuronId{5}}};
    CHECK_THROWS_WITH(activity_of(n, input, unknown), Catch::Contains("neuron 5"));
}

TEST_CASE("few bits: the best scale for its threshold is found by trying all") {
    Registers few{.weight = {-8, 7}, .threshold = {0, 2047}};
    const std::vector<Bundle> weights{{{0.31, 1.0}, {-0.17, 1.0}, {0.05, 1.0}}};
    // In a scale that fills the weights' range this is one and a half steps.
    const std::vector<double> threshold{0.065};
    const auto loss = [&](double steps) {
        double lost = 0.0, all = 0.0;
        for (const HeardWeight& w : weights.front()) {
            const double back = static_cast<double>(held_weight(w.value, steps, 0, few)) / steps;
            lost += (w.value - back) * (w.value - back);
            all += w.value * w.value;
        }
        const double off = static_cast<double>(held_threshold(threshold.front(), steps, few)) /
                               (threshold.front() * steps) -
                           1.0;
        return lost / all + off * off;
    };
    const double found = loss(best_scale(weights, threshold, few).steps);
    double least = 1e9;
    for (double steps = 5.0; steps < 200.0; steps *= 1.001) least = std::min(least, loss(steps));
    CHECK(found < loss(7 / 0.31));  // better than filling the range
    CHECK(found < 2.0 * least);
}

TEST_CASE("weights that are whole numbers of a step lose nothing in as few bits") {
    const Registers few{.weight = {-8, 7}, .threshold = {0, 2047}};
    const double step = 0.0437;
    const std::vector<Bundle> weights{{{3 * step, 1.0}, {-7 * step, 1.0}, {2 * step, 1.0}}};
    const Scale best = best_scale(weights, std::vector<double>{19 * step}, few);
    CHECK(best.steps == Approx(1.0 / step));
    CHECK(held_weight(weights[0][1].value, best.steps, 0, few) == -7);
    CHECK(held_threshold(19 * step, best.steps, few) == 19);
}

TEST_CASE("a chip's spikes are close to those of the floats, and the same in pieces") {
    const snn::Network n = network(30, 5, cuba);
    const auto input = events(7);
    const auto chip = spikes(R"({"type": "chip", "chip": "loihi"})", n, input);
    const auto floats = spikes(R"({"type": "clocked", "order": "current_first"})", n, input);
    REQUIRE(floats.size() > 100);
    CHECK(std::abs(static_cast<double>(chip.size()) / static_cast<double>(floats.size()) - 1.0) <
          0.05);
    // Nearly every spike has its like within two ticks, before differences have built up.
    std::size_t near = 0, early = 0;
    for (const Spike& s : floats) {
        if (s.at > Time{100ms}) break;
        ++early;
        near += std::ranges::any_of(chip, [&s](const Spike& c) {
            return c.neuron == s.neuron && std::chrono::abs(c.at - s.at) <= 2ms;
        });
    }
    REQUIRE(early > 20);
    CHECK(static_cast<double>(near) >= 0.9 * static_cast<double>(early));
    CHECK(spikes(R"({"type": "chip", "chip": "loihi"})", n, input, 50ms) == chip);
    CHECK(spikes(R"({"type": "chip", "chip": "loihi"})", n, input) == chip);
}

TEST_CASE("a program on a chip counts, samples in the network's unit, and says what it rounded") {
    const snn::Network n = network(10, 5, cuba);
    const auto program = make(backends(), parse(R"({"type": "chip"})"))->compile(n);
    CHECK_THAT(program->report(), Catch::Contains("input to hidden") && Catch::Contains("lose"));
    std::vector<snn::Sample> samples;
    const auto session = program->start({.probes = {NeuronId{11}}, .samples = &samples});
    std::vector<Spike> out;
    const auto input = events(7);
    session->run(input, Time{400ms}, out);
    CHECK(session->cost().events == input.size());
    CHECK(session->cost().spikes == out.size());
    CHECK(session->cost(PopulationId{}).spikes == out.size());
    CHECK(session->cost(PopulationId{1}).deliveries == 2 * out.size());
    REQUIRE(samples.size() == 400);
    std::vector<snn::Sample> wanted;
    const auto clocked = make(backends(), parse(R"({"type": "clocked", "order": "current_first"})"))
                             ->compile(n)
                             ->start({.probes = {NeuronId{11}}, .samples = &wanted});
    out.clear();
    clocked->run(input, Time{400ms}, out);
    double mean = 0.0, mean_wanted = 0.0;
    for (const snn::Sample& s : samples) mean += s.v / static_cast<double>(samples.size());
    for (const snn::Sample& s : wanted) mean_wanted += s.v / static_cast<double>(wanted.size());
    REQUIRE(std::abs(mean_wanted) > 0.01);
    CHECK(mean == Approx(mean_wanted).epsilon(0.2));
}

TEST_CASE("what a chip lacks is refused by name") {
    const auto with = [](const char* model, Duration delay) {
        snn::Network n(1);
        n.connect(snn::InputLines{}, n.add("a", 2, parse(model)),
                  snn::Dense{2, 2, {1.0F, 1.0F, 1.0F, 1.0F}}, 1ms);
        n.connect(PopulationId{}, PopulationId{}, snn::Dense{2, 2, {1.0F, 1.0F, 1.0F, 1.0F}},
                  delay);
        return n;
    };
    CHECK_THAT(refusal(with(R"({"type": "alif"})", 1ms)),
               Catch::Contains("population \"a\"") && Catch::Contains("adapt"));
    CHECK_THAT(refusal(with(R"({"type": "lif", "reset": "by_subtraction"})", 1ms)),
               Catch::Contains("population \"a\"") && Catch::Contains("subtraction"));
    CHECK_THAT(refusal(with(R"({"type": "lif"})", 70ms)),
               Catch::Contains("a to a") && Catch::Contains("70 ticks"));
    CHECK_THAT(refusal(with(R"({"type": "lif"})", 1500us)), Catch::Contains("whole number"));
    CHECK_THAT(refusal(with(R"({"type": "lif", "refractory_ms": 100})", 1ms)),
               Catch::Contains("100 ticks"));
    CHECK_THAT(refusal(with(R"({"type": "poisson", "rate_hz": 5})", 1ms)),
               Catch::Contains("of its own accord"));
    CHECK(refusal(with(R"({"type": "lif", "v_reset": -0.3, "v_leak": -0.1})", 1ms)) == "taken");
}

TEST_CASE("a projection of which nothing would be left is refused") {
    snn::Network n(1);
    const PopulationId a = n.add("a", 1, parse(R"({"type": "lif", "threshold": 0.5})"));
    n.connect(snn::InputLines{}, a, snn::Dense{2, 1, {1.0F, 1.0F}}, 1ms);
    n.connect(a, a, snn::Dense{1, 1, {1e-4F}}, 1ms);
    const Chip chip = find_chip("tinyodin");
    CHECK_THROWS_WITH(quantise(n, chip, *make(arithmetics(), chip.arithmetic), 1ms),
                      Catch::Contains("a to a") && Catch::Contains("half a step"));
}

TEST_CASE("a chip that nothing computes as is said to be one") {
    CHECK_THROWS_WITH(make(backends(), parse(R"({"type": "chip", "chip": "no such"})")),
                      Catch::Contains("no such"));
}

TEST_CASE("a readout that a repair split reads as one, and neurons that repairs add stay unseen") {
    // 70 hidden neurons, and a chip with 64 inputs a neuron: DYNAP-SE2.
    snn::Network n(1);
    const PopulationId a = n.add("hidden", 70, parse(R"({"type": "lif", "threshold": 0.5})"));
    const PopulationId b = n.add("readout", 1, parse(R"({"type": "li", "membrane_ms": 30})"));
    n.connect(snn::InputLines{}, a, snn::Dense{2, 70, std::vector<float>(140, 1.0F)}, 1ms);
    n.connect(a, b, snn::Dense{70, 1, std::vector<float>(70, 0.1F)}, 1ms);
    const auto program =
        make(backends(), parse(R"({"type": "chip", "chip": "dynapse2", "draw": 0})"))->compile(n);
    CHECK_THAT(program->report(), Catch::Contains("readout"));
    std::vector<snn::Sample> samples;
    const auto session = program->start({.probes = {NeuronId{70}}, .samples = &samples});
    std::vector<Spike> out;
    const std::vector<Event> input{{Time{1ms}, ChannelId{0}, Polarity::up}};
    session->run(input, Time{10ms}, out);
    CHECK(out.size() == 70);
    for (const Spike& s : out) CHECK(index(s.neuron) < 70);
    double highest = 0.0;
    for (const snn::Sample& s : samples) highest = std::max(highest, s.v);
    CHECK(highest == Approx(7.0).epsilon(0.1));  // all 70, not the first 64
}
