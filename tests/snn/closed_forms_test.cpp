// Models against formulas that everybody can check, through the reference where it can be seen
// there.
#include <catch2/catch.hpp>
#include <cmath>

#include "snn/neuron.hpp"
#include "tests/snn/each_backend.hpp"
#include "tests/snn/long_double_neuron.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;

namespace {

constexpr double ms = 1e6;

Config model(const std::string& text) { return Config::parse(text, "test"); }

Dynamics dynamics(const std::string& text) { return make(models(), model(text))->dynamics(); }

/// A neuron of its own, without input.
Network alone(Config config) {
    Network n(0);
    n.add("alone", 1, std::move(config));
    return n;
}

/// Whether a spike lies in the nanosecond of `exact_ns`, or next to it if it is so near a border
/// that doubles which have been added up that often cannot tell.
void check_label(Time label, long double exact_ns) {
    CHECK(std::abs(static_cast<long double>(label.time_since_epoch().count()) + 0.5L - exact_ns) <=
          0.5L + 1e-3L);
}

}  // namespace

TEST_CASE("a lif with a constant input spikes at 1 / (t_ref + tau ln((I - v_r) / (I - theta)))") {
    for (const double input : {1.05, 1.5, 4.0, 100.0})
        for (const double reset : {0.0, -0.5, 0.5})
            for (const double refractory_ms : {0.0, 3.0}) {
                CAPTURE(input, reset, refractory_ms);
                const auto spikes = reference_spikes(
                    alone(model(R"({"type":"lif","membrane_ms":20,"bias":)" + exact(input) +
                                R"(,"v_reset":)" + exact(reset) + R"(,"v_initial":)" +
                                exact(reset) + R"(,"refractory_ms":)" + exact(refractory_ms) +
                                "}")),
                    1s);
                const long double rise =
                    20e6L * std::log((static_cast<long double>(input) - reset) /
                                     (static_cast<long double>(input) - 1.0L));
                const long double period = refractory_ms * 1e6L + rise;
                REQUIRE(spikes.size() == static_cast<std::size_t>((1e9L - rise) / period) + 1);
                for (std::size_t k = 0; k < spikes.size(); ++k)
                    check_label(spikes[k].at, rise + static_cast<long double>(k) * period);
            }
}

TEST_CASE("a lif whose input does not carry it to its threshold never spikes") {
    CHECK(reference_spikes(alone(model(R"({"type":"lif","bias":0.999999})")), 1h).empty());
    // It only tends to the threshold, with inhibition or without.
    CHECK(reference_spikes(alone(model(R"({"type":"lif","bias":1})")), 1h).empty());
    const Network inhibited = one_neuron({-1.0F, 0.0F}, model(R"({"type":"cuba_lif","bias":1})"));
    CHECK(reference_spikes(inhibited, 1h, {up(50ms)}).empty());
}

TEST_CASE("an if with a constant input spikes evenly, and what arrives brings it forward") {
    const auto even = reference_spikes(
        alone(model(R"({"type":"if","threshold":1,"bias_per_s":1000,"refractory_ms":0.25})")), 1s);
    REQUIRE(even.size() == 800);
    for (std::size_t k = 0; k < even.size(); ++k)
        check_label(even[k].at, 1e6L + static_cast<long double>(k) * 1.25e6L);
    // A third: no double is its multiple.
    const auto thirds =
        reference_spikes(alone(model(R"({"type":"if","threshold":1,"bias_per_s":3})")), 100s);
    REQUIRE(thirds.size() >= 299);
    for (std::size_t k = 0; k < thirds.size(); ++k)
        check_label(thirds[k].at, static_cast<long double>(k + 1) * 1e9L / 3.0L);

    const Network n = one_neuron({0.5F, -0.25F}, model(R"({"type":"if","bias_per_s":100})"));
    const auto check = [&](const std::vector<Event>& input,
                           const std::vector<long double>& expected_ms) {
        const auto spikes = reference_spikes(n, 24ms, input);
        REQUIRE(spikes.size() == expected_ms.size());
        for (std::size_t k = 0; k < expected_ms.size(); ++k)
            check_label(spikes[k].at, expected_ms[k] * 1e6L);
    };
    check({up(3ms)}, {5.0L, 15.0L});
    check({down(3ms)}, {12.5L, 22.5L});
    check({up(1ms), up(1ms)}, {2.0L, 12.0L, 22.0L});
}

TEST_CASE(
    "a postsynaptic potential peaks at ts tm / (ts - tm) ln(ts / tm), as high as the current") {
    // From tm v' = -v + w exp(-t / ts): v' = 0 where v is the current that is left.
    for (const double tm : {2.0, 20.0, 35.0})
        for (const double ts : {1.0, 5.0, 50.0}) {
            CAPTURE(tm, ts);
            const Dynamics d = dynamics(R"({"type":"cuba_li","membrane_ms":)" + exact(tm) +
                                        R"(,"excitatory_ms":)" + exact(ts) + "}");
            NeuronState s = initial(d);
            receive(s, d, {3.0, 0.0});
            CHECK(s.v == 0.0);
            CHECK(s.excitatory == 3.0);
            const double peak = ms * ts * tm / (ts - tm) * std::log(ts / tm);
            const double height = 3.0 * std::exp(-peak / (ms * ts));
            CHECK(later(s, d, peak).v == Approx(height).epsilon(1e-13));
            CHECK(later(s, d, 0.99 * peak).v < height);
            CHECK(later(s, d, 1.01 * peak).v < height);
        }
}

