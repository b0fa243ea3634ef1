// Delays of the sources' own: on every backend, in the trainer, in its gradient, and learned.
#include <catch2/catch.hpp>
#include <numeric>

#include "snn/learning/batch.hpp"
#include "snn/learning/exact_eventprop.hpp"
#include "snn/learning/surrogate.hpp"
#include "tests/snn/each_backend.hpp"
#include "tests/snn/training_toys.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;
using namespace efferent::snn::training;
using efferent::test::message_of;

namespace {

/// The toy network, each source with a delay of its own where that can be trained.
Network delayed_toy(const Hidden& hidden, std::uint64_t seed) {
    const Network toy = toy_network(hidden, seed);
    RandomStream random(seed, "toy delays");
    Network n(toy.channels());
    for (const Population& p : toy.populations()) n.add(p.name, p.size, p.model);
    for (const Projection& p : toy.projections()) {
        const auto* from = std::get_if<PopulationId>(&p.from);
        const std::size_t sources =
            from == nullptr ? 2 * toy.channels() : toy.populations()[*from].size;
        Delay delay = p.delay;
        if (toy.populations()[p.to].name != "out") {
            std::vector<Duration> own;
            for (std::size_t s = 0; s < sources; ++s)
                own.push_back(1ms * static_cast<std::int64_t>(1 + random.below(6)));
            delay = Delay(std::move(own));
        }
        n.connect(p.from, p.to, p.synapses, delay);
    }
    return n;
}

std::vector<Trial> trials_of(const Examples& examples) {
    std::vector<Trial> trials;
    for (const Example& e : examples.all) trials.push_back(trial_of(e, {}));
    return trials;
}

std::vector<const Trial*> all_of(const std::vector<Trial>& trials) {
    std::vector<const Trial*> all;
    for (const Trial& t : trials) all.push_back(&t);
    return all;
}

}  // namespace

TEST_CASE("a source's delay is what all its synapses have, on every backend") {
    with_each_backend([](const Machine& backend) {
        Network axonal(1), synaptic(1);
        for (Network* n : {&axonal, &synaptic}) {
            n->add("a", 2, lif({}));
            n->add("b", 3, lif({}));
        }
        const std::vector<float> strong(6, 2.0F);
        axonal.connect(InputLines{}, PopulationId{0}, Dense{2, 2, {2, 0, 0, 2}},
                       Delay(std::vector<Duration>{1ms, 7ms}));
        axonal.connect(PopulationId{0}, PopulationId{1}, Dense{2, 3, strong},
                       Delay(std::vector<Duration>{2ms, 3ms}));
        Sparse in{{0, 1, 2}, {0, 1}, {2, 2}, {1ms, 7ms}};
        Sparse on{{0, 3, 6}, {0, 1, 2, 0, 1, 2}, strong, {2ms, 2ms, 2ms, 3ms, 3ms, 3ms}};
        synaptic.connect(InputLines{}, PopulationId{0}, in, 1ms);
        synaptic.connect(PopulationId{0}, PopulationId{1}, on, 1ms);
        const std::vector<Event> events{{at(1ms), ChannelId{0}, Polarity::down},
                                        {at(2ms), ChannelId{0}, Polarity::up}};
        std::vector<Spike> a, b;
        backend.compile(axonal)->start()->run(events, at(20ms), a);
        backend.compile(synaptic)->start()->run(events, at(20ms), b);
        const std::vector<Spike> expected{{at(3ms), NeuronId{0}},  {at(5ms), NeuronId{2}},
                                          {at(5ms), NeuronId{3}},  {at(5ms), NeuronId{4}},
                                          {at(8ms), NeuronId{1}},  {at(11ms), NeuronId{2}},
                                          {at(11ms), NeuronId{3}}, {at(11ms), NeuronId{4}}};
        CHECK(a == expected);
        CHECK(b == expected);
    });
}

TEST_CASE("delays of sources are read back, and refused where they do not fit") {
    const Network n = delayed_toy({}, 1);
    const std::string text = to_json(n);
    REQUIRE(text.find("\"delays_ms\":[") != std::string::npos);
    CHECK(network_from_json(text, "test") == n);
    const auto story = [](const Delay& delay, const Synapses& synapses) {
        Network small(1);
        small.add("a", 2, lif({}));
        return message_of([&] { small.connect(InputLines{}, PopulationId{0}, synapses, delay); });
    };
    const Dense dense{2, 2, {1, 1, 1, 1}};
    const Delay two(std::vector<Duration>{1ms, 2ms});
    CHECK(story(two, dense) == "no error");
    CHECK_THAT(story(Delay(std::vector<Duration>{1ms}), dense),
               Catch::Contains("2 delays, one a source, not 1"));
    CHECK_THAT(story(Delay(std::vector<Duration>{1ms, 0ms}), dense), Catch::Contains("above zero"));
    Delay both = two;
    both.all = 1ms;
    CHECK_THAT(story(both, dense), Catch::Contains("not both"));
    CHECK_THAT(story(two, Sparse{{0, 1, 1}, {0}, {1}, {1ms}}), Catch::Contains("not both"));
}

