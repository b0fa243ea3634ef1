// When a neuron reaches its threshold, against a bracketed solve in long double.
#include <catch2/catch.hpp>

#include "core/random.hpp"
#include "tests/snn/long_double_neuron.hpp"

using namespace efferent;
using namespace efferent::snn;
using testing::exact_crossing;
using testing::exact_potential;

namespace {

constexpr double ms = 1e6;

/// Time constants of 1 to 50 ms, a synapse often as slow as the membrane or nearly so.
Dynamics random_dynamics(RandomStream& random) {
    const auto tau = [&] { return std::round(1e6 * std::pow(50.0, random.uniform())); };
    Dynamics d;
    d.input = Input::current;
    d.threshold = 1.0;
    d.membrane_ns = tau();
    const auto synapse = [&]() -> double {
        switch (random.below(6)) {
            case 0:
                return d.membrane_ns;
            case 1:
                return d.membrane_ns + (random.below(2) == 0 ? 1.0 : -1.0);
            case 2:
                return d.membrane_ns * (1.0 + 1e-4 * random.normal());
            default:
                return tau();
        }
    };
    d.excitatory_ns = synapse();
    d.inhibitory_ns = random.below(3) == 0 ? d.excitatory_ns : synapse();
    d.rest = random.below(2) == 0 ? 0.0 : 1.6 * random.uniform() - 0.4;
    if (random.below(3) == 0) {
        d.adaptation = 0.2;
        d.adaptation_ns = 10 * tau();
    }
    return d;
}

/// Currents of a size that often just reach the threshold or just do not.
NeuronState random_state(const Dynamics& d, RandomStream& random) {
    NeuronState s;
    s.v = 1.3 * random.uniform() - 0.4;
    s.excitatory = 1.0 + 5.0 * random.uniform();
    if (random.below(3) != 0) s.inhibitory = -4.0 * random.uniform();
    if (d.adapts() && random.below(2) == 0) s.adaptation = 0.5 * random.uniform();
    s.v = std::min(s.v, d.threshold + s.adaptation - 1e-3);
    return s;
}

}  // namespace

TEST_CASE("the time to threshold is right to a nanosecond, and so is that there is none") {
    std::size_t crossings = 0, none = 0, near = 0, degenerate = 0;
    for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
        RandomStream random(seed, "crossing");
        const Dynamics d = random_dynamics(random);
        NeuronState s = random_state(d, random);
        CAPTURE(seed, d.membrane_ns, d.excitatory_ns, d.inhibitory_ns, d.rest, s.v, s.excitatory,
                s.inhibitory, s.adaptation);
        if (random.below(4) == 0) {
            // Moved to where the highest point is a millionth above or below the threshold.
            const auto peak = exact_crossing(s, d);
            if (!peak.at && peak.highest > -0.5L) {
                const double lift = static_cast<double>(-peak.highest);
                Dynamics lowered = d;
                lowered.threshold -= lift + (random.below(2) == 0 ? 1e-6 : -1e-6);
                if (s.v < lowered.threshold + s.adaptation) {
                    const auto expected = exact_crossing(s, lowered);
                    const auto found = next_spike(s, lowered, Dynamics::never);
                    REQUIRE(found.has_value() == expected.at.has_value());
                    if (found) CHECK(std::abs(*found - static_cast<double>(*expected.at)) <= 1.0);
                    ++near;
                }
            }
        }
        const auto expected = exact_crossing(s, d);
        const auto found = next_spike(s, d, Dynamics::never);
        if (!expected.at && expected.highest > -1e-12L) continue;  // a touch, to rounding
        REQUIRE(found.has_value() == expected.at.has_value());
        if (std::abs(d.excitatory_ns - d.membrane_ns) < 2.0) ++degenerate;
        if (!found) {
            ++none;
            continue;
        }
        ++crossings;
        CHECK(std::abs(*found - static_cast<double>(*expected.at)) <= 1.0);
        // One bound short of it finds nothing, one past it the same.
        CHECK_FALSE(next_spike(s, d, *found - 1.0 - 1e-9 * *found));
        const auto within = next_spike(s, d, 2 * *found + 1.0);
        REQUIRE(within);
        CHECK(std::abs(*within - *found) <= 1.0);
    }
    CHECK(crossings > 1000);
    CHECK(none > 500);
    CHECK(near > 100);
    CHECK(degenerate > 500);
}

