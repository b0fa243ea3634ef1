// What a network refuses, in the words of the population or projection at fault.
#include "snn/network.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "core/error.hpp"
#include "tests/snn/random_network.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using efferent::snn::testing::lif;
using efferent::test::message_of;

namespace {

constexpr PopulationId a{0}, b{1};

/// One channel, population "a" of two neurons, "b" of three.
Network small() {
    Network n(1);
    n.add("a", 2, lif({}));
    n.add("b", 3, lif({}));
    return n;
}

std::string refusal(Origin from, PopulationId to, Synapses synapses, Duration delay = 1ms) {
    Network n = small();
    const auto message = message_of([&] { n.connect(from, to, std::move(synapses), delay); });
    if (message != "no error") CHECK(n == small());
    return message;
}

Dense dense(std::size_t sources, std::size_t targets) {
    return {sources, targets, std::vector<float>(sources * targets, 1.0F)};
}

Sparse sparse(std::vector<std::uint32_t> offsets, std::vector<std::uint32_t> targets,
              std::vector<float> weights, std::vector<Duration> delays = {}) {
    return {std::move(offsets), std::move(targets), std::move(weights), std::move(delays)};
}

}  // namespace

TEST_CASE("populations follow each other") {
    const Network n = small();
    CHECK(n.channels() == 1);
    CHECK(n.neurons() == 5);
    CHECK(n.synapses() == 0);
    CHECK(index(n.populations()[b].first) == 2);
}

TEST_CASE("a population that cannot be is refused by name") {
    Network n = small();
    const auto refused = [&](const char* name, std::size_t size, Config model) {
        return message_of([&] { n.add(name, size, std::move(model)); });
    };
    CHECK(refused("c", 0, lif({})) == "population \"c\": must have a neuron at least");
    CHECK(refused("", 1, lif({})) == "population \"\": must have a name");
    CHECK(refused("a", 1, lif({})) == "population \"a\": there is one of this name already");
    CHECK(refused("input", 1, lif({})) ==
          "population \"input\": is the name of the input lines; take another");
    CHECK(refused("c", 1, Config{}) == "population \"c\": must have a model");
    CHECK(refused("c", std::size_t{1} << 32U, lif({})) ==
          "population \"c\": a network has at most 4294967295 neurons");
    CHECK(n == small());
}

TEST_CASE("a projection that does not fit is refused by its ends") {
    CHECK(refusal(InputLines{}, a, dense(2, 2)) == "no error");
    CHECK(refusal(a, b, dense(2, 3)) == "no error");
    CHECK(refusal(InputLines{}, a, dense(1, 2)) ==
          "projection 0 (\"input\" to \"a\"): must have 2 sources, not 1");
    CHECK(refusal(a, b, dense(2, 2)) ==
          "projection 0 (\"a\" to \"b\"): must have 3 targets, not 2");
    CHECK(refusal(a, b, Dense{2, 3, {1.0F}}) ==
          "projection 0 (\"a\" to \"b\"): must have 6 weights, not 1");
    CHECK(refusal(a, PopulationId{7}, dense(2, 2)) ==
          "projection 0 (\"a\" to population 7): there are only 2 populations");
    CHECK(refusal(PopulationId{7}, a, dense(2, 2)) ==
          "projection 0 (population 7 to \"a\"): there are only 2 populations");
    CHECK(
        refusal(a, a, dense(2, 2), 0ms) ==
        "projection 0 (\"a\" to \"a\"): the delay must be above zero and at most a day, not 0 ns");
    CHECK_THAT(refusal(a, a, dense(2, 2), -1ns), Catch::Contains("not -1 ns"));
    CHECK_THAT(refusal(a, a, dense(2, 2), 24h + 1ns), Catch::Contains("at most a day"));
    Dense odd = dense(2, 2);
    odd.weights[3] = std::numeric_limits<float>::quiet_NaN();
    CHECK(refusal(a, a, odd) == "projection 0 (\"a\" to \"a\"): weight 3 must be finite, not nan");
    odd.weights[3] = std::numeric_limits<float>::infinity();
    CHECK_THAT(refusal(a, a, odd), Catch::Contains("not inf"));
}

TEST_CASE("sparse rows that are out of order are refused") {
    using Catch::Contains;
    CHECK(refusal(a, b, sparse({0, 2, 3}, {0, 2, 1}, {1, 2, 3})) == "no error");
    CHECK(refusal(a, b, sparse({0, 0, 0}, {}, {})) == "no error");
    CHECK_THAT(refusal(a, b, Sparse{}), Contains("must have 3 row offsets, not 1"));
    CHECK_THAT(refusal(a, b, sparse({1, 1, 2}, {0, 1}, {1, 1})), Contains("begin with 0"));
    CHECK_THAT(refusal(a, b, sparse({0, 2, 1}, {0, 1}, {1, 1})), Contains("never fall"));
    CHECK_THAT(refusal(a, b, sparse({0, 1, 2}, {0}, {1, 1})),
               Contains("must have 2 targets, not 1"));
    CHECK_THAT(refusal(a, b, sparse({0, 1, 2}, {0, 1}, {1})),
               Contains("must have 2 weights, not 1"));
    CHECK_THAT(refusal(a, b, sparse({0, 0, 2}, {2, 1}, {1, 1})),
               Contains("the row of source 1 must name its targets in ascending order, but has 1 "
                        "after 2"));
    // Two synapses between the same two neurons are two.
    CHECK(refusal(a, b, sparse({0, 2, 2}, {1, 1}, {1, 1})) == "no error");
    CHECK_THAT(refusal(a, b, sparse({0, 1, 1}, {3}, {1})),
               Contains("the row of source 0 names target 3, where there are 3"));
}

