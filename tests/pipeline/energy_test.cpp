#include "pipeline/energy.hpp"

#include <catch2/catch.hpp>

#include "pipeline/evaluate.hpp"
#include "tests/pipeline/toy.hpp"

using namespace efferent;

namespace {

void check(const Energy& e, double arithmetic_pj, double memory_pj) {
    CHECK(e.arithmetic_pj == Approx(arithmetic_pj));
    CHECK(e.memory_pj == Approx(memory_pj));
    CHECK(e.total_pj() == Approx(arithmetic_pj + memory_pj));
}

/// On the toy's 4 channels, windows of 50 samples every 10, 3 classes.
Evaluation evaluated(const char* method) {
    const auto data = test::toy(3);
    const Plan plan =
        make(protocols(), Config::parse(R"({"type":"across_sessions"})", "test"))->plan(data);
    const std::vector<Config> no_filters;
    return evaluate({data, plan, no_filters, {}, 7}, method_from(Config::parse(method, "test")),
                    nullptr, "");
}

}  // namespace

TEST_CASE("an access costs what its source says, and a power of the size between") {
    CHECK(access_pj(0.0) == 10.0);
    CHECK(access_pj(8192.0) == 10.0);
    CHECK(access_pj(16384.0) == Approx(14.142136));  // 10 √2
    CHECK(access_pj(32768.0) == Approx(20.0));
    CHECK(access_pj(1048576.0) == Approx(100.0));
    CHECK(access_pj(4.0 * 1048576.0) == Approx(190.365394));  // 100 · 4^(ln 5 / ln 32)
}

TEST_CASE("energies of operations, computed by hand") {
    check(multiplied(100, 8192), 460, 500);
    check(multiplied_whole(100, 8, 8192), 30, 125);
    check(multiplied_whole(100, 16, 8192), 320, 250);
    check(added(10, 16, 32768), 9, 400);
    check(encoder_energy(80, 10, 32), 144 + 9, 400 + 50);
    check(standardiser_energy(16), 73.6, 160);
    check(classifier_energy({.bytes = 32768, .macs = 10, .comparisons = 5}), 46 + 4.5, 100 + 200);
    check(classifier_energy({.bytes = 8192, .macs = 10, .bits = 8}), 3, 12.5);
    check(network_energy({.deliveries = 1000,
                          .updates = 100,
                          .spikes = 10,
                          .events = 20,
                          .synapse_bytes = 32768,
                          .neuron_bytes = 8192}),
          900 + 460, 20000 + 10000 + 1000 + 600);
    check(3.0 * Energy{2, 1} + Energy{1, 1} - Energy{4, 2}, 3, 2);
}

TEST_CASE("a decision by htd and lda, computed by hand") {
    const Evaluation e = evaluated("\"htd+lda\"");
    CHECK(e.footprint.state == 4.0 * 50 * 4);
    CHECK(e.footprint.parameters == 8.0 * 16 + 4.0 * 3 * 17);
    CHECK(e.operations.mac == 800 + 16 + 48);  // four a sample; 16 columns; three classes
    check(e.energy, 864 * 4.6, 864 * 5 + 80);
}

TEST_CASE("a decision by neurons that relay events, computed by hand") {
    const Evaluation e =
        evaluated(R"({"name": "relay", "classifier": {"type": "lda", "shrinkage": 0.1},
                      "front_end": {"type": "spiking", "network": {"type": "relay"}, "memory_ms": 100}})");
    // Eight neurons, a synapse each; every event is one delivery, one update and one spike.
    const double events = e.operations.ac;
    REQUIRE(events > 1.0);
    CHECK(e.operations.updates == events);
    CHECK(e.footprint.parameters == 8.0 * 8 + 8.0 * 8 + 4.0 * 3 * 9);
    CHECK(e.footprint.state == 8.0 * 8 + 4.0 * 4 + 4.0 * 8);
    CHECK(e.operations.mac == 16 + 8 + 24);  // memory and root; standardising; three classes
    // 200 samples of 4 channels give 16 decisions.
    const double samples = 200.0 * 4 / 16;
    check(e.energy, events * (0.9 + 4.6 + 0.9 + 0.9) + 2 * samples * 0.9 + 4.6 * (16 + 8 + 24),
          events * (10 + 10 + 10 + 2 * 20 + 5 + 10) + 2 * samples * 2.5 + 5 * (16 + 8 + 24) + 40);
}
