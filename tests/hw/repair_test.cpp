// Repairs: what they promise of spikes, counts and what they list.
#include "hw/repair.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "hw/wiring.hpp"
#include "snn/backend.hpp"

using namespace efferent;
using namespace efferent::hw;
using snn::InputLines;
using snn::Network;

namespace {

const Config lif =
    Config::parse(R"({"type": "lif", "membrane_ms": 20, "refractory_ms": 2})", "lif");

snn::Dense dense(std::size_t sources, std::size_t targets, float low, float high) {
    snn::Dense d{sources, targets, {}};
    for (std::size_t i = 0; i < sources * targets; ++i)
        d.weights.push_back(low + (high - low) * static_cast<float>((i * 7) % 13) / 13.0F);
    return d;
}

/// Two channels, "a" of 6 that also hears itself, "b" of 9, with delays up to 23 ms.
Network recurrent() {
    Network n(2);
    const auto a = n.add("a", 6, lif), b = n.add("b", 9, lif);
    n.set(a, "threshold", {0.8, 0.9, 1.0, 1.1, 1.2, 1.3});
    n.connect(InputLines{}, a, dense(4, 6, 0.1F, 0.9F), 1ms);
    n.connect(a, a, dense(6, 6, -0.3F, 0.3F), 3ms);
    snn::Delay axonal(std::vector<Duration>{1ms, 5ms, 10ms, 11ms, 20ms, 23ms});
    n.connect(a, b, dense(6, 9, -0.2F, 0.8F), axonal);
    return n;
}

std::vector<Event> events_of_both() {
    std::vector<Event> events;
    for (int i = 0; i < 300; ++i)
        events.push_back({Time{} + i * 1ms, static_cast<ChannelId>(i % 2),
                          i % 3 == 0 ? Polarity::down : Polarity::up});
    return events;
}

std::vector<Spike> spikes_of(const Network& network, const snn::Setup& setup = {}) {
    std::vector<Spike> spikes;
    const auto backend = find(snn::backends(), "reference").make(Config{});
    backend->compile(network)->start(setup)->run(events_of_both(), Time{} + 400ms, spikes);
    return spikes;
}

/// The sum of the readouts' potentials after 400 ms.
double last_potential(const Network& network, const std::vector<NeuronId>& neurons) {
    std::vector<snn::Sample> samples;
    (void)spikes_of(network, {.probes = neurons, .samples = &samples});
    double sum = 0.0;
    for (const NeuronId n : neurons) {
        const auto last = std::find_if(samples.rbegin(), samples.rend(),
                                       [&](const snn::Sample& s) { return s.neuron == n; });
        REQUIRE(last != samples.rend());
        // Without input it falls towards its rest, 0.25 of the neuron itself, within 20 ms.
        const double rest = n == neurons.front() ? 0.25 : 0.0;
        const double ms = milliseconds(Time{} + 400ms - last->at);
        sum += rest + (last->v - rest) * std::exp(-ms / 20.0);
    }
    return sum;
}

/// Of the neurons that the network had before.
std::vector<Spike> of_the_first(std::vector<Spike> spikes, std::size_t neurons) {
    std::erase_if(spikes, [&](const Spike& s) { return index(s.neuron) >= neurons; });
    return spikes;
}

std::size_t most_fan_out(const Network& network) {
    const Wiring w = wiring_of(network);
    return *std::max_element(w.fan_out.begin() + static_cast<std::ptrdiff_t>(w.lines),
                             w.fan_out.end());
}

}  // namespace

TEST_CASE("pruning keeps a neuron's strongest inputs and says what it took") {
    Network n(1);
    const auto a = n.add("a", 2, lif);
    n.connect(InputLines{}, a, snn::Dense{2, 2, {0.5F, 0.1F, -0.9F, 0.2F}}, 1ms);
    n.connect(a, a, snn::Dense{2, 2, {0.0F, 0.3F, -0.5F, 0.0F}}, 1ms);
    const Repaired r = prune_fan_in(n, 2);
    // Neuron 0 hears 0.5 and -0.9 of the lines, -0.5 of neuron 1: of equals the first stays.
    // Neuron 1 hears 0.1 and 0.2 of the lines, 0.3 of neuron 0.
    REQUIRE(r.changes.size() == 2);
    CHECK(r.changes[0] ==
          "population \"a\", neuron 0: 1 of 3 inputs pruned, 26.3 % of its "
          "weights' sum");
    const Wiring w = wiring_of(r.network);
    CHECK(w.fan_in(0) == 2);
    CHECK(w.fan_in(1) == 2);
    CHECK(w.sources == std::vector<std::uint32_t>{0, 1, 1, 2});
    CHECK(prune_fan_in(n, 3).network == n);
    CHECK(prune_fan_in(n, 3).changes.empty());
}

