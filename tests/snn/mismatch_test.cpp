// Faults of chips: drawn or the worst ones in training, drawn ones in a network that decides.
#include <catch2/catch.hpp>
#include <cmath>

#include "snn/learning/batch.hpp"
#include "snn/learning/chip.hpp"
#include "snn/learning/hardware.hpp"
#include "snn/learning/surrogate.hpp"
#include "tests/snn/training_toys.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;

namespace {

Trained trained(const std::string& hardware, int epochs = 6) {
    const Config config =
        Config::parse(R"({"type":"bptt","batch":12,"learning_rate":0.005,"epochs":)" +
                          std::to_string(epochs) + R"(,"hardware":)" + hardware + "}",
                      "test");
    return make(rules(), config)->train(toy_network({}, 2), toy_examples(1, 48), {});
}

std::vector<float> weights_of(const Projection& p) {
    return std::visit(
        [](const auto& s) {
            if constexpr (requires { s.weights; }) return s.weights;
            return std::vector<float>{};
        },
        p.synapses);
}

}  // namespace

TEST_CASE("mismatch changes what is learned, and the same seed draws the same") {
    const std::string once = to_json(trained(R"({"mismatch":0.2})").network);
    CHECK(to_json(trained(R"({"mismatch":0.2})").network) == once);
    CHECK(to_json(trained("{}").network) != once);
}

TEST_CASE("an attack costs more than random faults of its size") {
    using namespace training;
    const Network network = trained("{}", 12).network;
    const Examples examples = toy_examples(9, 24);
    const Plan plan = plan_of(network, {}, {});
    const Aligned<float> held = parameters_of(plan, network);
    std::vector<Trial> trials;
    for (const Example& e : examples.all) trials.push_back(trial_of(e, {}));
    std::vector<const Trial*> all;
    for (const Trial& t : trials) all.push_back(&t);
    Batch<float> batch(plan, {.slope = slope_of({})}, {});
    Aligned<float> gradient;
    const double calm = batch.descend(all, held, gradient).loss;
    const auto attacked = [&](std::int64_t steps) {
        const HardwareView view(plan, {.attack = 0.1, .attack_steps = steps}, 0);
        Aligned<float> now = held, uphill = gradient;
        for (std::int64_t k = 0; k < steps; ++k) {
            view.attack(uphill, held, now);
            (void)batch.descend(all, now, uphill);
        }
        for (std::size_t i = 0; i < held.size(); ++i)
            CHECK(std::abs(now[i] - held[i]) <= 0.1001F * std::abs(held[i]));
        return batch.look(all, now).loss;
    };
    RandomStream random(4, "random faults");
    double worst = 0.0;
    for (int draw = 0; draw < 20; ++draw) {
        Aligned<float> now = held;
        for (std::size_t i = 0; i < plan.layers.front().bias; ++i)
            now[i] *= random.uniform() < 0.5 ? 0.9F : 1.1F;
        worst = std::max(worst, batch.look(all, now).loss);
    }
    const double once = attacked(1), often = attacked(3);
    CAPTURE(calm, worst, once, often);
    CHECK(once > 1.2 * worst);
    CHECK(often > worst);
    CHECK(worst > calm);
}

TEST_CASE("training under attack raises least what an attack costs") {
    using namespace training;
    const auto cost = [](const Network& network) {
        const Plan plan = plan_of(network, {}, {});
        const Examples examples = toy_examples(1, 48);
        std::vector<Trial> trials;
        for (const Example& e : examples.all) trials.push_back(trial_of(e, {}));
        std::vector<const Trial*> all;
        for (const Trial& t : trials) all.push_back(&t);
        Batch<float> batch(plan, {.slope = slope_of({})}, {});
        const Aligned<float> held = parameters_of(plan, network);
        Aligned<float> gradient, now = held;
        (void)batch.descend(all, held, gradient);
        HardwareView(plan, {.attack = 0.2}, 0).attack(gradient, held, now);
        return batch.look(all, now).loss;
    };
    const std::string armed = R"({"attack":0.2,"attack_share":1})";
    const Trained once = trained(armed, 30);
    CHECK(to_json(trained(armed, 2).network) == to_json(trained(armed, 2).network));
    const double with = cost(once.network), without = cost(trained("{}", 30).network);
    CAPTURE(with, without);
    CHECK(with < 0.9 * without);
}

TEST_CASE("a chip has faults of the size that is asked for, others for another draw") {
    const Network network = toy_network({}, 2);
    CHECK(on_chip(network, {}) == network);
    const Network chip = on_chip(network, {.mismatch = 0.2, .draw = 1});
    CHECK(chip == on_chip(network, {.mismatch = 0.2, .draw = 1}));
    CHECK_FALSE(chip == on_chip(network, {.mismatch = 0.2, .draw = 2}));
    double squares = 0.0, count = 0.0;
    for (std::size_t p = 0; p < network.projections().size(); ++p) {
        const auto before = weights_of(network.projections()[p]);
        const auto after = weights_of(chip.projections()[p]);
        for (std::size_t i = 0; i < before.size(); ++i) {
            const double off = static_cast<double>(after[i]) / static_cast<double>(before[i]) - 1.0;
            squares += off * off;
            count += 1.0;
        }
    }
    REQUIRE(count > 1000);
    CHECK(std::sqrt(squares / count) == Approx(0.2).epsilon(0.1));
}
