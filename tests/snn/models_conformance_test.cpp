// What every neuron model promises, seen through its dynamics. A new model inherits these tests.
#include <catch2/catch.hpp>
#include <cmath>

#include "snn/neuron.hpp"
#include "tests/snn/random_model.hpp"

using namespace efferent;
using namespace efferent::snn;

namespace {

/// Calls `test(config, dynamics, random)` with the defaults of every model with a closed form and
/// many other settings.
template <class Test>
void with_each_model(const Test& test) {
    REQUIRE(testing::closed_form_models().size() > 4);
    for (const std::string& name : testing::closed_form_models()) {
        RandomStream random(1, name);
        for (int i = 0; i < 40; ++i) {
            const Config config = i == 0
                                      ? resolve(models(), Config::parse("\"" + name + "\"", name))
                                      : testing::random_model(random, name);
            CAPTURE(config.dump(-1));
            test(config, make(models(), config)->dynamics(), random);
        }
    }
}

/// From a nanosecond to ten seconds, every order of magnitude as often.
double random_ns(RandomStream& random) {
    return std::floor(std::pow(10.0, 10.0 * random.uniform()));
}

NeuronState random_state(const Dynamics& d, RandomStream& random) {
    NeuronState s = initial(d);
    s.v = (d.spikes() ? d.threshold : 1.0) - 2.0 * random.uniform();
    if (d.has_current()) {
        s.excitatory = random.below(4) == 0 ? 0.0 : 3.0 * random.uniform();
        s.inhibitory = random.below(4) == 0 ? 0.0 : -3.0 * random.uniform();
    }
    if (d.adapts()) s.adaptation = random.uniform();
    if (d.spikes() && random.below(2) == 0) s.held_ns = random_ns(random) / 100;
    return s;
}

/// Currents and a leak take from each other, so that errors are of the size of the larger.
void check_alike(const NeuronState& a, const NeuronState& b, double scale) {
    CHECK(a.v == Approx(b.v).epsilon(1e-12).margin(1e-12 * scale));
    CHECK(a.excitatory == Approx(b.excitatory).epsilon(1e-12).margin(1e-300));
    CHECK(a.inhibitory == Approx(b.inhibitory).epsilon(1e-12).margin(1e-300));
    CHECK(a.adaptation == Approx(b.adaptation).epsilon(1e-12).margin(1e-300));
    CHECK(a.held_ns == Approx(b.held_ns).margin(1e-5));
}

}  // namespace

TEST_CASE("later by a sum is later by its parts") {
    std::size_t moved = 0;
    with_each_model([&](const Config&, const Dynamics& d, RandomStream& random) {
        for (int i = 0; i < 50; ++i) {
            const NeuronState s = random_state(d, random);
            const double a = random_ns(random), b = random_ns(random);
            CAPTURE(i, a, b, s.v, s.excitatory, s.inhibitory, s.adaptation, s.held_ns);
            const NeuronState whole = later(s, d, a + b);
            if (whole != s) ++moved;
            check_alike(later(later(s, d, a), d, b), whole,
                        1.0 + std::abs(d.drift_per_ns) * (a + b));
        }
    });
    CHECK(moved > 40 * 50 * (testing::closed_form_models().size() - 1));
}

TEST_CASE("no time is no change") {
    with_each_model([](const Config&, const Dynamics& d, RandomStream& random) {
        const NeuronState s = random_state(d, random);
        CHECK(later(s, d, 0.0) == s);
    });
}

TEST_CASE("a neuron at rest stays at rest") {
    with_each_model([](const Config&, const Dynamics& d, RandomStream& random) {
        if (!d.leaks() && d.drift_per_ns != 0.0) return;  // it has no rest
        NeuronState s = initial(d);
        s.v = d.leaks() ? d.rest : 0.25;
        for (int i = 0; i < 20; ++i) CHECK(later(s, d, random_ns(random)) == s);
        if (s.v < d.threshold) CHECK_FALSE(next_spike(s, d, Dynamics::never));
    });
}

TEST_CASE("a neuron comes to rest") {
    with_each_model([](const Config&, const Dynamics& d, RandomStream& random) {
        if (!d.leaks()) return;
        NeuronState s = random_state(d, random);
        s.held_ns = 0.0;
        const NeuronState end = later(s, d, 1e13);
        CHECK(end.v == Approx(d.rest).margin(1e-12));
        CHECK(std::abs(end.excitatory) + std::abs(end.inhibitory) + end.adaptation < 1e-9);
    });
}

