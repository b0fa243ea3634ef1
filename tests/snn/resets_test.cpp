// What a spike does to its neuron, and which comes first within an instant, through the reference.
#include <catch2/catch.hpp>
#include <cmath>

#include "snn/neuron.hpp"
#include "tests/snn/each_backend.hpp"
#include "tests/snn/long_double_neuron.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;

namespace {

Config model(const std::string& text) { return Config::parse(text, "test"); }

/// Weights of an up and a down event of channel 0, and what the neuron's potential was like.
struct Watched {
    std::vector<Spike> spikes;
    std::vector<Sample> samples;
};

Watched watch(Config config, const std::vector<float>& weights, const std::vector<Event>& input,
              Duration until) {
    Watched w;
    const Network n = one_neuron(weights, std::move(config));
    reference(n, {.probes = {NeuronId{0}}, .samples = &w.samples})->run(input, at(until), w.spikes);
    return w;
}

}  // namespace

TEST_CASE("a reset to a value puts the potential there, wherever it was") {
    const auto w = watch(model(R"({"type":"if","v_reset":-0.5})"), {3.0F, 1.25F},
                         {up(0ms), down(4ms), down(9ms)}, 20ms);
    CHECK(w.spikes == std::vector{spike(1ms, 0), spike(10ms, 0)});
    REQUIRE(w.samples.size() == 3);
    CHECK(w.samples[0].v == -0.5);
    CHECK(w.samples[1].v == 0.75);
    CHECK(w.samples[2].v == -0.5);
}

TEST_CASE("a reset by subtraction keeps the rest, and what is left above spikes each nanosecond") {
    const auto w = watch(model(R"({"type":"if","reset":"by_subtraction"})"), {1.25F, 3.5F},
                         {up(0ms), up(3ms), up(5ms), down(10ms)}, 20ms);
    CHECK(w.spikes == std::vector{spike(1ms, 0), spike(4ms, 0), spike(6ms, 0), spike(11ms, 0),
                                  spike(11ms + 1ns, 0), spike(11ms + 2ns, 0),
                                  spike(11ms + 3ns, 0)});
    std::vector<double> left;
    for (const Sample& s : w.samples) left.push_back(s.v);
    CHECK(left == std::vector{0.25, 0.5, 0.75, 3.25, 2.25, 1.25, 0.25});
}

TEST_CASE("what is left above the threshold waits for the end of the refractory period") {
    const auto w = watch(model(R"({"type":"if","reset":"by_subtraction","refractory_ms":2})"),
                         {3.5F, 0.0F}, {up(0ms), up(1ms)}, 20ms);
    CHECK(w.spikes == std::vector{spike(1ms, 0), spike(3ms, 0), spike(5ms, 0)});
}

TEST_CASE("an alif's threshold rises by each spike and returns exponentially") {
    // Every 10 ms an arrival that the potential has forgotten by the next; it spikes while the
    // arrival is at least threshold + u, u = sum over spikes of 0.3 exp(-(t - t_i) / 50 ms).
    for (const double weight : {1.1, 1.4, 1.7}) {
        CAPTURE(weight);
        const auto w = static_cast<float>(weight);
        std::vector<Event> input;
        std::vector<Spike> expected;
        double u = 0.0;
        for (int i = 0; i < 100; ++i) {
            input.push_back(up(i * 10ms));
            if (static_cast<double>(w) >= 1.0 + u) {
                expected.push_back(spike(i * 10ms + 1ms, 0));
                u += 0.3;
            }
            u *= std::exp(-0.2);
        }
        REQUIRE(expected.size() > 10);
        REQUIRE(expected.size() < 100);
        CHECK(
            watch(model(R"({"type":"alif","membrane_ms":0.1,"adaptation":0.3,"adaptation_ms":50})"),
                  {w, 0.0F}, input, 2s)
                .spikes == expected);
    }
}

TEST_CASE("an alif with a constant input spikes ever more rarely, where its threshold says") {
    Network n(0);
    const Config config =
        model(R"({"type":"alif","bias":3,"adaptation":0.2,"adaptation_ms":200,"refractory_ms":1})");
    n.add("alone", 1, config);
    const auto spikes = reference_spikes(n, 400ms);
    REQUIRE(spikes.size() > 10);
    const Dynamics d = make(models(), config)->dynamics();
    NeuronState s = initial(d);
    long double now = 0.0L;
    std::size_t slower = 0;
    for (std::size_t k = 0; k < spikes.size(); ++k) {
        const auto crossing = exact_crossing(s, d);
        REQUIRE(crossing.at);
        now += *crossing.at;
        CAPTURE(k, static_cast<double>(now));
        CHECK(std::abs(static_cast<double>(spikes[k].at.time_since_epoch().count()) + 0.5 -
                       static_cast<double>(now)) <= 0.501);
        s.adaptation *= std::exp(static_cast<double>(-*crossing.at) / d.adaptation_ns);
        s.adaptation += d.adaptation;
        s.adaptation *= std::exp(-d.refractory_ns / d.adaptation_ns);
        s.v = d.v_reset;
        now += d.refractory_ns;
        if (k > 1 && spikes[k].at - spikes[k - 1].at > spikes[k - 1].at - spikes[k - 2].at)
            ++slower;
    }
    CHECK(slower > spikes.size() / 2);
}