TEST_CASE("delays of synapses are one each and as possible as any") {
    using Catch::Contains;
    CHECK(refusal(a, b, sparse({0, 2, 3}, {0, 2, 1}, {1, 2, 3}, {1ms, 2ms, 1ns})) == "no error");
    CHECK(refusal(a, b, sparse({0, 2, 3}, {0, 2, 1}, {1, 2, 3}, {1ms, 2ms})) ==
          "projection 0 (\"a\" to \"b\"): must have 3 delays, not 2");
    CHECK_THAT(refusal(a, b, sparse({0, 1, 1}, {0}, {1}, {0ms})), Contains("not 0 ns"));
    CHECK_THAT(refusal(a, b, sparse({0, 1, 1}, {0}, {1}, {-5ns})), Contains("not -5 ns"));
    CHECK_THAT(refusal(a, b, sparse({0, 1, 1}, {0}, {1}, {25h})), Contains("at most a day"));
}

TEST_CASE("one to one needs as many targets as sources and weights") {
    using Catch::Contains;
    CHECK(refusal(a, a, OneToOne{{1.0F, 2.0F}}) == "no error");
    CHECK(refusal(InputLines{}, a, OneToOne{{1.0F, 2.0F}}) == "no error");
    CHECK(refusal(a, b, OneToOne{{1.0F, 2.0F}}) ==
          "projection 0 (\"a\" to \"b\"): must have 2 targets, as many as sources, not 3");
    CHECK_THAT(refusal(a, a, OneToOne{{1.0F}}), Contains("must have 2 weights, not 1"));
    CHECK_THAT(refusal(a, a, OneToOne{{1.0F, std::numeric_limits<float>::quiet_NaN()}}),
               Contains("weight 1 must be finite, not nan"));
}

TEST_CASE("a random projection needs a probability, sizes that fit and finite weights") {
    using Catch::Contains;
    const auto refused = [](double probability, float weight = 1.0F, float sd = 0.0F) {
        return refusal(a, b, Random{2, 3, probability, weight, sd, 1});
    };
    for (const double fine : {0.0, 0.5, 1.0}) CHECK(refused(fine) == "no error");
    CHECK(refused(1.5) ==
          "projection 0 (\"a\" to \"b\"): the probability must be from 0 to 1, not 1.5");
    CHECK_THAT(refused(-1e-9), Contains("not -1e-09"));
    CHECK_THAT(refused(std::numeric_limits<double>::quiet_NaN()), Contains("from 0 to 1, not nan"));
    CHECK_THAT(refused(0.5, std::numeric_limits<float>::infinity()), Contains("weight 0"));
    CHECK_THAT(refused(0.5, 1.0F, -1.0F), Contains("weight_sd must not be negative"));
    CHECK_THAT(refusal(a, b, Random{3, 3, 0.5, 1.0F, 0.0F, 1}), Contains("2 sources, not 3"));
    CHECK_THAT(refusal(a, b, Random{2, 2, 0.5, 1.0F, 0.0F, 1}), Contains("3 targets, not 2"));
}

TEST_CASE("own values are one finite number a neuron, the last ones given") {
    Network n = small();
    const auto refused = [&](PopulationId p, const char* key, std::vector<double> values) {
        return message_of([&] { n.set(p, key, std::move(values)); });
    };
    CHECK(refused(b, "threshold", {1, 2}) ==
          "population \"b\", its own \"threshold\": must have 3 values, not 2");
    CHECK(refused(b, "threshold", {1, std::numeric_limits<double>::quiet_NaN(), 3}) ==
          "population \"b\", its own \"threshold\": value 1 must be finite");
    CHECK(refused(b, "type", {1, 2, 3}) ==
          "population \"b\", its own \"type\": a population is of one type");
    CHECK(refused(PopulationId{9}, "threshold", {1}) ==
          "there is no population 9 to set threshold");
    CHECK(n == small());
    CHECK(refused(b, "threshold", {1, 2, 3}) == "no error");
    CHECK(refused(b, "threshold", {4, 5, 6}) == "no error");
    REQUIRE(n.populations()[b].own.size() == 1);
    CHECK(n.populations()[b].own[0] == OwnValues{"threshold", {4, 5, 6}});
}
