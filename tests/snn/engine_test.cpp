// The parts of the windowed engine: tables, queues, stored rows, and the loops of every instruction
// set.
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "core/random.hpp"
#include "snn/engine/accumulate.hpp"
#include "snn/engine/aligned.hpp"
#include "snn/engine/decay_table.hpp"
#include "snn/engine/row_queue.hpp"
#include "snn/engine/scatter.hpp"
#include "snn/engine/spike_order.hpp"

namespace efferent::snn::plain {  // the loops that every machine can run
void accumulate_current(const CurrentPass& pass);
void accumulate_potential(const PotentialPass& pass);
void advance_tick(const TickPass& pass);
}  // namespace efferent::snn::plain

using namespace efferent;
using namespace efferent::snn;

TEST_CASE("a decay table is exact to the last digits") {
    RandomStream random(1, "decay table");
    for (const double tau : {1e4, 5e6, 2e7, 1e9})
        for (const double window : {tau * 2, tau / 3, tau / 1000}) {
            const DecayTable table(tau, window);
            const double steps = DecayTable::steps / window, step = window / DecayTable::steps;
            for (int i = 0; i <= 1000; ++i) {
                const double t = i < 1000 ? window * random.uniform() : window;
                const TablePlace place = DecayTable::place(t, steps, step);
                CHECK(table.fall(place) == Approx(std::exp(-t / tau)).epsilon(1e-14));
                CHECK(table.both(place).rise == Approx(std::exp(t / tau)).epsilon(1e-14));
                CHECK(table.both(place).fall == table.fall(place));
            }
        }
}

TEST_CASE("spikes of a window are put in order, however they are spread") {
    RandomStream random(4, "spikes");
    SpikeOrder order;
    constexpr std::int64_t begin = 7000, length = 1000;
    for (const std::uint64_t spread : {1U, 3U, 1000U})
        for (std::size_t count = 0; count < 200; count += count < 20 ? 1 : 30) {
            std::vector<Spike> spikes;
            for (std::size_t i = 0; i < count; ++i) {
                const auto offset = length - 1 - static_cast<std::int64_t>(random.below(spread));
                spikes.push_back(
                    {Time{Duration{begin + offset}}, static_cast<NeuronId>(random.below(1000))});
            }
            std::vector<Spike> expected = spikes;
            std::ranges::sort(expected);
            order.sort(spikes, begin, length);
            CHECK(spikes == expected);
        }
}

TEST_CASE("rows arrive in the window they were sent to, near or far, in order") {
    RowQueue queue(10, 10 * 5000, 2);
    RandomStream random(2, "queue");
    std::vector<std::vector<Hit>> expected(2 * 6000);
    std::size_t received = 0;
    for (std::int64_t window = 0; window < 6000; ++window) {
        queue.begin(window);
        for (std::size_t group = 0; group < 2; ++group) {
            auto& due = expected[2 * static_cast<std::size_t>(window) + group];
            std::ranges::sort(due, {}, &Hit::key);
            queue.sort(group);
            const auto hits = queue.hits(group);
            REQUIRE(std::ranges::equal(hits, due));
            received += due.size();
        }
        for (int i = 0; i < 3; ++i) {
            const std::int64_t to = window + 1 + static_cast<std::int64_t>(random.below(4990));
            const Hit hit = Hit::of(static_cast<std::uint32_t>(random.below(10)),
                                    static_cast<std::uint32_t>(random.below(100)));
            const std::size_t group = random.below(2);
            queue.push(to, hit, group);
            if (to < 6000) expected[2 * static_cast<std::size_t>(to) + group].push_back(hit);
        }
    }
    CHECK(received > 5000);
}