TEST_CASE("duplicated neurons share targets out, and no spike changes") {
    const Network n = recurrent();
    const auto before = spikes_of(n);
    REQUIRE(before.size() > 200);
    REQUIRE(most_fan_out(n) > 6);
    const Repaired r = share_fan_out(n, 6);
    REQUIRE(r.network.neurons() > n.neurons());
    CHECK(r.repeats.size() == r.network.neurons() - n.neurons());
    CHECK_FALSE(r.changes.empty());
    const auto after = spikes_of(r.network);
    CHECK(of_the_first(after, n.neurons()) == before);
    for (std::size_t i = 0; i < r.repeats.size(); ++i) {
        const auto of = [](const std::vector<Spike>& all, NeuronId neuron) {
            std::vector<Time> times;
            for (const Spike& s : all)
                if (s.neuron == neuron) times.push_back(s.at);
            return times;
        };
        CHECK(of(after, static_cast<NeuronId>(n.neurons() + i)) == of(before, r.repeats[i]));
    }
}

TEST_CASE("a neuron that nobody duplicates ends with the fan-out that was asked for") {
    Network n(2);
    const auto a = n.add("a", 2, lif), b = n.add("b", 7, lif);
    n.connect(InputLines{}, a, dense(4, 2, 0.5F, 2.0F), 1ms);
    n.connect(a, b, dense(2, 7, 0.5F, 2.0F), 1ms);
    const Repaired r = share_fan_out(n, 3);
    CHECK(most_fan_out(r.network) == 3);
    CHECK(r.network.neurons() == n.neurons() + 4);
    CHECK(r.changes.front() == "population \"a\", neuron 0: duplicated 2 times");
    CHECK(of_the_first(spikes_of(r.network), 9) == spikes_of(n));
}

TEST_CASE("a readout is split into parts whose potentials add up to its own") {
    Network n(2);
    const auto a = n.add("a", 7, lif);
    const auto out =
        n.add("out", 2, Config::parse(R"({"type": "li", "membrane_ms": 20, "bias": 0.25})", "li"));
    n.connect(InputLines{}, a, dense(4, 7, 0.3F, 1.2F), 1ms);
    n.connect(a, out, dense(7, 2, -0.4F, 0.9F), 2ms);
    const Repaired r = split_readouts(n, 3);
    REQUIRE(r.network.neurons() == n.neurons() + 4);
    CHECK(r.changes.front() ==
          "population \"out\", neuron 0: split into 3, whose potentials add up "
          "to its own");
    const Wiring w = wiring_of(r.network);
    for (std::size_t i = 7; i < r.network.neurons(); ++i) CHECK(w.fan_in(i) <= 3);
    CHECK(of_the_first(spikes_of(r.network), 7) == of_the_first(spikes_of(n), 7));
    for (std::uint32_t o = 0; o < 2; ++o) {
        const auto whole = static_cast<NeuronId>(7 + o);
        std::vector<NeuronId> parts{whole};
        for (std::size_t i = 0; i < r.repeats.size(); ++i)
            if (r.repeats[i] == whole) parts.push_back(static_cast<NeuronId>(n.neurons() + i));
        REQUIRE(parts.size() == 3);
        const double expected = last_potential(n, {whole});
        CHECK(std::abs(expected - 0.25) > 0.01);
        CHECK(last_potential(r.network, parts) == Approx(expected).epsilon(1e-12));
    }
}

TEST_CASE("delays are relayed, and no spike changes") {
    const Network n = recurrent();
    const Repaired r = relay_delays(n, 10ms);
    // 11 and 20 ms take one relay, 23 ms two; 10 ms none.
    CHECK(r.network.neurons() == n.neurons() + 4);
    CHECK(r.changes == std::vector<std::string>{"population \"a\": 4 neurons pass its spikes on, "
                                                "where delays are above 10 ms"});
    for (const snn::Projection& p : r.network.projections()) {
        const auto* sparse = std::get_if<snn::Sparse>(&p.synapses);
        if (sparse == nullptr) continue;
        CHECK(p.delay.all <= 10ms);
        for (const Duration d : sparse->delays) CHECK(d <= 10ms);
    }
    CHECK(of_the_first(spikes_of(r.network), n.neurons()) == spikes_of(n));
    CHECK(relay_delays(n, 23ms).network == n);
}

TEST_CASE("delays are rounded to whole ticks, one at least; input waits outside") {
    Network n(1);
    const auto a = n.add("a", 1, lif);
    n.connect(InputLines{}, a, snn::Dense{2, 1, {1.0F, 1.0F}}, 300us);
    n.connect(a, a, snn::Dense{1, 1, {0.5F}}, 200us);
    n.connect(a, a, snn::Dense{1, 1, {0.5F}}, 2600us);
    n.connect(a, a, snn::Dense{1, 1, {0.5F}}, 4ms);
    const Repaired r = round_delays(n, 1ms);
    REQUIRE(r.network.projections().size() == 4);
    CHECK(r.network.projections()[0] == n.projections()[0]);
    CHECK(r.network.projections()[1].delay.all == 1ms);
    CHECK(r.network.projections()[2].delay.all == 3ms);
    CHECK(r.network.projections()[3] == n.projections()[3]);
    CHECK(r.changes.size() == 2);
}
