// The gradient: of smooth spikes against differences, of hard ones against the same equations in
// double; and the trainer's spikes against the backend's.
#include <catch2/catch.hpp>

#include "snn/learning/batch.hpp"
#include "snn/learning/surrogate.hpp"
#include "tests/snn/training_toys.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;
using namespace efferent::snn::training;

namespace {

template <class Real>
Aligned<Real> in(const Aligned<float>& values) {
    return {values.begin(), values.end()};
}

struct Toy {
    Network network;
    Examples examples;
    Plan plan;
    std::vector<Trial> trials;
    std::vector<const Trial*> all;

    Toy(const Hidden& hidden, std::uint64_t seed, const Reading& reading, const Learned& learned,
        std::size_t count = 10)
        : network(toy_network(hidden, seed)),
          examples(toy_examples(seed, count)),
          plan(plan_of(network, reading, learned)) {
        for (const Example& e : examples.all) trials.push_back(trial_of(e, reading));
        for (const Trial& t : trials) all.push_back(&t);
    }
};

double mean_loss(const Tally& tally, const Toy& toy) {
    return tally.loss / static_cast<double>(tally.windows) +
           tally.penalty / static_cast<double>(toy.all.size());
}

double distance(const Aligned<float>& a, const Aligned<double>& b) {
    double apart = 0.0, size = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        apart += std::pow(static_cast<double>(a[i]) - b[i], 2);
        size += b[i] * b[i];
    }
    REQUIRE(size > 0.0);
    return std::sqrt(apart / size);
}

const std::vector<std::string> shapes{"triangle", "boxcar", "fast_sigmoid", "atan"};

}  // namespace

TEST_CASE("the gradient of smooth spikes is what differences say, for every kind of parameter") {
    std::uint64_t seed = 20;
    for (const std::string type : {"lif", "cuba_lif", "alif", "adlif"})
        for (const std::string reset : {"to_value", "by_subtraction"})
            for (const std::string over : {"mean", "last"}) {
                const std::string shape = shapes[seed % shapes.size()];
                INFO(type << " " << reset << " " << over << " " << shape);
                const Toy toy({.type = type, .reset = reset, .bias = 0.1}, ++seed, {.over = over},
                              {.biases = true, .time_constants = true}, 4);
                const Manner manner{.slope = slope_of({.shape = shape, .width = 0.7, .peak = 0.8}),
                                    .through_reset = true,
                                    .smooth = true};
                Batch<double> batch(
                    toy.plan, manner,
                    {.lower_hz = 60, .upper_hz = 90, .strength = 0.3, .operations_strength = 0.2});
                auto values = in<double>(parameters_of(toy.plan, toy.network));
                Aligned<double> gradient;
                const Tally tally = batch.descend(toy.all, values, gradient);
                REQUIRE(tally.penalty > 0.0);
                // Along random directions, one for each kind of parameter.
                RandomStream random(seed, "directions");
                std::vector<std::pair<std::size_t, std::size_t>> kinds;
                for (const Link& l : toy.plan.links)
                    kinds.emplace_back(l.first, l.first + l.rows * l.stride);
                for (const Layer& l : toy.plan.layers)
                    for (const std::size_t first : {l.bias, l.membrane, l.current})
                        kinds.emplace_back(first, first + l.lanes);
                std::size_t checked = 0;
                for (const auto& kind : kinds) {
                    const std::size_t first = kind.first, last = kind.second;
                    Aligned<double> direction(values.size());
                    double size = 0.0;
                    for (std::size_t i = first; i < last; ++i)
                        if (toy.plan.trained[i] != 0) {
                            direction[i] = random.normal();
                            size += direction[i] * direction[i];
                        }
                    if (size == 0.0) continue;
                    double along = 0.0;
                    for (std::size_t i = first; i < last; ++i) along += gradient[i] * direction[i];
                    const auto loss = [&](double by) {
                        Aligned<double> moved = values;
                        for (std::size_t i = first; i < last; ++i)
                            moved[i] += by * direction[i] / std::sqrt(size);
                        return mean_loss(batch.look(toy.all, moved), toy);
                    };
                    along /= std::sqrt(size);
                    const double h = 2e-5;
                    const double difference =
                        (8.0 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12.0 * h);
                    INFO("parameters from " << first);
                    CHECK(std::abs(difference - along) <= 1e-6 * std::max(std::abs(along), 1e-3));
                    ++checked;
                }
                CHECK(checked >= 11);
            }
}

TEST_CASE("the gradient in single precision is the one in double wherever spikes are the same") {
    std::size_t compared = 0;
    for (std::uint64_t seed = 40; seed < 52; ++seed) {
        const std::string type =
            std::vector<std::string>{"lif", "cuba_lif", "alif", "adlif"}[seed % 4];
        const Toy toy({.type = type, .reset = seed / 4 % 2 == 0 ? "to_value" : "by_subtraction"},
                      seed, {}, {.biases = true, .time_constants = true});
        const Manner manner{.slope = slope_of({.shape = shapes[(seed + seed / 4) % 4]}),
                            .through_reset = seed / 4 % 3 == 1};
        const Activity activity{.lower_hz = 20, .upper_hz = 30, .strength = 0.1};
        const Aligned<float> values = parameters_of(toy.plan, toy.network);
        const Aligned<double> same = in<double>(values);
        Aligned<float> narrow;
        Aligned<double> wide;
        const Tally a = Batch<float>(toy.plan, manner, activity).descend(toy.all, values, narrow);
        const Tally b = Batch<double>(toy.plan, manner, activity).descend(toy.all, same, wide);
        REQUIRE(a.spikes[0] > 100.0);
        REQUIRE(a.spikes[1] > 100.0);
        if (a.spikes != b.spikes) continue;
        ++compared;
        INFO(type << ", seed " << seed);
        CHECK(a.loss == Approx(b.loss).epsilon(1e-6));
        CHECK(distance(narrow, wide) < 2e-5);
    }
    CHECK(compared >= 8);
}

