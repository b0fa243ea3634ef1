// Training with what a chip can hold: the network that comes out is what every pass computed with.
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "snn/learning/bundle.hpp"
#include "snn/learning/hardware.hpp"
#include "snn/learning/quantiser.hpp"
#include "snn/learning/surrogate.hpp"
#include "tests/snn/training_toys.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;

namespace {

Trained trained(const std::string& hardware, const std::string& more = {}, int epochs = 6) {
    const Config config =
        Config::parse(R"({"type":"bptt","batch":12,"learning_rate":0.005,"epochs":)" +
                          std::to_string(epochs) + R"(,"hardware":)" + hardware + more + "}",
                      "test");
    return make(rules(), config)->train(toy_network({}, 2), toy_examples(1, 48), {});
}

std::vector<float> weights_of(const Projection& p, std::size_t sources) {
    std::vector<float> all;
    Row row;
    for (std::size_t s = 0; s < sources; ++s) {
        row_of(p.synapses, s, row);
        all.insert(all.end(), row.weights.begin(), row.weights.end());
    }
    return all;
}

std::size_t sources_of(const Network& network, const Projection& p) {
    const auto* from = std::get_if<PopulationId>(&p.from);
    return from == nullptr ? 2 * network.channels() : network.populations()[*from].size;
}

/// Of which all weights are whole multiples, if they are: the smallest difference between two that
/// are not alike.
double step_of(const std::vector<float>& weights) {
    std::set<double> values{0.0};
    for (const float w : weights) values.insert(static_cast<double>(w));
    double step = 1e30;
    for (auto it = values.begin(); std::next(it) != values.end(); ++it)
        step = std::min(step, *std::next(it) - *it);
    return step;
}

bool is_whole(double x) { return x == std::round(x); }

double keep(double tau_ms) { return std::exp(-1.0 / tau_ms); }

}  // namespace

TEST_CASE("trained weights and thresholds are exactly what an integer neuron has") {
    for (const int bits : {2, 3, 4, 8}) {
        const Network network =
            trained(R"({"threshold_bits":6,"weight_bits":)" + std::to_string(bits) + "}").network;
        const double levels = std::ldexp(1.0, bits - 1) - 1.0;
        std::vector<double> steps(network.populations().size());
        std::size_t shifted = 0;
        for (const Projection& p : network.projections()) {
            INFO(bits << " bits into population " << index(p.to));
            const auto weights = weights_of(p, sources_of(network, p));
            REQUIRE(weights.size() > 30);
            const double step = step_of(weights);
            double most = 0.0;
            for (const float w : weights) {
                CHECK(is_whole(static_cast<double>(w) / step));
                most = std::max(most, std::abs(static_cast<double>(w)) / step);
            }
            CHECK(most <= levels);
            CHECK(most >= std::min(levels, 5.0));
            double& first = steps[index(p.to)];
            if (first == 0.0) first = step;
            CHECK(is_whole(std::log2(step / first)));
            shifted += step != first ? 1U : 0U;
        }
        CHECK((bits != 4 || shifted > 0));
        for (const PopulationId p : {PopulationId{0}, PopulationId{1}}) {
            double unit = steps[index(p)];
            const double threshold = dynamics_of(network.populations()[p]).front().threshold;
            CHECK(std::abs(threshold - 0.9) < 0.9 / 32.0);
            while (threshold / unit >= 32.0) unit *= 2.0;
            while (threshold / unit < 32.0) unit *= 0.5;
            CHECK(is_whole(threshold / unit));
            CHECK(threshold / unit < 64.0);
        }
    }
}

TEST_CASE("the exported network sends the spikes that training computed with") {
    using namespace training;
    const Config rule = Config::parse(
        R"({"type":"bptt","batch":12,"learning_rate":0.005,"epochs":3,"hardware":
            {"weight_bits":4,"threshold_bits":6,"decay_bits":7},"rewiring":{"pull":1}})",
        "test");
    Network start = toy_network({}, 2);
    std::vector<double> own;  // thresholds of its own
    for (std::size_t n = 0; n < start.populations()[PopulationId{0}].size; ++n)
        own.push_back(0.6 + 0.03 * static_cast<double>(n));
    start.set(PopulationId{0}, "threshold", own);
    const Examples examples = toy_examples(3, 12);
    const Network made = make(rules(), rule)->train(start, toy_examples(1, 48), {}).network;
    const Plan plan =
        plan_of(made, {}, {.biases = false, .time_constants = false, .thresholds = true});
    const HardwareView view(plan, {.weight_bits = 4, .threshold_bits = 6}, 0);
    Aligned<float> held;
    view.hold(parameters_of(plan, made), held);
    CHECK(held == parameters_of(plan, made));  // what is held is held once and for all
    Bundle<float> bundle(plan, {.slope = slope_of({})});
    std::size_t compared = 0;
    for (const Example& e : examples.all) {
        const Trial trial = trial_of(e, {});
        const std::vector<const Trial*> one{&trial};
        bundle.forward(one, NetworkView<float>(plan, held), Keep::scores);
        std::vector<Spike> here;
        for (std::size_t l = 0; l < plan.layers.size(); ++l)
            for (std::int64_t tick = 0; tick < trial.ticks; ++tick)
                for (const std::uint32_t n : bundle.strand(0, l).spikes_at(tick)) {
                    const auto first = index(made.populations()[plan.layers[l].population].first);
                    here.push_back({Time{tick * 1ms}, static_cast<NeuronId>(first + n)});
                }
        std::ranges::sort(here);
        std::vector<Spike> there = clocked_spikes(made, e);
        std::erase_if(there, [&](const Spike& s) { return s.at >= Time{trial.ticks * 1ms}; });
        std::ranges::sort(there);
        CHECK(here == there);
        compared += here.size();
    }
    CHECK(compared > 100);
}