namespace {

struct Stored {
    const char* name;
    Form form;
    Synapses synapses;
};

/// What a store holds for one source, by target.
std::vector<double> weights_of(const SynapseStore& store, std::size_t line, std::size_t targets) {
    std::vector<double> sums(targets);
    for (const std::uint32_t id : store.rows_of(line)) {
        const RowInfo& row = store.row(id);
        const auto& patches = store.projection(row.projection).patches;
        for (std::size_t b = 0; b < patches.size(); ++b) {
            const Block& block = store.blocks(row.population)[b];
            const Patch& patch = patches[b];
            if (patch.dense()) {
                for (std::size_t t = 0; t < block.size; ++t) {
                    const std::size_t at = row.local * patch.stride + t;
                    sums[block.first + t] +=
                        patch.form == Form::dense_short
                            ? static_cast<double>(static_cast<float>(patch.shorts[at]) *
                                                  patch.scale)
                            : static_cast<double>(patch.floats[at]);
                }
            } else {
                each_sparse(patch, patch.segments[row.local], [&](std::uint16_t t, float w) {
                    sums[block.first + t] += static_cast<double>(w);
                });
            }
        }
    }
    return sums;
}

constexpr std::size_t sources = 12, targets = 300;

Sparse sparse_of(double probability, const std::function<float(RandomStream&)>& weight) {
    RandomStream random(3, "store");
    Sparse s;
    for (std::size_t row = 0; row < sources; ++row) {
        for (std::size_t t = 0; t < targets; ++t)
            if (random.uniform() < probability) s.connect(t, weight(random));
        s.end_row();
    }
    return s;
}

}  // namespace

TEST_CASE("every form of storage loses nothing") {
    const auto quantised = [](RandomStream& r) {
        return static_cast<float>(static_cast<double>(r.below(4001)) - 2000.0) / 1024.0F;
    };
    const auto any = [](RandomStream& r) { return static_cast<float>(r.normal()); };
    const auto same = [](RandomStream&) { return 0.1F; };
    const std::vector<Stored> all{
        {"dense short", Form::dense_short, sparse_of(0.5, quantised)},
        {"dense float", Form::dense_float, sparse_of(0.5, any)},
        {"sparse same", Form::sparse_same, sparse_of(0.02, same)},
        {"sparse short", Form::sparse_short, sparse_of(0.02, quantised)},
        {"sparse float", Form::sparse_float, sparse_of(0.02, any)},
        {"rule", Form::sparse_same, Random{sources, targets, 0.03, -0.3F, 0.0F, 7}},
        {"rule with spread", Form::dense_float, Random{sources, targets, 0.3, -0.3F, 0.1F, 7}},
    };
    for (const Stored& stored : all)
        for (const std::size_t block : {32U, 100U, 65536U})
            for (const bool tells_signs : {false, true}) {
                CAPTURE(stored.name, block, tells_signs);
                Network network(sources / 2);
                const auto p = network.add("p", targets, Config::parse("\"cuba_lif\"", "test"));
                network.connect(InputLines{}, p, stored.synapses, 1ms);
                const SynapseStore store(network, block, {tells_signs});
                CHECK(store.projection(0).patches[0].form == stored.form);
                std::size_t found = 0;
                Row row;
                for (std::size_t source = 0; source < sources; ++source) {
                    row_of(stored.synapses, source, row);
                    std::vector<double> expected(targets);
                    for (std::size_t i = 0; i < row.targets.size(); ++i)
                        expected[row.targets[i]] += static_cast<double>(row.weights[i]);
                    CHECK(weights_of(store, source, targets) == expected);
                    found += row.targets.size();
                }
                REQUIRE(found > 20);
                CHECK(store.synapses() == found);
            }
}

namespace {

/// Arrays and rows for the loops, the same from the same seed.
struct Material {
    static constexpr std::size_t lanes = 96, words = 2;
    std::vector<Aligned<float>> arrays;
    std::vector<Aligned<std::int16_t>> shorts;
    std::vector<DenseRow> rows;
    std::vector<const std::int16_t*> units;