TEST_CASE("the trainer's spikes and scores are those of clocked") {
    std::size_t spikes = 0;
    for (std::uint64_t seed = 60; seed < 72; ++seed) {
        const std::string type =
            std::vector<std::string>{"lif", "cuba_lif", "alif", "adlif"}[seed % 4];
        INFO(type << ", seed " << seed);
        const Reading reading{.over = (seed + seed / 4) % 2 == 0 ? "mean" : "last"};
        Toy toy(
            {.type = type, .reset = seed / 4 % 2 == 0 ? "to_value" : "by_subtraction", .bias = 0.1},
            seed, reading, {.biases = true, .time_constants = true});
        Aligned<float> values = parameters_of(toy.plan, toy.network);
        RandomStream random(seed, "moved");
        for (std::size_t i = 0; i < values.size(); ++i)
            if (toy.plan.trained[i] != 0) values[i] += static_cast<float>(0.02 * random.normal());
        const Network moved = with_parameters(toy.plan, toy.network, values);
        const NetworkView<float> model(toy.plan, values);
        Bundle<float> bundle(toy.plan, {.slope = slope_of({})});
        bundle.forward(toy.all, model, Keep::tape);
        for (std::size_t t = 0; t < toy.all.size(); ++t) {
            const std::vector<Spike> theirs = clocked_spikes(moved, toy.examples.all[t]);
            std::vector<Spike> ours;
            for (std::size_t l = 0; l < toy.plan.layers.size(); ++l) {
                const auto first = index(moved.populations()[toy.plan.layers[l].population].first);
                for (std::int64_t tick = 1; tick <= toy.trials[t].ticks; ++tick)
                    for (const std::uint32_t n : bundle.strand(t, l).spikes_at(tick))
                        if (Time{tick * 1ms} < toy.examples.all[t].until)
                            ours.push_back({Time{tick * 1ms}, static_cast<NeuronId>(first + n)});
            }
            std::ranges::sort(ours);
            spikes += ours.size();
            REQUIRE(ours == theirs);
            const auto read = scores(moved, reading, theirs, toy.examples.all[t].windows);
            for (std::size_t w = 0; w < read.size(); ++w)
                for (std::size_t c = 0; c < toy.plan.classes; ++c)
                    CHECK(bundle.scores(t)[w * toy.plan.classes + c] ==
                          Approx(read[w][c]).epsilon(1e-9).margin(1e-12));
        }
    }
    CHECK(spikes > 10000);
}

TEST_CASE("a sparse projection learns as a dense one with the same synapses does") {
    RandomStream random(80, "masks");
    const Network dense = toy_network({}, 81);
    Network masked(dense.channels()), listed(dense.channels());
    for (Network* n : {&masked, &listed})
        for (const Population& p : dense.populations()) n->add(p.name, p.size, p.model);
    for (const Projection& p : dense.projections()) {
        const auto* d = std::get_if<Dense>(&p.synapses);
        const Sparse part = d != nullptr ? some_of(*d, 0.5, random) : std::get<Sparse>(p.synapses);
        listed.connect(p.from, p.to, part, p.delay);
        const std::size_t targets = dense.populations()[p.to].size;
        Dense with_zeros{part.offsets.size() - 1, targets, {}};
        with_zeros.weights.resize(with_zeros.sources * targets);
        for (std::size_t s = 0; s < with_zeros.sources; ++s)
            for (std::size_t i = part.offsets[s]; i < part.offsets[s + 1]; ++i)
                with_zeros.weights[s * targets + part.targets[i]] = part.weights[i];
        masked.connect(p.from, p.to, with_zeros, p.delay);
    }
    const Examples examples = toy_examples(82, 10);
    std::vector<Trial> trials;
    for (const Example& e : examples.all) trials.push_back(trial_of(e, {}));
    std::vector<const Trial*> all;
    for (const Trial& t : trials) all.push_back(&t);
    const Plan a = plan_of(masked, {}, {}), b = plan_of(listed, {}, {});
    Aligned<float> by_dense, by_list;
    const Manner manner{.slope = slope_of({})};
    const auto values = parameters_of(a, masked);
    REQUIRE(values == parameters_of(b, listed));
    const Tally tally = Batch<float>(a, manner, {}).descend(all, values, by_dense);
    (void)Batch<float>(b, manner, {}).descend(all, values, by_list);
    REQUIRE(tally.spikes[0] > 50.0);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (b.trained[i] != 0) ++kept;
        CHECK(by_list[i] == (b.trained[i] != 0 ? by_dense[i] : 0.0F));
    }
    CHECK(kept > 300);
}
