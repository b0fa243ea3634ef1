// Currents that a core chooses for the bits of its weights.
#include "hw/base_currents.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/random.hpp"
#include "hw/quantise.hpp"

using namespace efferent;
using namespace efferent::hw;

using Currents = std::vector<std::int32_t>;

namespace {

/// DYNAP-SE2 as if its currents were powers of two.
class Fixed final : public Arithmetic {
public:
    explicit Fixed(const Arithmetic& as) : as_(as) {}
    Registers registers(const Chip& chip) const override {
        Registers r = as_.registers(chip);
        r.base_currents = 0;
        return r;
    }
    Decays decays(const snn::Dynamics& d, Duration tick, std::int64_t t) const override {
        return as_.decays(d, tick, t);
    }
    std::unique_ptr<Machine> start(const Chip& chip, const WholeNetwork& network,
                                   std::uint64_t seed) const override {
        return as_.start(chip, network, seed);
    }

private:
    const Arithmetic& as_;
};

}  // namespace

TEST_CASE("a subset of currents is the one whose sum is nearest") {
    const Currents c{10, 25, 60, 200};
    CHECK(sum_of(0b1011, c) == 235);
    CHECK(nearest_subset(0.0, c) == 0);
    CHECK(nearest_subset(86.0, c) == 0b0110);
    CHECK(nearest_subset(1e6, c) == 0b1111);
    CHECK(nearest_subset(5.0, c) == 0);  // halfway: the smaller
}

TEST_CASE("weights of few kinds are met by currents of their own") {
    std::vector<HeardWeight> weights;
    for (const double w : {-700.0, 130.0, 830.0, -50.0, 180.0})
        for (int i = 0; i < 5; ++i) weights.push_back({w, 1.0 + i});
    const Currents chosen = base_currents(weights, 4);
    CHECK(loss_of(weights, chosen) == 0.0);
    CHECK(loss_of(weights, Currents{55, 111, 221, 443}) > 0.0);
}

TEST_CASE("chosen currents lose no more than powers of two at any scale") {
    RandomStream random(5, "base currents");
    std::vector<HeardWeight> weights;
    for (int i = 0; i < 2000; ++i) weights.push_back({300.0 * random.normal(), 1.0});
    const double chosen = loss_of(weights, base_currents(weights, 4));
    double least = 1e300;
    for (std::int32_t unit = 10; unit < 120; ++unit)
        least = std::min(least, loss_of(weights, Currents{unit, 2 * unit, 4 * unit, 8 * unit}));
    INFO(chosen << " beside " << least);
    CHECK(chosen <= least);
    CHECK(chosen > 0.0);
}

TEST_CASE("a network on a chip with currents of its choice loses less than with powers of two") {
    snn::Network n(1);
    const PopulationId a =
        n.add("a", 4, Config::parse(R"({"type": "lif", "threshold": 2.9})", "test"));
    n.connect(snn::InputLines{}, a,
              snn::Dense{2, 4, {0.9F, -0.31F, 0.42F, 0.9F, -0.42F, 0.31F, 1.21F, -0.9F}}, 1ms);
    const Chip chip = find_chip("dynapse2");
    const auto arithmetic = make(arithmetics(), chip.arithmetic);
    const Quantised own = quantise(n, chip, *arithmetic, 1ms);
    const Quantised fixed = quantise(n, chip, Fixed(*arithmetic), 1ms);
    const WholePopulation& p = own.network.populations[a];
    REQUIRE(p.base_currents.size() == 4);
    CHECK(fixed.network.populations[a].base_currents.empty());
    CHECK(fixed.roundings.front().lost > 1e-4);
    CHECK(own.roundings.front().lost < 1e-6);  // 0.31, 0.42, 0.9 and 0.31 + 0.9
    const std::int64_t first = own.network.projections.front().weights.front();
    CHECK(static_cast<double>(sum_of(first, p.base_currents)) * p.unit.front() ==
          Approx(0.9).epsilon(1e-3));
    CHECK_NOTHROW(arithmetic->start(chip, own.network, 1));
}
