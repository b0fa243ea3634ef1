// What projections mean, whichever way they are written.
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "core/error.hpp"
#include "tests/snn/each_backend.hpp"
#include "tests/snn/random_model.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;
using efferent::test::message_of;

namespace {

Row row(const Synapses& synapses, std::size_t source) {
    Row r{{9}, {9.0F}, {9ns}};  // what was in it is overwritten
    row_of(synapses, source, r);
    return r;
}

Fault fault_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& e) {
        return e.fault();
    }
    return Fault::cancelled;
}

}  // namespace

TEST_CASE("a row is what its projection says") {
    const Row dense = row(Dense{2, 3, {1, 2, 3, 4, 0, 6}}, 1);
    CHECK(dense.targets == std::vector<std::uint32_t>{0, 1, 2});
    CHECK(dense.weights == std::vector<float>{4, 0, 6});
    CHECK(dense.delays.empty());
    const Row sparse = row(Sparse{{0, 1, 3}, {2, 0, 1}, {1, 2, 3}, {1ms, 2ms, 3ms}}, 1);
    CHECK(sparse.targets == std::vector<std::uint32_t>{0, 1});
    CHECK(sparse.weights == std::vector<float>{2, 3});
    CHECK(sparse.delays == std::vector<Duration>{2ms, 3ms});
    const Row one = row(OneToOne{{1, 2, 3}}, 2);
    CHECK(one.targets == std::vector<std::uint32_t>{2});
    CHECK(one.weights == std::vector<float>{3});
    CHECK(row(Random{5, 7, 0.0, 1.0F, 0.0F, 1}, 4).targets.empty());
    CHECK(row(Random{5, 7, 1.0, 1.0F, 0.0F, 1}, 4).weights == std::vector<float>(7, 1.0F));
}

TEST_CASE("a random row is ascending, without repetition, and nobody's but its source's") {
    const Random r{200, 5000, 0.1, 2.0F, 0.5F, 7};
    std::set<std::vector<std::uint32_t>> different;
    for (std::size_t s = 200; s-- > 0;) {
        const Row one = row(r, s);
        REQUIRE(std::ranges::is_sorted(one.targets));
        REQUIRE(std::ranges::adjacent_find(one.targets) == one.targets.end());
        REQUIRE((one.targets.empty() || one.targets.back() < 5000));
        REQUIRE(one.weights.size() == one.targets.size());
        different.insert(one.targets);
        const Row again = row(Random{1000, 5000, 0.1, 2.0F, 0.5F, 7}, s);
        CHECK((again.targets == one.targets && again.weights == one.weights));
    }
    CHECK(different.size() == 200);
    Random other = r;
    other.seed = 8;
    CHECK(row(other, 3).targets != row(r, 3).targets);
}

TEST_CASE("a random projection has the density and the weights that it was asked for") {
    for (const double p : {0.001, 0.02, 0.3, 0.9, 1.0}) {
        CAPTURE(p);
        const Random r{300, 4000, p, 2.0F, 0.5F, 3};
        double count = 0, sum = 0, squares = 0;
        std::vector<double> hits(8);  // of eighths of the targets
        for (std::size_t s = 0; s < 300; ++s) {
            const Row one = row(r, s);
            for (std::size_t i = 0; i < one.targets.size(); ++i) {
                const auto w = static_cast<double>(one.weights[i]);
                count += 1, sum += w, squares += w * w;
                hits[one.targets[i] / 500] += 1;
            }
        }
        const double pairs = 300.0 * 4000.0;
        CHECK(count_of(r) == Approx(p * pairs));
        // Binomial and normal: five standard deviations.
        CHECK(std::abs(count - p * pairs) <= 5 * std::sqrt(pairs * p * (1 - p)));
        for (const double h : hits)
            CHECK(std::abs(h - p * pairs / 8) <= 5 * std::sqrt(pairs / 8 * p * (1 - p)));
        CHECK(std::abs(sum / count - 2.0) <= 5 * 0.5 / std::sqrt(count));
        CHECK(std::sqrt(squares / count - sum / count * sum / count) ==
              Approx(0.5).epsilon(5 / std::sqrt(2 * count)));
    }
}

TEST_CASE("every synapse keeps its own delay") {
    with_each_backend([](const Machine& backend) {
        Network n(1);
        const auto p = n.add("p", 4, lif({}));
        const Sparse s{{0, 4, 5}, {0, 1, 2, 3, 0}, {2, 2, 2, 2, 2}, {3ms, 1ms, 3ms, 2ms, 4ms}};
        n.connect(InputLines{}, p, s, 9ms);
        const Run r = run(backend, n, {up(1ms), up(10ms), down(20ms)});
        CHECK(r.spikes == std::vector{spike(2ms, 1), spike(3ms, 3), spike(4ms, 0), spike(4ms, 2),
                                      spike(11ms, 1), spike(12ms, 3), spike(13ms, 0),
                                      spike(13ms, 2), spike(24ms, 0)});
        CHECK(r.cost == Cost{.events = 3, .deliveries = 9, .spikes = 9});
    });
}