TEST_CASE("with a synapse as slow as the membrane it is w t / tau exp(-t / tau)") {
    const Dynamics d = dynamics(R"({"type":"cuba_li","membrane_ms":10,"excitatory_ms":10})");
    NeuronState s = initial(d);
    receive(s, d, {2.0, 0.0});
    for (const double t : {1e-6, 0.1, 1.0, 10.0, 25.0, 200.0})
        CHECK(later(s, d, t * ms).v == Approx(2.0 * t / 10 * std::exp(-t / 10)).epsilon(1e-14));
    CHECK(later(s, d, 10 * ms).v == Approx(2.0 / std::exp(1.0)).epsilon(1e-14));
}

TEST_CASE("a synapse nearly as slow as the membrane loses no digits") {
    Dynamics d = dynamics(R"({"type":"cuba_li","membrane_ms":10,"excitatory_ms":10})");
    for (const double apart : {1e-15, 1e-12, 1e-9, 1e-7, 1e-5, 1e-3, 0.1})
        for (const double sign : {-1.0, 1.0}) {
            d.excitatory_ns = d.membrane_ns * (1.0 + sign * apart);
            d.inhibitory_ns = d.membrane_ns * (1.0 - sign * apart);
            CAPTURE(apart, sign);
            NeuronState s = initial(d);
            receive(s, d, {2.0, -0.5});
            for (const double t : {1e-6, 0.01, 1.0, 9.0, 70.0, 400.0})
                CHECK(later(s, d, t * ms).v ==
                      Approx(static_cast<double>(exact_potential(s, d, t * 1e6L))).epsilon(1e-12));
        }
}

TEST_CASE("excitation and inhibition fade each with its own time constant, and add up") {
    const Dynamics d = dynamics(
        R"({"type":"cuba_li","membrane_ms":20,"excitatory_ms":2,"inhibitory_ms":9,"v_leak":0.3})");
    const auto alpha = [](double t, double ts) {
        return ts / (ts - 20.0) * (std::exp(-t / ts) - std::exp(-t / 20.0));
    };
    NeuronState s = initial(d);
    CHECK(s.v == 0.3);
    receive(s, d, {2.0, -1.5});
    s = later(s, d, 4 * ms);
    CHECK(s.excitatory == Approx(2.0 * std::exp(-2.0)).epsilon(1e-14));
    CHECK(s.inhibitory == Approx(-1.5 * std::exp(-4.0 / 9.0)).epsilon(1e-14));
    CHECK(s.v == Approx(0.3 + 2.0 * alpha(4, 2) - 1.5 * alpha(4, 9)).epsilon(1e-13));
    receive(s, d, {1.0, 0.0});
    CHECK(later(s, d, 6 * ms).v ==
          Approx(0.3 + 2.0 * alpha(10, 2) - 1.5 * alpha(10, 9) + alpha(6, 2)).epsilon(1e-13));
}

TEST_CASE("the reference shows the same potential to a probe") {
    // Channel 0 excites and inhibits; channel 1 weighs nothing but is an arrival.
    const Network n = one_neuron({2.0F, -1.5F, 0.0F, 0.0F},
                                 model(R"({"type":"cuba_li","membrane_ms":20,"excitatory_ms":2,)"
                                       R"("inhibitory_ms":9,"bias":0.3})"));
    std::vector<Sample> samples;
    const auto session = reference(n, {.probes = {NeuronId{0}}, .samples = &samples});
    std::vector<Spike> spikes;
    std::vector<Event> input{down(0ms), up(0ms)};
    for (int i = 1; i <= 40; ++i) input.push_back(up(i * 1ms, 1));
    session->run(input, at(60ms), spikes);
    REQUIRE(samples.size() == 41);
    const auto alpha = [](double t, double ts) {
        return ts / (ts - 20.0) * (std::exp(-t / ts) - std::exp(-t / 20.0));
    };
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double t = static_cast<double>(i);  // since the arrival, 1 ms after the start
        CHECK(samples[i].at == at((static_cast<int>(i) + 1) * 1ms));
        CHECK(samples[i].neuron == NeuronId{0});
        CHECK(samples[i].v ==
              Approx(0.3 * (1 - std::exp(-(t + 1) / 20)) + 2.0 * alpha(t, 2) - 1.5 * alpha(t, 9))
                  .epsilon(1e-12)
                  .margin(1e-14));
        CHECK(samples[i].current ==
              Approx(2.0 * std::exp(-t / 2) - 1.5 * std::exp(-t / 9)).epsilon(1e-12));
    }
}