    explicit Material(std::uint64_t seed) {
        RandomStream random(seed, "loops");
        for (int a = 0; a < 16; ++a) {
            auto& array = arrays.emplace_back(2 * lanes);
            for (float& x : array) x = static_cast<float>(random.normal());
        }
        for (int r = 0; r < 9; ++r) {
            auto& weights = shorts.emplace_back(lanes + 128);
            for (auto& w : weights)
                w = static_cast<std::int16_t>(static_cast<int>(random.below(2001)) - 1000);
        }
        for (const auto& weights : shorts) {
            rows.push_back({weights.data(), static_cast<float>(-1e-3 * random.uniform()),
                            static_cast<float>(1e-3 * random.uniform())});
            units.push_back(weights.data());
        }
    }
    AllRows all_rows() const {
        return {{rows.data(), 3, nullptr, 0},
                {rows.data() + 3, 3, nullptr, 0},
                {rows.data() + 6, 3, nullptr, 0}};
    }
};

int count(const std::vector<std::uint64_t>& words) {
    int sum = 0;
    for (const std::uint64_t word : words) sum += std::popcount(word);
    return sum;
}

bool same_bytes(const Material& a, const Material& b) {
    for (std::size_t i = 0; i < a.arrays.size(); ++i)
        if (std::memcmp(a.arrays[i].data(), b.arrays[i].data(), Material::lanes * 8) != 0)
            return false;
    return true;
}

}  // namespace

TEST_CASE("the loops of this machine give the bytes of the plain ones") {
    int suspects = 0, over = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed)
        for (const bool one_synapse : {true, false}) {
            CAPTURE(seed, one_synapse);
            Material best(seed), plain(seed);
            std::vector<std::uint64_t> of_best(Material::words), of_plain(Material::words);
            const auto current = [&](Material& m, std::vector<std::uint64_t>& found) {
                CurrentPass pass;
                pass.lanes = Material::lanes;
                pass.a = m.arrays[0].data();
                pass.p = m.arrays[1].data();
                pass.n = one_synapse ? nullptr : m.arrays[2].data();
                pass.a_next = m.arrays[13].data();
                pass.p_next = m.arrays[14].data();
                pass.n_next = m.arrays[15].data();
                pass.excited = m.arrays[3].data();
                pass.inhibited = m.arrays[5].data();
                pass.limit = m.arrays[6].data();
                pass.rows = m.all_rows();
                if (!one_synapse) pass.rows.mixed = {};
                pass.fall_a = 0.95F;
                pass.fall_p = 0.82F;
                pass.fall_n = 0.9F;
                pass.kappa_p = -0.33F;
                pass.kappa_n = -1.0F;
                pass.reach = 0.05F;
                pass.may = found.data();
                return pass;
            };
            accumulate_current(current(best, of_best));
            plain::accumulate_current(current(plain, of_plain));
            CHECK(of_best == of_plain);
            CHECK(same_bytes(best, plain));
            suspects += count(of_best);

            const auto tick = [&](Material& m, std::vector<std::uint64_t>& found) {
                TickPass pass;
                pass.lanes = Material::lanes;
                pass.v = m.arrays[0].data();
                pass.p = m.arrays[1].data();
                pass.n = one_synapse ? nullptr : m.arrays[2].data();
                pass.u = m.arrays[7].data();
                pass.drains = seed % 2 == 0;
                pass.held = m.arrays[8].data();
                pass.in_p = m.arrays[4].data();
                pass.in_n = m.arrays[5].data();
                pass.units_p = {m.units.data(), m.units.size(), 4, 0x1p-10F};
                pass.rows_n = {m.rows.data(), 2, nullptr, 0};
                for (Coefficient* c :
                     {&pass.keep_v, &pass.add, &pass.gain_p, &pass.gain_n, &pass.keep_p,
                      &pass.keep_n, &pass.keep_u, &pass.pull, &pass.draw})
                    *c = {m.arrays[9].data(), one_synapse ? 0 : ~std::size_t{0}};
                pass.threshold = {m.arrays[10].data(), ~std::size_t{0}};
                pass.before = m.arrays[11].data();
                pass.drifted = m.arrays[12].data();
                found.resize(Material::words);
                pass.over = found.data();
                return pass;
            };
            std::vector<std::uint64_t> first, second;
            advance_tick(tick(best, first));
            plain::advance_tick(tick(plain, second));
            CHECK(first == second);
            CHECK(same_bytes(best, plain));
            over += count(first);
        }
    CHECK(suspects > 100);
    CHECK(over > 100);
}