TEST_CASE("two synapses between the same neurons are two") {
    with_each_backend([](const Machine& backend) {
        Network n(1);
        const auto p = n.add("p", 2, lif({}));
        n.connect(InputLines{}, p, Sparse{{0, 2, 4}, {1, 1, 0, 0}, {0.6F, 0.6F, 0.6F, 0.6F}, {}},
                  1ms);
        const Run r = run(backend, n, {up(1ms), down(5ms), up(9ms)});
        CHECK(r.spikes == std::vector{spike(2ms, 1), spike(6ms, 0), spike(10ms, 1)});
        CHECK(r.cost.deliveries == 6);
        Network apart(1);
        const auto q = apart.add("q", 1, lif({}));
        apart.connect(InputLines{}, q, Sparse{{0, 2, 2}, {0, 0}, {2.0F, 2.0F}, {3ms, 1ms}}, 1ms);
        CHECK(run(backend, apart, {up(1ms)}).spikes == std::vector{spike(2ms, 0), spike(4ms, 0)});
    });
}

TEST_CASE("own delays that are all the projection's change nothing") {
    with_each_backend([](const Machine& backend) {
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            INFO("seed " << seed);
            const auto random = random_network(seed);
            Network own(random.network.channels());
            for (const Population& p : random.network.populations())
                own.add(p.name, p.size, p.model);
            for (const Projection& p : random.network.projections()) {
                Synapses synapses = p.synapses;
                if (auto* s = std::get_if<Sparse>(&synapses);
                    s != nullptr && s->delays.empty() && p.delay.own.empty())
                    s->delays.assign(s->targets.size(), p.delay.all);
                own.connect(p.from, p.to, synapses, p.delay);
            }
            const auto input = backend.input(seed, own.channels(), at(50ms));
            const Run expected = run(backend, random.network, input, 60ms);
            REQUIRE(expected.spikes.size() > 10);
            CHECK(run(backend, own, input, 60ms) == expected);
        }
    });
}

TEST_CASE("one to one and random equal the same written out as rows") {
    with_each_backend([](const Machine& backend) {
        std::size_t converted = 0;
        for (std::uint64_t seed = 1; seed <= 8; ++seed) {
            INFO("seed " << seed);
            const Network n = network_of_all_models(seed, Shape::layered);
            Network sparse(n.channels());
            for (const Population& p : n.populations()) {
                const auto id = sparse.add(p.name, p.size, p.model);
                for (const OwnValues& own : p.own) sparse.set(id, own.key, own.values);
            }
            for (const Projection& p : n.projections()) {
                if (p.synapses.index() < 2) {
                    sparse.connect(p.from, p.to, p.synapses, p.delay);
                    continue;
                }
                ++converted;
                Sparse rows;
                const auto* from = std::get_if<PopulationId>(&p.from);
                const std::size_t sources =
                    from == nullptr ? 2 * n.channels() : n.populations()[*from].size;
                for (std::size_t s = 0; s < sources; ++s) {
                    const Row one = row(p.synapses, s);
                    for (std::size_t i = 0; i < one.targets.size(); ++i)
                        rows.connect(one.targets[i], one.weights[i]);
                    rows.end_row();
                }
                sparse.connect(p.from, p.to, rows, p.delay);
            }
            const auto input = backend.input(seed, n.channels(), at(50ms));
            const Run expected = run(backend, n, input, 60ms);
            REQUIRE(expected.spikes.size() > 50);
            CHECK(run(backend, sparse, input, 60ms) == expected);
        }
        CHECK(converted > 20);
    });
}

TEST_CASE("a network that no memory holds is refused before it is made, with its size") {
    with_each_backend([](const Machine& backend) {
        Network n(0);
        const auto p = n.add("p", 1000000, lif({}));
        n.connect(p, p, Random{1000000, 1000000, 0.5, 1.0F, 0.0F, 1}, 1ms);
        CHECK(n.synapses() == 5e11);
        CHECK(fault_of([&] { (void)backend.compile(n); }) == Fault::capacity);
        using Catch::Contains;
        CHECK_THAT(message_of([&] { (void)backend.compile(n); }),
                   Contains("1000000 neurons") && Contains("500000000000 synapses") &&
                       Contains("would need") && Contains(" GB; this machine has "));
    });
}