TEST_CASE("a refractory potential is held and loses what would move it; currents go on") {
    std::size_t held = 0;
    with_each_model([&](const Config&, const Dynamics& d, RandomStream& random) {
        if (!d.spikes() || d.refractory_ns <= 0.0) return;
        NeuronState s = random_state(d, random);
        s.held_ns = 0.0;
        spike(s, d);
        const NeuronState fresh = s;
        CHECK(s.held_ns == d.refractory_ns);
        const double half = d.refractory_ns / 2;
        s = later(s, d, half);
        receive(s, d, {2.0, d.has_current() ? -1.5 : 0.0});
        CHECK_FALSE(reaches_threshold(s, d));
        CHECK(s.v == fresh.v);
        if (d.has_current()) {
            CHECK(s.excitatory == fresh.excitatory * std::exp(-half / d.excitatory_ns) + 2.0);
            CHECK(s.inhibitory == fresh.inhibitory * std::exp(-half / d.inhibitory_ns) - 1.5);
        }
        s = later(s, d, d.refractory_ns - half);
        CHECK(s.v == fresh.v);
        CHECK(s.held_ns == 0.0);
        NeuronState untouched = later(fresh, d, d.refractory_ns);
        if (!d.has_current()) check_alike(untouched, s, 1.0);
        receive(untouched, d, {1e6, 0.0});
        if (!d.has_current()) CHECK(reaches_threshold(untouched, d));
        ++held;
    });
    CHECK(held > 50);
}

TEST_CASE("a spike resets as its model says, and raises what adapts") {
    with_each_model([](const Config& config, const Dynamics& d, RandomStream& random) {
        if (!d.spikes()) return;
        NeuronState s = random_state(d, random);
        s.held_ns = 0.0;
        s.v = d.threshold + s.adaptation + 0.25;
        REQUIRE(reaches_threshold(s, d));
        const double u = s.adaptation;
        const bool subtracts = config.dump().find("by_subtraction") != std::string::npos;
        spike(s, d);
        CHECK(s.v == Approx(subtracts ? 0.25 : d.v_reset));
        CHECK(s.adaptation == u + d.adaptation);
    });
}

TEST_CASE("a neuron stays finite") {
    with_each_model([](const Config&, const Dynamics& d, RandomStream& random) {
        NeuronState s = initial(d);
        for (int i = 0; i < 200; ++i) {
            s = later(s, d, random_ns(random) / 100);
            receive(s, d, {1e30 * std::abs(random.normal()), -1e30 * std::abs(random.normal())});
            if (reaches_threshold(s, d)) spike(s, d);
            (void)next_spike(s, d, 1e9);
            for (const double x : {s.v, s.excitatory, s.inhibitory, s.adaptation})
                REQUIRE(std::isfinite(x));
            REQUIRE(std::isfinite(later(s, d, 3.6e12).v));
        }
    });
}

TEST_CASE("a neuron starts below its threshold, wherever its leak goes") {
    with_each_model([](const Config& config, const Dynamics& d, RandomStream&) {
        CHECK(initial(d).v < d.threshold);
        for (const char* leak : {"-5", "0.9", "5"}) {
            if (!testing::has_setting(config, "v_leak")) break;
            CHECK(initial(make(models(), config.with("v_leak", leak))->dynamics()).v < d.threshold);
        }
    });
}

TEST_CASE("settings read back as themselves") {
    with_each_model([](const Config& config, const Dynamics& d, RandomStream&) {
        CHECK(resolve(models(), config).dump() == config.dump());
        const Config again = Config::parse(config.dump(), "again");
        CHECK(make(models(), again)->dynamics() == d);
    });
}

TEST_CASE("a spike is where the neuron reaches its threshold, and not before") {
    std::size_t found = 0;
    with_each_model([&](const Config&, const Dynamics& d, RandomStream& random) {
        for (int i = 0; i < 20; ++i) {
            NeuronState s = random_state(d, random);
            s.v = std::min(s.v, d.threshold + s.adaptation - 0.01);
            const auto spike = next_spike(s, d, Dynamics::never);
            if (!d.spikes()) CHECK_FALSE(spike);
            if (!spike) continue;
            ++found;
            CAPTURE(*spike, s.v, s.excitatory, s.inhibitory, s.adaptation, s.held_ns);
            const NeuronState then = later(s, d, *spike);
            CHECK(then.v == Approx(d.threshold + then.adaptation).margin(1e-9));
            for (const double part : {0.1, 0.5, 0.9, 0.999}) {
                const NeuronState before = later(s, d, part * *spike);
                CHECK(before.v <= d.threshold + before.adaptation + 1e-12);
            }
            CHECK_FALSE(next_spike(s, d, 0.999 * *spike));
        }
    });
    CHECK(found > 500);
}