TEST_CASE("steps lose no more than any other steps of their kind") {
    using namespace training;
    RandomStream random(5, "steps");
    std::vector<std::vector<float>> weights(2);
    for (int i = 0; i < 600; ++i) {
        weights[0].push_back(static_cast<float>(0.02 * random.normal()));
        weights[1].push_back(static_cast<float>(1.5 * random.normal()));
    }
    const std::vector<std::uint8_t> all(600, 1);
    const auto lost = [](const std::vector<float>& from, double step, double levels) {
        double error = 0.0, squares = 0.0;
        for (const float x : from) {
            const auto w = static_cast<double>(x);
            error += std::pow(w - step * std::clamp(std::round(w / step), -levels, levels), 2);
            squares += w * w;
        }
        return error / squares;
    };
    for (const double levels : {1.0, 3.0, 7.0}) {
        const std::vector<Magnitudes> magnitudes{{weights[0], all}, {weights[1], all}};
        const ProjectionSteps found = best_steps(magnitudes, levels);
        const double here =
            lost(weights[0], found.steps[0], levels) + lost(weights[1], found.steps[1], levels);
        for (int sixteenths = 16; sixteenths < 32; ++sixteenths) {
            double there = 0.0;
            for (const auto& from : weights) {
                double least = 1.0;
                for (int k = -12; k < 3; ++k)
                    least = std::min(least, lost(from, std::ldexp(sixteenths / 16.0, k), levels));
                there += least;
            }
            CHECK(here < there + 0.002);
        }
        CHECK(here > 0.0);
    }
    // Known values: Max, "Quantizing for minimum distortion", 1960, gives a normal density cut in
    // three by equal steps a step of 1.224 standard deviations and a loss of 0.190.
    const ProjectionSteps three = best_steps(std::vector<Magnitudes>{{weights[1], all}}, 1.0);
    CHECK(three.steps[0] / 1.5 == Approx(1.224).epsilon(0.1));
    CHECK(lost(weights[1], three.steps[0], 1.0) == Approx(0.19).margin(0.02));
}

TEST_CASE("training that knows of few bits beats rounding afterwards") {
    const Examples unseen = toy_examples(77, 60);
    const auto accuracy = [&](const Network& network) {
        double right = 0.0, all = 0.0;
        for (const Example& e : unseen.all)
            for (const auto& score : scores(network, {}, clocked_spikes(network, e), e.windows)) {
                const auto best = std::ranges::max_element(score) - score.begin();
                right += best == static_cast<std::ptrdiff_t>(index(e.label)) ? 1.0 : 0.0;
                all += 1.0;
            }
        return right / all;
    };
    const Trained whole = trained("{}", {}, 40);
    const Trained ternary = trained(R"({"weight_bits":2})", {}, 40);
    const auto plan = training::plan_of(whole.network, {}, {});
    const training::HardwareView view(plan, {.weight_bits = 2}, 0);
    Aligned<float> held;
    view.hold(training::parameters_of(plan, whole.network), held);
    const Network after = training::with_parameters(plan, whole.network, held);
    CAPTURE(accuracy(whole.network), accuracy(ternary.network), accuracy(after));
    REQUIRE(accuracy(whole.network) > 0.8);
    CHECK(accuracy(ternary.network) > accuracy(after));
}

TEST_CASE("trained decays are multiples of a power of two, learned or not") {
    for (const std::string more : {"", R"(,"learn_time_constants":true)"}) {
        const Network network = trained(R"({"decay_bits":6})", more).network;
        std::size_t checked = 0;
        const auto check = [&](double tau_ms) {
            CHECK(std::abs(64.0 * keep(tau_ms) - std::round(64.0 * keep(tau_ms))) < 1e-4);
            ++checked;
        };
        for (const Population& p : network.populations()) {
            INFO(p.name << more);
            for (const Dynamics& d : dynamics_of(p)) {
                check(d.membrane_ns / 1e6);
                if (d.has_current()) check(d.excitatory_ns / 1e6);
            }
        }
        CHECK(checked >= 5);
    }
    try {
        (void)trained(R"({"decay_bits":3})");
        FAIL("must be refused");
    } catch (const Error& e) {
        CHECK(
            std::string(e.what()) ==
            "population \"out\": membrane_ms of 25 ms keeps 0.9607894391523232 from tick to tick, "
            "which 3 bits cannot hold");
    }
}