TEST_CASE("e_prop says that it has neither delays of sources nor adlif") {
    const auto story = [](const Network& network, const std::string& more) {
        return message_of([&] {
            make(rules(), Config::parse(R"({"type":"e_prop","epochs":1)" + more + "}", "test"))
                ->train(network, toy_examples(1, 6), {});
        });
    };
    CHECK_THAT(story(delayed_toy({}, 1), ""),
               Catch::Contains("population \"a\"") && Catch::Contains("one delay"));
    CHECK_THAT(story(toy_network({}, 1), R"(,"learn_delays":true)"),
               Catch::Contains("learn_delays"));
    CHECK_THAT(story(toy_network({.type = "adlif"}, 1), ""),
               Catch::Contains("population \"a\"") && Catch::Contains("a current"));
}

TEST_CASE("the trainer's spikes and scores with delays of sources are those of clocked") {
    std::size_t spikes = 0;
    for (std::uint64_t seed = 60; seed < 66; ++seed) {
        const std::string type = std::vector<std::string>{"lif", "cuba_lif", "alif"}[seed % 3];
        INFO(type << ", seed " << seed);
        const Network start = delayed_toy({.type = type, .bias = 0.1}, seed);
        const Plan plan = plan_of(start, {}, {.longest_delay = 9});
        Aligned<float> values = parameters_of(plan, start);
        RandomStream random(seed, "moved");
        for (std::size_t i = plan.first_delay; i < plan.parameters; ++i)
            if (plan.trained[i] != 0) values[i] += static_cast<float>(2.0 * random.normal());
        bound_delays(plan, values);
        const Network moved = with_parameters(plan, start, values);
        REQUIRE_FALSE(moved == start);
        const Examples examples = toy_examples(seed, 6);
        const std::vector<Trial> trials = trials_of(examples);
        const NetworkView<float> model(plan, values);
        Bundle<float> bundle(plan, {.slope = slope_of({})});
        bundle.forward(all_of(trials), model, Keep::tape);
        for (std::size_t t = 0; t < trials.size(); ++t) {
            const std::vector<Spike> theirs = clocked_spikes(moved, examples.all[t]);
            std::vector<Spike> ours;
            for (std::size_t l = 0; l < plan.layers.size(); ++l) {
                const auto first = index(moved.populations()[plan.layers[l].population].first);
                for (std::int64_t now = 1; now <= trials[t].ticks; ++now)
                    for (const std::uint32_t n : bundle.strand(t, l).spikes_at(now))
                        if (Time{now * 1ms} < examples.all[t].until)
                            ours.push_back({Time{now * 1ms}, static_cast<NeuronId>(first + n)});
            }
            std::ranges::sort(ours);
            spikes += ours.size();
            REQUIRE(ours == theirs);
            const auto read = scores(moved, {}, theirs, examples.all[t].windows);
            for (std::size_t w = 0; w < read.size(); ++w)
                for (std::size_t c = 0; c < plan.classes; ++c)
                    CHECK(bundle.scores(t)[w * plan.classes + c] ==
                          Approx(read[w][c]).epsilon(1e-9).margin(1e-12));
        }
    }
    CHECK(spikes > 3000);
}

TEST_CASE("the gradient by delays of smooth spikes is what differences say") {
    // Between two ticks a delay is a straight line; at a whole one it bends, and the mean of both
    // sides is what a difference across it tends to, as its step goes to zero.
    for (const bool between : {true, false})
        for (const std::string type : {"lif", "cuba_lif", "alif"}) {
            CAPTURE(between, type);
            const std::uint64_t seed = 90;
            const Network network = delayed_toy({.type = type, .bias = 0.1}, seed);
            const Plan plan = plan_of(network, {}, {.longest_delay = 7});
            const std::vector<Trial> trials = trials_of(toy_examples(seed, 3));
            Batch<double> batch(plan,
                                {.slope = slope_of({.shape = "atan", .width = 0.7, .peak = 0.8}),
                                 .through_reset = true,
                                 .smooth = true},
                                {});
            const Aligned<float> start = parameters_of(plan, network);
            Aligned<double> values(start.begin(), start.end());
            RandomStream random(seed, "directions");
            for (std::size_t i = plan.first_delay; i < plan.parameters; ++i) {
                if (plan.trained[i] == 0) continue;
                // Not at the bounds, where differences would leave them.
                values[i] = between ? 1.1 + 5.8 * random.uniform()
                                    : static_cast<double>(2 + random.below(5));
            }
            Aligned<double> gradient;
            const auto all = all_of(trials);
            const auto loss = [&](const Aligned<double>& of) {
                const Tally tally = batch.look(all, of);
                return tally.loss / static_cast<double>(tally.windows);
            };
            (void)batch.descend(all, values, gradient);
            std::size_t checked = 0;
            for (const Link& link : plan.links) {
                if (!link.has_own_delays()) continue;
                double along = 0.0;
                Aligned<double> direction(values.size());
                for (std::size_t i = link.delays; i < link.delays + link.rows; ++i) {
                    if (plan.trained[i] == 0) continue;
                    direction[i] = random.normal();
                    along += gradient[i] * direction[i];
                }
                const auto difference = [&](double h) {
                    Aligned<double> more = values, less = values;
                    for (std::size_t i = 0; i < values.size(); ++i) {
                        more[i] += h * direction[i];
                        less[i] -= h * direction[i];
                    }
                    return (loss(more) - loss(less)) / (2.0 * h);
                };
                const double h = between ? 2e-5 : 1e-5;
                const double found = between ? (4.0 * difference(h) - difference(2 * h)) / 3.0
                                             : 2.0 * difference(h) - difference(2 * h);
                CHECK(std::abs(found - along) <= 1e-6 * std::max(std::abs(along), 1e-3));
                CHECK(std::abs(along) > 1e-5);
                ++checked;
            }
            CHECK(checked == 5);
        }
}