TEST_CASE("a held neuron's time to threshold counts from the end of its refractory period") {
    std::size_t crossings = 0;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        RandomStream random(seed, "held");
        const Dynamics d = random_dynamics(random);
        NeuronState s = random_state(d, random);
        s.held_ns = 5 * ms * random.uniform();
        NeuronState free = s;
        free.held_ns = 0.0;
        free.excitatory *= std::exp(-s.held_ns / d.excitatory_ns);
        free.inhibitory *= std::exp(-s.held_ns / d.inhibitory_ns);
        free.adaptation *= std::exp(-s.held_ns / d.adaptation_ns);
        CAPTURE(seed);
        const auto found = next_spike(s, d, Dynamics::never);
        if (free.v >= d.threshold + free.adaptation) {
            CHECK(found == s.held_ns);  // its threshold came down to it meanwhile
            continue;
        }
        const auto expected = exact_crossing(free, d);
        if (!expected.at && expected.highest > -1e-12L) continue;
        REQUIRE(found.has_value() == expected.at.has_value());
        if (!found) continue;
        ++crossings;
        CHECK(std::abs(*found - s.held_ns - static_cast<double>(*expected.at)) <= 1.0);
        CHECK_FALSE(next_spike(s, d, 0.999 * s.held_ns));
    }
    CHECK(crossings > 100);
}

TEST_CASE("of several crossings it is the first") {
    // Excitation makes a hill at once; inhibition, slower, digs the valley behind it; the bias
    // then carries v over the threshold for good.
    Dynamics d;
    d.input = Input::current;
    d.threshold = 1.0;
    d.membrane_ns = 5 * ms;
    d.excitatory_ns = 2 * ms;
    d.inhibitory_ns = 20 * ms;
    d.rest = 1.1;
    const NeuronState two_hills{.v = 0.6, .excitatory = 5.0, .inhibitory = -2.0};
    const auto f = [&](double t) { return exact_potential(two_hills, d, t) - 1.0L; };
    REQUIRE(f(1.5 * ms) > 0);
    REQUIRE(f(12 * ms) < 0);
    REQUIRE(f(200 * ms) > 0);
    const auto first = next_spike(two_hills, d, Dynamics::never);
    REQUIRE(first);
    CHECK(*first < 1.5 * ms);
    CHECK(std::abs(*first - static_cast<double>(*exact_crossing(two_hills, d).at)) <= 1.0);

    // With less excitation the first hill stays below, and the second crossing is the first.
    NeuronState one_hill = two_hills;
    one_hill.excitatory = 3.5;
    REQUIRE(exact_potential(one_hill, d, 1.5 * ms) < 1);
    const auto later_one = next_spike(one_hill, d, Dynamics::never);
    REQUIRE(later_one);
    CHECK(*later_one > 12 * ms);
    CHECK(std::abs(*later_one - static_cast<double>(*exact_crossing(one_hill, d).at)) <= 1.0);
    CHECK_FALSE(next_spike(one_hill, d, 12 * ms));
}

TEST_CASE("a threshold that comes down meets a potential that goes down more slowly") {
    Dynamics d;
    d.threshold = 1.0;
    d.membrane_ns = 200 * ms;
    d.adaptation = 0.5;
    d.adaptation_ns = 10 * ms;
    const NeuronState s{.v = 1.4, .adaptation = 0.8};
    const auto found = next_spike(s, d, Dynamics::never);
    const auto expected = exact_crossing(s, d);
    REQUIRE(found);
    REQUIRE(expected.at);
    CHECK(std::abs(*found - static_cast<double>(*expected.at)) <= 1.0);
    CHECK(*found > ms);
}

TEST_CASE("without a leak the threshold comes down to a potential that stays") {
    Dynamics d;
    d.threshold = 1.0;
    d.adaptation = 0.5;
    d.adaptation_ns = 10 * ms;
    const NeuronState s{.v = 1.25, .adaptation = 1.0};
    const auto found = next_spike(s, d, Dynamics::never);
    REQUIRE(found);
    CHECK(*found == Approx(10 * ms * std::log(4.0)).epsilon(1e-12));
    CHECK_FALSE(next_spike({.v = 0.9, .adaptation = 1.0}, d, Dynamics::never));
    CHECK_FALSE(next_spike(s, d, 13 * ms));
    // Where v drifts as well, the crossing must solve v + drift t = threshold + u exp(-t / tau).
    for (const double drift_per_ms : {0.05, 0.001, -0.001, -0.004}) {
        d.drift_per_ns = drift_per_ms / ms;
        const auto t = next_spike(s, d, Dynamics::never);
        REQUIRE(t);
        CHECK(s.v + d.drift_per_ns * *t ==
              Approx(1.0 + std::exp(-*t / d.adaptation_ns)).epsilon(1e-12));
        CHECK((*t < *found) == (drift_per_ms > 0.0));
    }
    for (const double drift_per_ms : {-0.05, -1.0}) {
        d.drift_per_ns = drift_per_ms / ms;
        CHECK_FALSE(next_spike(s, d, Dynamics::never));
    }
}
