// What every neuron model promises, seen through its kernel. A new model inherits these tests.
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "core/random.hpp"
#include "snn/model.hpp"

using namespace efferent;
using namespace efferent::snn;

namespace {

Time at(Duration d) { return Time{d}; }

/// From a nanosecond to ten seconds, every order of magnitude as often.
Duration random_span(RandomStream& random) {
    return Duration{std::llround(std::pow(10.0, 10.0 * random.uniform()))};
}

class Cell {
public:
    Cell(const PartInfo<Kernel>& info, const Config& config) : kernel_(info.make(config)) {
        kernel_->start(1);
    }
    bool fires(Time t, double input) {
        std::vector<std::uint32_t> fired;
        kernel_->receive(t, std::vector<Arrival>{{0, input}}, fired);
        return !fired.empty();
    }
    double membrane(Time t) const { return kernel_->membrane(t).at(0); }

private:
    std::unique_ptr<Kernel> kernel_;
};

struct Model {
    const PartInfo<Kernel>& info;
    Config config;  ///< every default written out

    Cell cell() const { return {info, config}; }
    /// An input that moves a resting neuron but is half of one that does not make it spike.
    double weak() const {
        double input = 1.0;
        while (cell().fires(at(0ns), input)) input /= 2;
        return input / 2;
    }
    /// An input that makes a resting neuron spike; none if it is of a kind that never does.
    std::optional<double> strong() const {
        for (double input = 1.0; input < 1e12; input *= 2)
            if (cell().fires(at(0ns), input)) return input;
        return std::nullopt;
    }
};

void with_each_model(const std::function<void(const Model&)>& test) {
    REQUIRE_FALSE(models().empty());
    for (const auto* info : models()) {
        const std::string name(info->name);
        DYNAMIC_SECTION("model " << name) {
            const auto config = Config::parse("{\"type\":\"" + name + "\"}", name);
            test({*info, resolve(models(), config)});
        }
    }
}

}  // namespace

TEST_CASE("decay over a sum is decay over its parts") {
    with_each_model([](const Model& model) {
        const double weak = model.weak();
        RandomStream random(1, "decay");
        for (int i = 0; i < 200; ++i) {
            const Duration before = random_span(random), a = random_span(random),
                           b = random_span(random);
            CAPTURE(i, before.count(), a.count(), b.count());
            Cell whole = model.cell(), parts = model.cell();
            REQUIRE_FALSE(whole.fires(at(before), weak));
            REQUIRE_FALSE(parts.fires(at(before), weak));
            REQUIRE(whole.membrane(at(before)) != model.cell().membrane(at(before)));
            REQUIRE_FALSE(parts.fires(at(before + a), 0.0));
            CHECK(parts.membrane(at(before + a + b)) ==
                  Approx(whole.membrane(at(before + a + b))).epsilon(1e-12).margin(1e-12 * weak));
        }
    });
}

TEST_CASE("a neuron at rest stays at rest") {
    with_each_model([](const Model& model) {
        Cell cell = model.cell();
        const double rest = cell.membrane(at(0ns));
        RandomStream random(2, "rest");
        Time t{};
        for (int i = 0; i < 100; ++i) {
            t += random_span(random);
            CHECK(cell.membrane(t) == rest);
            CHECK_FALSE(cell.fires(t, 0.0));
        }
    });
}

TEST_CASE("looking at a membrane changes nothing") {
    with_each_model([](const Model& model) {
        Cell seen = model.cell(), unseen = model.cell();
        const double weak = model.weak();
        seen.fires(at(1ms), weak);
        unseen.fires(at(1ms), weak);
        for (int i = 2; i < 20; ++i) (void)seen.membrane(at(i * 1ms));
        CHECK(seen.membrane(at(25ms)) == unseen.membrane(at(25ms)));
    });
}

TEST_CASE("a refractory neuron loses what arrives") {
    with_each_model([](const Model& model) {
        const auto strong = model.strong();
        if (!strong || model.config.dump().find("\"refractory_ms\"") == std::string::npos) return;
        const Model slow{model.info, model.config.with("refractory_ms", "5")};
        Cell pressed = slow.cell(), left_alone = slow.cell();
        REQUIRE(pressed.fires(at(10ms), *strong));
        REQUIRE(left_alone.fires(at(10ms), *strong));
        CHECK_FALSE(pressed.fires(at(10ms + 1ns), 100 * *strong));
        CHECK_FALSE(pressed.fires(at(15ms - 1ns), 100 * *strong));
        CHECK(pressed.membrane(at(15ms)) == left_alone.membrane(at(15ms)));
        CHECK(pressed.fires(at(15ms), 100 * *strong));
    });
}

TEST_CASE("a membrane stays finite") {
    with_each_model([](const Model& model) {
        Cell cell = model.cell();
        RandomStream random(3, "finite");
        Time t{};
        for (int i = 0; i < 1000; ++i) {
            t += random_span(random) / 100;
            cell.fires(t, 1e30 * random.normal());
            REQUIRE(std::isfinite(cell.membrane(t)));
            REQUIRE(std::isfinite(cell.membrane(t + std::chrono::hours(1))));
        }
    });
}

TEST_CASE("neurons of a population answer for themselves, in order") {
    with_each_model([](const Model& model) {
        const auto strong = model.strong();
        if (!strong) return;
        const auto kernel = model.info.make(model.config);
        kernel->start(5);
        std::vector<std::uint32_t> fired{99};
        kernel->receive(at(1ms),
                        std::vector<Arrival>{{0, *strong}, {2, model.weak()}, {3, *strong}}, fired);
        CHECK(fired == std::vector<std::uint32_t>{99, 0, 3});
        const auto membrane = kernel->membrane(at(1ms));
        REQUIRE(membrane.size() == 5);
        CHECK(membrane[1] == membrane[4]);
        CHECK(membrane[2] != membrane[1]);
        kernel->start(2);
        CHECK(kernel->membrane(at(0ns)) == std::vector<double>(2, membrane[1]));
    });
}

TEST_CASE("a model's settings read back as themselves") {
    with_each_model([](const Model& model) {
        CHECK(model.config.type() == model.info.name);
        CHECK(resolve(models(), model.config) == model.config);
    });
}
