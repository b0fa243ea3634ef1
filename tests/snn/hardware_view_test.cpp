// Training with what a chip can hold: the network that comes out is what every pass computed with.
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "snn/learning/hardware.hpp"
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

std::vector<float> weights_into(const Network& network, std::size_t population) {
    std::vector<float> all;
    Row row;
    for (const Projection& p : network.projections()) {
        if (index(p.to) != population) continue;
        const auto* from = std::get_if<PopulationId>(&p.from);
        const std::size_t sources =
            from == nullptr ? 2 * network.channels() : network.populations()[*from].size;
        for (std::size_t s = 0; s < sources; ++s) {
            row_of(p.synapses, s, row);
            all.insert(all.end(), row.weights.begin(), row.weights.end());
        }
    }
    return all;
}

/// Of which all weights are whole multiples, if they are: the smallest difference between two that
/// are not alike, made exact by the largest.
double step_of(const std::vector<float>& weights) {
    const std::set<float> values(weights.begin(), weights.end());
    double step = 1e30;
    for (auto it = values.begin(); std::next(it) != values.end(); ++it)
        step = std::min(step, static_cast<double>(*std::next(it)) - static_cast<double>(*it));
    const double largest = std::max(std::abs(static_cast<double>(*values.begin())),
                                    std::abs(static_cast<double>(*values.rbegin())));
    return largest / std::round(largest / step);
}

double keep(double tau_ms) { return std::exp(-1.0 / tau_ms); }

}  // namespace

TEST_CASE("trained weights are whole numbers of steps, and so is the threshold") {
    for (const int bits : {2, 3, 4, 8}) {
        const Network network = trained("{\"weight_bits\":" + std::to_string(bits) + "}").network;
        const double levels = std::ldexp(1.0, bits - 1) - 1.0;
        for (std::size_t p = 0; p < network.populations().size(); ++p) {
            INFO(bits << " bits into population " << p);
            const auto weights = weights_into(network, p);
            REQUIRE(weights.size() > 30);
            const double step = step_of(weights);
            double most = 0.0;
            for (const float w : weights) {
                const double whole = static_cast<double>(w) / step;
                CHECK(std::abs(whole - std::round(whole)) < 1e-4);
                most = std::max(most, std::abs(std::round(whole)));
            }
            CHECK(most <= levels);
            CHECK(most >= std::min(levels, 7.0));
            if (p + 1 == network.populations().size()) continue;
            CHECK(std::abs(0.9 / step - std::round(0.9 / step)) < 1e-3);
        }
    }
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

TEST_CASE("mismatch changes what is learned, and the same seed draws the same") {
    const std::string once = to_json(trained(R"({"mismatch":0.2})").network);
    CHECK(to_json(trained(R"({"mismatch":0.2})").network) == once);
    CHECK(to_json(trained("{}").network) != once);
}
