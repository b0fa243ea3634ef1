// The neuron whose slow current follows its potential: on ticks as its equations say, swinging as
// the equations without ticks do, and refused where it cannot be computed.
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>

#include "snn/backend.hpp"
#include "snn/dynamics.hpp"
#include "tests/snn/each_backend.hpp"
#include "tests/snn/training_toys.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;
using efferent::test::message_of;

namespace {

Network single(const std::string& settings, float weight) {
    Network n(1);
    n.add("cell", 1, Config::parse(R"({"type":"adlif",)" + settings + "}", "test"));
    n.connect(InputLines{}, PopulationId{0}, Dense{2, 1, {weight, -weight}}, 1ms);
    return n;
}

std::unique_ptr<Backend> clocked(const std::string& settings) {
    return make(backends(), Config::parse(R"({"type":"clocked",)" + settings + "}", "test"));
}

struct Seen {
    std::vector<Spike> spikes;
    std::vector<Sample> samples;
};

Seen watched(const Backend& backend, const Network& n, std::span<const Event> input, Time end) {
    Seen seen;
    const std::vector<NeuronId> probes{NeuronId{0}};
    backend.compile(n)
        ->start({.probes = probes, .samples = &seen.samples})
        ->run(input, end, seen.spikes);
    return seen;
}

}  // namespace

TEST_CASE("an adlif does at every tick what its equations say") {
    std::size_t spikes = 0;
    for (const std::string decay : {"exact", "euler"})
        for (const std::string reset : {"to_value", "by_subtraction"})
            for (const int refractory : {0, 3}) {
                CAPTURE(decay, reset, refractory);
                const Network n =
                    single(R"("membrane_ms":12,"bias":0.2,"threshold":0.9,"v_reset":)" +
                               std::string(reset == "to_value" ? "-0.2" : "0") + R"(,"reset":")" +
                               reset + R"(","refractory_ms":)" + std::to_string(refractory) +
                               R"(,"adaptation_ms":30,"coupling":0.7,"adaptation":0.15)",
                           0.43F);
                const auto input = random_input(7, 1, at(200ms), Grid::all);
                const Seen seen =
                    watched(*clocked(R"("decay":")" + decay + "\""), n, input, at(220ms));
                const auto keep = [&](double tau) {
                    return decay == "exact" ? std::exp(-1.0 / tau) : 1.0 - 1.0 / tau;
                };
                const double kept_v = keep(12.0), kept_u = keep(30.0);
                double v = 0.0, u = 0.0;
                int held = 0;
                std::vector<Spike> expected;
                for (std::int64_t now = 1; now < 220; ++now) {
                    double in = 0.0;
                    for (const Event& e : input)
                        if ((e.at.time_since_epoch() + 1ms - 1ns) / 1ms + 1 == now)
                            in += e.polarity == Polarity::up ? 0.43 : -0.43;
                    u = kept_u * u + (1.0 - kept_u) * 0.7 * v;
                    // At the end of its refractory period it has not moved, but hears what arrives.
                    if (held == 0) v = kept_v * v + (1.0 - kept_v) * (0.2 - u);
                    if (held > 0) --held;
                    if (held == 0) v += in;
                    if (held == 0 && v >= 0.9) {
                        expected.push_back({Time{now * 1ms}, NeuronId{0}});
                        v = reset == "to_value" ? -0.2 : v - 0.9;
                        u += 0.15;
                        held = refractory;
                    }
                    const Sample& sample = seen.samples.at(static_cast<std::size_t>(now - 1));
                    REQUIRE(sample.at == Time{now * 1ms});
                    REQUIRE(sample.v == Approx(v).margin(1e-5));
                }
                CHECK(seen.spikes == expected);
                spikes += expected.size();
            }
    CHECK(spikes > 50);
}

TEST_CASE("an adlif swings as the equations without ticks do") {
    // tau_v v' = -v - u and tau_u u' = a v - u from v = 1, u = 0: with the eigenvalues r and s,
    // v = (r + 1/tau_u) / (r - s) e^(r t) + (s + 1/tau_u) / (s - r) e^(s t).
    const double tau_v = 20.0, tau_u = 40.0, a = 8.0;
    const std::complex<double> middle(-0.5 * (1.0 / tau_v + 1.0 / tau_u), 0.0);
    const std::complex<double> half =
        std::sqrt(middle * middle - std::complex<double>((1.0 + a) / (tau_v * tau_u), 0.0));
    const auto r = middle + half, s = middle - half;
    REQUIRE(std::abs(half.imag()) > 0.05);
    const Network n = single(
        R"("membrane_ms":20,"threshold":5,"adaptation_ms":40,"coupling":8,"adaptation":0)", 1.0F);
    const std::vector<Event> input{{at(0ms), ChannelId{0}, Polarity::up}};
    const Seen seen = watched(*clocked(R"("tick_ms":0.01)"), n, input, at(200ms));
    double lowest = 0.0;
    for (const Sample& sample : seen.samples) {
        const double t = milliseconds(sample.at.time_since_epoch()) - 1.0;
        if (t < 0.0) continue;
        const auto v = (r + 1.0 / tau_u) / (r - s) * std::exp(r * t) +
                       (s + 1.0 / tau_u) / (s - r) * std::exp(s * t);
        REQUIRE(sample.v == Approx(v.real()).margin(1e-3));
        lowest = std::min(lowest, sample.v);
    }
    CHECK(lowest < -0.2);
    CHECK(seen.spikes.empty());
}

TEST_CASE("an adlif is refused where it has no meaning") {
    const Network n = single(R"("coupling":0.5)", 1.0F);
    with_each_exact_backend([&](const Machine& backend) {
        CHECK(message_of([&] { (void)backend.compile(n); }) ==
              "population \"cell\": neurons of model adlif have no closed form between arrivals; "
              "run them on clocked");
    });
    CHECK_THAT(
        message_of([&] { (void)clocked("\"tick_ms\":1")->compile(single(R"("coupling":-1)", 1)); }),
        Catch::Contains("population \"cell\"") && Catch::Contains("coupling"));
    CHECK_THAT(message_of([&] {
                   (void)clocked("\"tick_ms\":1")
                       ->compile(single(R"("membrane_ms":1,"adaptation_ms":1,"coupling":9)", 1));
               }),
               Catch::Contains("population \"cell\"") && Catch::Contains("swings ever further"));
    const auto settings =
        resolve(models(), Config::parse(R"({"type":"adlif","coupling":2})", "test"));
    CHECK(resolve(models(), Config::parse(settings.dump(), "again")).dump() == settings.dump());
}
