// EventProp: exact against differences; on a grid it learns, and says what it cannot do.
#include <catch2/catch.hpp>

#include "snn/learning/exact_eventprop.hpp"
#include "tests/snn/training_toys.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;
using namespace efferent::snn::training;

TEST_CASE(
    "exact EventProp is what differences say, by weights and delays, with and without recurrence") {
    for (const bool recurrent : {false, true}) {
        RandomStream random(recurrent ? 1 : 2, "exact network");
        ExactNetwork n;
        n.hidden = make(models(), Config::parse(R"({"type":"cuba_lif","membrane_ms":18,
            "excitatory_ms":7,"inhibitory_ms":7,"v_reset":-0.15,"v_leak":0.1})",
                                                "test"))
                       ->dynamics();
        n.size = 8;
        n.classes = 3;
        const auto draw = [&](std::vector<double>& to, std::size_t count, double mean, double sd) {
            for (std::size_t i = 0; i < count; ++i) to.push_back(mean + sd * random.normal());
        };
        draw(n.input, 4 * n.size, 1.2, 1.5);
        if (recurrent) draw(n.recurrent, n.size * n.size, 0.1, 0.6);
        draw(n.readout, n.size * n.classes, 0.0, 1.0);
        for (std::size_t i = 0; i < 4; ++i) n.input_delay_ns.push_back(4e6 * random.uniform());
        for (std::size_t i = 0; i < n.size; ++i)
            n.recurrent_delay_ns.push_back(1e6 + 4e6 * random.uniform());
        const double end_ns = 6e7;
        std::vector<ExactEvent> events;
        for (int i = 0; i < 40; ++i)
            events.push_back(
                {end_ns * random.uniform(), static_cast<std::size_t>(random.below(4))});
        const ExactGradient g = exact_eventprop(n, events, end_ns, 2);
        REQUIRE(g.spikes > 15);
        double apart = 0.0, size = 0.0;
        const auto compare = [&](std::vector<double>& weights, const std::vector<double>& gradient,
                                 double h = 1e-6) {
            for (std::size_t i = 0; i < weights.size(); ++i) {
                const double was = weights[i];
                const auto loss = [&](double by) {
                    weights[i] = was + by;
                    const ExactGradient moved = exact_eventprop(n, events, end_ns, 2);
                    REQUIRE(moved.spikes == g.spikes);
                    return moved.loss;
                };
                const double found =
                    (8.0 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12.0 * h);
                weights[i] = was;
                apart += (found - gradient[i]) * (found - gradient[i]);
                size += gradient[i] * gradient[i];
            }
        };
        compare(n.input, g.input);
        compare(n.recurrent, g.recurrent);
        REQUIRE(size > 1e-4);
        compare(n.readout, g.readout);
        CHECK(std::sqrt(apart / size) < 1e-6);
        apart = size = 0.0;
        compare(n.input_delay_ns, g.input_delay, 100.0);
        if (recurrent) compare(n.recurrent_delay_ns, g.recurrent_delay, 100.0);
        REQUIRE(size > 1e-18);
        CHECK(std::sqrt(apart / size) < 1e-6);
    }
}

TEST_CASE("EventProp on a grid learns a separable toy set") {
    const Config config = Config::parse(
        R"({"type":"eventprop","epochs":15,"batch":12,"learning_rate":0.01,"fade_ms":30,
            "start_share":0.03,"validation_groups":1})",
        "test");
    const auto rule = make(rules(), config);
    const Trained trained = rule->train(toy_network({}, 2), toy_examples(1, 96), {});
    const Epoch& best = trained.curve.at(static_cast<std::size_t>(trained.best_epoch - 1));
    CHECK(best.loss < 0.7 * trained.curve.front().loss);
    CHECK(best.validation_accuracy.value() > 0.75);
    CHECK_THROWS_WITH(rule->train(toy_network({.type = "alif"}, 2), toy_examples(1, 12), {}),
                      Catch::Contains("population \"a\"") && Catch::Contains("cuba_lif"));
}
