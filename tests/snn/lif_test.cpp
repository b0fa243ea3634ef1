// The leaky integrator against its closed forms.
#include <catch2/catch.hpp>
#include <cmath>

#include "snn/backend.hpp"
#include "snn/neuron.hpp"
#include "tests/snn/random_network.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using efferent::test::message_of;

namespace {

Time at(Duration d) { return Time{d}; }

Config settings(const char* rest) {
    return Config::parse(std::string(R"({"type":"lif",)") + rest + "}", "lif");
}

}  // namespace

TEST_CASE("two inputs to a lif add up, each decayed since its arrival") {
    const Dynamics d = make(models(), settings(R"("membrane_ms":20,"threshold":10)"))->dynamics();
    NeuronState s = later(initial(d), d, 3e6);
    receive(s, d, {2.0, 0.0});
    CHECK(s.v == 2.0);
    s = later(s, d, 7e6);
    receive(s, d, {-0.5, 0.0});
    CHECK(s.v == Approx(2.0 * std::exp(-0.35) - 0.5).epsilon(1e-14));
    CHECK(later(s, d, 31e6).v ==
          Approx(2.0 * std::exp(-1.9) - 0.5 * std::exp(-1.55)).epsilon(1e-14));
    CHECK_FALSE(reaches_threshold(s, d));
}

TEST_CASE("a lif reaches its threshold exactly, spikes and is at rest") {
    const Dynamics d = make(models(), settings(R"("threshold":0.75)"))->dynamics();
    NeuronState s = initial(d), below = initial(d);
    receive(s, d, {0.75, 0.0});
    receive(below, d, {std::nextafter(0.75, 0.0), 0.0});
    CHECK_FALSE(reaches_threshold(below, d));
    REQUIRE(reaches_threshold(s, d));
    spike(s, d);
    CHECK(s.v == 0.0);
}

TEST_CASE("a regular train makes a lif spike when the geometric sum says so") {
    // After n arrivals of weight w, each T after the last, v = w (1 - q^n) / (1 - q) with
    // q = exp(-T / tau); so the first n with v >= 1 is ceil(ln(1 - (1 - q) / w) / ln q).
    std::size_t spiking = 0;
    for (const double tau_ms : {5.0, 20.0, 100.0})
        for (const double w : {0.11, 0.23, 0.47, 0.83})
            for (const int refractory : {0, 7}) {
                CAPTURE(tau_ms, w, refractory);
                const double q = std::exp(-2.0 / tau_ms);  // a train of one event every 2 ms
                const double inside = 1.0 - (1.0 - q) / static_cast<double>(static_cast<float>(w));
                const auto needed =
                    inside <= 0.0 ? 0 : static_cast<int>(std::ceil(std::log(inside) / std::log(q)));
                const int lost = refractory == 0 ? 0 : (refractory - 1) / 2;  // n with 0 < 2 n < it
                std::vector<Spike> expected;
                if (needed > 0)
                    for (int n = needed - 1; n < 200; n += lost + needed)
                        expected.push_back({at(n * 2ms + 1ms), NeuronId{0}});
                if (!expected.empty()) ++spiking;

                Network network(1);
                const auto p = network.add("p", 1,
                                           testing::lif({.membrane_us = std::llround(1000 * tau_ms),
                                                         .refractory_us = refractory * 1000}));
                network.connect(InputLines{}, p, Dense{2, 1, {static_cast<float>(w), 0.0F}}, 1ms);
                std::vector<Event> train;
                for (int n = 0; n < 200; ++n)
                    train.push_back({at(n * 2ms), ChannelId{0}, Polarity::up});
                std::vector<Spike> spikes;
                make(backends(), Config::parse("\"reference\"", "test"))
                    ->compile(network)
                    ->start()
                    ->run(train, at(1s), spikes);
                CHECK(spikes == expected);
            }
    CHECK(spiking > 10);
}

TEST_CASE("settings that a lif cannot have are refused") {
    const auto refusal = [](const char* rest) {
        return message_of([&] { (void)make(models(), settings(rest)); });
    };
    CHECK(refusal(R"("membrane_ms":0)") == "lif/membrane_ms: must be above zero, not 0");
    CHECK(refusal(R"("refractory_ms":-1)") == "lif/refractory_ms: must not be negative, not -1");
    CHECK(refusal(R"("threshold":0)") == "lif/threshold: must be above v_reset, not 0");
    CHECK(refusal(R"("threshold":-0.5,"v_reset":-0.25)") ==
          "lif/threshold: must be above v_reset, not -0.5");
    CHECK(refusal(R"("threshold":-0.5,"v_reset":-1)") == "no error");
    CHECK(refusal(R"("reset":"by_subtraction","threshold":-0.5,"v_reset":-1)") ==
          "lif/threshold: must be above zero to be subtracted, not -0.5");
    CHECK(refusal(R"("reset":"to_zero")") ==
          "lif/reset: must be \"to_value\" or \"by_subtraction\", not \"to_zero\"");
    CHECK(refusal(R"("v_initial":1)") == "lif/v_initial: must be below threshold, not 1");
    CHECK(refusal(R"("threshold":1)") == "no error");
}