TEST_CASE("what arrives within the nanosecond of a crossing comes before it") {
    // Alone it crosses at 10 ms ln(2) = 6931471.8 ns.
    const Config config = model(R"({"type":"lif","membrane_ms":10,"bias":2})");
    constexpr Duration crossing{6931471};
    const std::vector<float> weights{-0.5F, 0.0F};
    const auto first = [&](Duration arrival) {
        const auto w = watch(config, weights, {up(arrival - 1ms)}, 50ms);
        REQUIRE_FALSE(w.spikes.empty());
        return w.spikes[0].at;
    };
    CHECK(watch(config, weights, {}, 10ms).spikes == std::vector{spike(crossing, 0)});
    CHECK(first(crossing + 1ns) == at(crossing));
    CHECK(first(crossing) > at(crossing + 1ms));
    CHECK(first(crossing - 1ns) > at(crossing + 1ms));
    // An arrival that lifts it over the threshold in that nanosecond makes one spike of the two.
    const auto lifted = watch(config, {0.5F, 0.0F}, {up(crossing - 1ms)}, 10ms);
    CHECK(lifted.spikes == std::vector{spike(crossing, 0)});
}

TEST_CASE("a small current that arrives with a crossing does not undo it") {
    const Config config = model(R"({"type":"cuba_lif","membrane_ms":10,"bias":2})");
    constexpr Duration crossing{6931471};
    const auto w = watch(config, {-0.1F, 0.0F}, {up(crossing - 1ms)}, 10ms);
    CHECK(w.spikes == std::vector{spike(crossing, 0)});
    // The next one is later for it.
    const auto alone = watch(config, {-0.1F, 0.0F}, {}, 50ms).spikes;
    const auto pressed = watch(config, {-0.1F, 0.0F}, {up(crossing - 1ms)}, 50ms).spikes;
    REQUIRE(alone.size() > 3);
    REQUIRE(pressed.size() > 2);
    CHECK(pressed[1].at > alone[1].at);
}

TEST_CASE("random input to single neurons with currents, spike by spike, against long double") {
    std::size_t compared = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        RandomStream random(seed, "one neuron");
        const double refractory_ms = 0.5 * static_cast<double>(random.below(5));
        const Config config = model(
            R"({"type":"cuba_lif","membrane_ms":)" + std::to_string(4 + random.below(20)) +
            R"(,"excitatory_ms":)" + std::to_string(1 + random.below(8)) + R"(,"inhibitory_ms":)" +
            std::to_string(1 + random.below(12)) + R"(,"bias":)" + exact(0.5 * random.uniform()) +
            R"(,"refractory_ms":)" + exact(refractory_ms) + "}");
        const Dynamics d = make(models(), config)->dynamics();
        const std::vector<float> weights{6.0F, -0.5F};
        const auto input = random_input(seed, 1, at(150ms));
        const auto spikes = reference_spikes(one_neuron(weights, config), 200ms, input);

        // The state is carried on in double by later(), which tests of its own are about; where
        // it crosses is found anew.
        NeuronState s = initial(d);
        double now = 0.0;
        std::size_t next = 0;
        CAPTURE(seed, config.dump(-1));
        const auto spike_until = [&](double end) {
            while (true) {
                NeuronState free = later(s, d, s.held_ns);
                const auto crossing = exact_crossing(free, d);
                if (!crossing.at) break;
                const double t = now + s.held_ns + static_cast<double>(*crossing.at);
                if (t >= end) break;
                REQUIRE(next < spikes.size());
                CHECK(std::abs(static_cast<double>(spikes[next].at.time_since_epoch().count()) +
                               0.5 - t) <= 0.501);
                ++next, ++compared;
                s = later(s, d, t - now);
                now = t;
                spike(s, d);
            }
            s = later(s, d, end - now);
            now = end;
        };
        for (const Event& e : input) {
            spike_until(static_cast<double>((e.at + 1ms).time_since_epoch().count()));
            const bool excites = e.polarity == Polarity::up;
            receive(s, d, {excites ? 6.0 : 0.0, excites ? 0.0 : -0.5});
        }
        spike_until(200e6);
        CHECK(next == spikes.size());
    }
    CHECK(compared > 500);
}