TEST_CASE("EventProp's gradient by delays on fine ticks is the exact one") {
    RandomStream random(5, "fine network");
    const Config model = Config::parse(R"({"type":"cuba_lif","membrane_ms":18,"excitatory_ms":7,
        "inhibitory_ms":7,"v_reset":-0.15,"v_leak":0.1})",
                                       "test");
    constexpr std::size_t size = 8, lines = 4, classes = 3;
    constexpr Duration fine = 2us;
    ExactNetwork exact;
    exact.hidden = make(models(), model)->dynamics();
    exact.size = size;
    exact.classes = classes;
    exact.readout_ns = 2e7;
    Network n(lines / 2);
    n.add("hidden", size, model);
    n.add("out", classes, Config::parse(R"({"type":"li","membrane_ms":20})", "test"));
    const auto draw = [&](std::size_t from, std::size_t to, double mean, double sd,
                          std::vector<double>& same) {
        Dense d{from, to, {}};
        for (std::size_t i = 0; i < from * to; ++i) {
            d.weights.push_back(static_cast<float>(mean + sd * random.normal()));
            same.push_back(static_cast<double>(d.weights.back()));
        }
        return d;
    };
    const auto delays = [&](std::size_t count, std::vector<double>& same) {
        std::vector<Duration> own;
        for (std::size_t i = 0; i < count; ++i) {
            own.push_back(fine * static_cast<std::int64_t>(500 + random.below(1500)));
            same.push_back(static_cast<double>(own.back().count()));
        }
        return Delay(std::move(own));
    };
    const Dense in = draw(lines, size, 1.2, 1.5, exact.input);
    const Delay in_delay = delays(lines, exact.input_delay_ns);
    const Dense back = draw(size, size, 0.1, 0.6, exact.recurrent);
    const Delay back_delay = delays(size, exact.recurrent_delay_ns);
    n.connect(InputLines{}, PopulationId{0}, in, in_delay);
    n.connect(PopulationId{0}, PopulationId{0}, back, back_delay);
    n.connect(PopulationId{0}, PopulationId{1}, draw(size, classes, 0.0, 1.0, exact.readout), fine);
    Examples examples{.channels = lines / 2, .classes = classes, .all = {Example{}}};
    Example& e = examples.all.front();
    e.until = Time{60ms};
    e.windows = {{Time{}, e.until}};
    e.label = TaskId{2};
    std::vector<ExactEvent> events;
    for (int i = 0; i < 40; ++i) {
        const auto when = static_cast<std::int64_t>(random.below(29000));
        const auto line = static_cast<std::size_t>(random.below(lines));
        e.events.push_back({Time{when * fine}, static_cast<ChannelId>(line / 2),
                            line % 2 == 0 ? Polarity::up : Polarity::down});
        events.push_back({static_cast<double>((when * fine).count()), line});
    }
    std::ranges::sort(e.events);
    const Reading reading{.tick = fine};
    const Plan plan = plan_of(n, reading, {.longest_delay = 2500});
    const Trial trial = trial_of(e, reading);
    const std::vector<const Trial*> all{&trial};
    Batch<double> batch(plan, {.slope = {.shape = Shape::crossing}, .slowest = 1e-9}, {});
    const Aligned<float> start = parameters_of(plan, n);
    Aligned<double> gradient;
    const Tally tally = batch.descend(all, {start.begin(), start.end()}, gradient);
    const ExactGradient g = exact_eventprop(exact, events, 6e7, 2);
    REQUIRE(g.spikes > 15);
    REQUIRE(tally.spikes[0] == static_cast<double>(g.spikes));
    CHECK(tally.loss == Approx(g.loss).epsilon(1e-3));
    double apart = 0.0, whole = 0.0;
    const auto compare = [&](const Link& link, const std::vector<double>& by_ns) {
        for (std::size_t s = 0; s < by_ns.size(); ++s) {
            const double by_tick = by_ns[s] * static_cast<double>(fine.count());
            apart += std::pow(gradient[link.delays + s] - by_tick, 2);
            whole += by_tick * by_tick;
        }
    };
    compare(plan.links[0], g.input_delay);
    compare(plan.links[1], g.recurrent_delay);
    REQUIRE(whole > 0.0);
    CHECK(std::sqrt(apart / whole) < 0.02);
}
