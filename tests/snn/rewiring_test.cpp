// Rewiring: a fan-in never changes, what is dead carries no weight, and nothing depends on threads
// or on having been stopped.
#include "snn/learning/rewiring.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "core/parallel.hpp"
#include "tests/snn/training_toys.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;

namespace {

Config rule(const std::string& pull, const std::string& more = {}) {
    return Config::parse(
        R"({"type":"bptt","batch":12,"learning_rate":0.005,"epochs":4,"rewiring":{"pull":)" + pull +
            "}" + more + "}",
        "test");
}

Trained trained(const Config& config, const TrainingRun& run = {}) {
    return make(rules(), config)->train(toy_network({}, 2), toy_examples(1, 48), run);
}

/// Of each neuron that a sparse projection reaches, how many synapses it has through it.
std::vector<std::vector<std::size_t>> fan_ins(const Network& network) {
    std::vector<std::vector<std::size_t>> all;
    for (const Projection& p : network.projections()) {
        const auto* sparse = std::get_if<Sparse>(&p.synapses);
        if (sparse == nullptr) continue;
        auto& counts = all.emplace_back(network.populations()[p.to].size);
        for (const std::uint32_t t : sparse->targets) ++counts[t];
    }
    return all;
}

/// (projection, source, target) of the synapses of sparse projections.
std::set<std::array<std::size_t, 3>> pairs(const Network& network) {
    std::set<std::array<std::size_t, 3>> all;
    for (std::size_t p = 0; p < network.projections().size(); ++p)
        if (const auto* s = std::get_if<Sparse>(&network.projections()[p].synapses))
            for (std::size_t row = 0; row + 1 < s->offsets.size(); ++row)
                for (std::size_t i = s->offsets[row]; i < s->offsets[row + 1]; ++i)
                    all.insert({p, row, s->targets[i]});
    return all;
}

}  // namespace

TEST_CASE("rewiring makes other synapses and keeps every fan-in") {
    const Network start = toy_network({}, 2);
    const auto before = pairs(start);
    const Network stays = trained(rule("0")).network, moves = trained(rule("5")).network;
    CHECK(pairs(stays) == before);
    REQUIRE(fan_ins(start).size() == 3);
    CHECK(fan_ins(moves) == fan_ins(start));
    const auto after = pairs(moves);
    CHECK(after.size() == before.size());  // no pair has two synapses
    std::size_t born = 0;
    for (const auto& pair : after) born += before.contains(pair) ? 0U : 1U;
    CHECK(born > 10);
}

TEST_CASE("what passes zero dies without a trace, and as many are born") {
    using namespace training;
    Network network(2);
    const auto hidden = network.add("hidden", 2, hidden_model({}));
    const auto out = network.add("out", 2, Config::parse(R"({"type":"li"})", "test"));
    Sparse some;
    some.connect(0, 0.5F), some.connect(1, -0.5F), some.end_row();
    some.connect(0, -0.25F), some.end_row();
    some.connect(0, 1.0F), some.end_row();
    some.end_row();
    network.connect(InputLines{}, hidden, some, 1ms);
    network.connect(hidden, out, Dense{2, 2, {1, 2, 3, 4}}, 1ms);
    Plan plan = plan_of(network, {}, {});
    const Rewiring rewiring(plan, {.pull = 0.5}, network, 3);
    const Aligned<float> before = parameters_of(plan, network);
    Aligned<float> values = before;
    const std::size_t stride = plan.links[0].stride;
    values[0] = -0.1F;          // passes zero by the step
    values[stride] = -0.04F;    // by the pull of 0.1 · 0.5
    values[2 * stride] = 0.9F;  // is pulled only
    Moments moments;
    moments.first.assign(plan.parameters, 1.0F);
    moments.second.assign(plan.parameters, 1.0F);
    moments.steps = 1;
    rewiring.rewire(0.1, before, values, moments, plan.trained);
    CHECK(values[2 * stride] == Approx(0.85F));
    CHECK(values[1] == Approx(-0.45F));
    CHECK(plan.trained[2 * stride] == 1);
    CHECK(plan.trained[1] == 1);
    // Neuron 0 heard three of four lines, and does again; two of these are lines that now have 0.
    std::size_t heard = 0, at_zero = 0;
    for (std::size_t s = 0; s < 4; ++s) {
        heard += plan.trained[s * stride];
        at_zero += plan.trained[s * stride] != 0 && values[s * stride] == 0.0F ? 1U : 0U;
        if (plan.trained[s * stride] == 0) CHECK(values[s * stride] == 0.0F);
    }
    CHECK(heard == 3);
    CHECK(at_zero == 2);
    CHECK(moments.first[0] == 0.0F);
    CHECK(moments.second[stride] == 0.0F);
    CHECK(moments.first[2 * stride] == 1.0F);
    // Who was born and did not move is replaced in the next step; dense projections are left alone.
    ++moments.steps;
    const Aligned<float> then = values;
    rewiring.rewire(0.1, then, values, moments, plan.trained);
    heard = 0;
    for (std::size_t s = 0; s < 4; ++s) heard += plan.trained[s * stride];
    CHECK(heard == 3);
    for (std::size_t i = plan.links[1].first; i < plan.parameters; ++i)
        CHECK(values[i] == before[i]);
}

TEST_CASE("rewiring gives the same bytes on any number of threads and from any checkpoint") {
    const Config config = rule("2", R"(,"validation_groups":1,"operations_strength":0.01)");
    std::vector<std::string> checkpoints;
    TrainingRun run;
    run.seed = 7;
    run.save_checkpoint = [&](const std::string& text) { checkpoints.push_back(text); };
    std::vector<Trained> all;
    for (const std::size_t threads : {2U, 1U}) {
        const ThreadLimit limit(threads);
        all.push_back(trained(config, run));
    }
    const std::string expected = to_json(all[0].network);
    CHECK(pairs(all[0].network) != pairs(toy_network({}, 2)));
    CHECK(to_json(all[1].network) == expected);
    REQUIRE(checkpoints.size() == 8);
    for (std::size_t c = 0; c < 4; ++c) {
        CHECK(checkpoints[c] == checkpoints[c + 4]);
        TrainingRun rest;
        rest.seed = 7;
        rest.resume = checkpoints[c];
        const Trained resumed = trained(config, rest);
        CHECK(to_json(resumed.network) == expected);
        CHECK(resumed.curve == all[0].curve);
    }
    run.seed = 8;
    CHECK(pairs(trained(config, run).network) != pairs(all[0].network));
}

TEST_CASE("rewiring needs a sparse projection") {
    Network network(1);
    const auto hidden = network.add("hidden", 2, hidden_model({}));
    const auto out = network.add("out", 2, Config::parse(R"({"type":"li"})", "test"));
    network.connect(InputLines{}, hidden, Dense{2, 2, {1, 2, 3, 4}}, 1ms);
    network.connect(hidden, out, Dense{2, 2, {1, 2, 3, 4}}, 1ms);
    CHECK_THROWS_WITH(make(rules(), rule("1"))->train(network, toy_examples(1, 4, 1, 2), {}),
                      "rewiring: the network has no sparse projection; give it a fan_in, or leave "
                      "pull at 0");
}
