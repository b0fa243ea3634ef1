// e-prop: equal to backpropagation where nothing recurs, to its definition where something does,
// and no larger for a longer trial.
#include <catch2/catch.hpp>

#include "snn/design.hpp"
#include "snn/learning/batch.hpp"
#include "snn/learning/surrogate.hpp"
#include "tests/snn/training_toys.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;
using namespace efferent::snn::training;

namespace {

struct Toy {
    Plan plan;
    std::vector<Trial> trials;
    std::vector<const Trial*> all;
    Aligned<double> values;

    Toy(const Network& network, const Examples& examples, const Reading& reading,
        const Learned& learned = {})
        : plan(plan_of(network, reading, learned)) {
        for (const Example& e : examples.all) trials.push_back(trial_of(e, reading));
        for (const Trial& t : trials) all.push_back(&t);
        const Aligned<float> narrow = parameters_of(plan, network);
        values.assign(narrow.begin(), narrow.end());
    }
};

/// One hidden layer that hears the input by two projections, and a readout.
Network feed_forward(const Hidden& hidden, std::uint64_t seed) {
    RandomStream random(seed, "feed-forward toy");
    const double scale = hidden.type == "cuba_lif" ? 4.0 : 1.0;
    Network n(3);
    const auto a = n.add("a", 20, hidden_model(hidden));
    const auto out = n.add("out", 3, Config::parse(R"({"type":"li","membrane_ms":25})", "test"));
    n.connect(InputLines{}, a, normal_weights(random, 6, 20, 0.5 * scale), 1ms);
    n.connect(InputLines{}, a, some_of(normal_weights(random, 6, 20, 0.5 * scale), 0.5, random),
              4ms);
    n.connect(a, out, normal_weights(random, 20, 3, 0.5), 2ms);
    return n;
}

double distance(const Aligned<double>& a, const Aligned<double>& b) {
    double apart = 0.0, size = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        apart += (a[i] - b[i]) * (a[i] - b[i]);
        size += b[i] * b[i];
    }
    REQUIRE(size > 0.0);
    return std::sqrt(apart / size);
}

/// e-prop as it is defined: every synapse carries the derivatives of its target's current,
/// potential and adaptation, and its eligibility meets what the loss asks of the target's spike
/// directly.
Aligned<double> by_definition(const Toy& toy, const Manner& manner) {
    const Plan& plan = toy.plan;
    const NetworkView<double> model(plan, toy.values);
    double windows = 0.0;
    for (const Trial& trial : toy.trials) windows += static_cast<double>(trial.windows.size());
    Aligned<double> gradient(plan.parameters);
    for (const Trial& trial : toy.trials) {
        Bundle<double> bundle(plan, {.slope = manner.slope});
        const Trial* const alone = &trial;
        bundle.forward({&alone, 1}, model, Keep::tape);
        Tally tally;
        std::vector<double> by_scores(bundle.scores(0).size()), scratch;
        for (std::size_t w = 0; w < trial.windows.size(); ++w)
            tally.add_window(bundle.scores(0).subspan(w * plan.classes, plan.classes), trial.label,
                             1.0 / windows,
                             std::span(by_scores).subspan(w * plan.classes, plan.classes));
        const auto ticks = static_cast<std::size_t>(trial.ticks);
        Asked<double> spread_out;
        spread<double>(trial, {plan.reading, plan.readout_keep}, by_scores, plan.classes,
                       plan.class_lanes, false, scratch, spread_out);
        const Aligned<double>& asked = spread_out.all;
        const auto arrived = [&](const Link& link, std::size_t source, std::size_t tick) {
            const std::int64_t sent = static_cast<std::int64_t>(tick) - link.delay;
            double times = 0.0;
            if (sent < 0) return times;
            if (link.from == from_input) {
                for (const LineCount& l : trial.sent(sent)) times += l.line == source ? l.times : 0;
            } else if (sent > 0) {
                for (const std::uint32_t n : bundle.strand(0, link.from).spikes_at(sent))
                    times += n == source ? 1.0 : 0.0;
            }
            return times;
        };
        for (const Link& link : plan.links) {
            if (link.to == plan.layers.size()) {
                for (std::size_t s = 0; s < link.rows; ++s)
                    for (std::size_t t = 1; t <= ticks; ++t)
                        for (std::size_t c = 0; c < plan.classes; ++c)
                            gradient[link.first + s * link.stride + c] +=
                                arrived(link, s, t) * asked[t * plan.class_lanes + c];
                continue;
            }
            const Layer& layer = plan.layers[link.to];
            const Strand<double>& strand = bundle.strand(0, link.to);
            const auto& view = model.layers[link.to];
            const auto of = view.coefficients();
            const bool subtracts = layer.dynamics.front().reset == Reset::by_subtraction;
            for (std::size_t n = 0; n < layer.size; ++n)
                for (std::size_t s = 0; s < link.rows; ++s) {
                    double i = 0.0, v = 0.0, u = 0.0;
                    for (std::size_t t = 1; t <= ticks; ++t) {
                        const std::size_t blocks = layer.lanes / block_lanes;
                        const auto* active = strand.active.data() + t * blocks;
                        std::uint32_t place = strand.place[t];
                        for (std::size_t m = 0; m < n; ++m)
                            place += active[m / block_lanes] >> (m % block_lanes) & 1U;
                        const bool near = (active[n / block_lanes] >> (n % block_lanes) & 1U) != 0;
                        const double psi = near ? *strand.psi.at(place) : 0.0;
                        i = view.keep_i().at(n) * i + arrived(link, s, t);
                        v = view.keep_v().at(n) * v + view.gain().at(n) * i;
                        u *= of.keep_u.at[n & of.keep_u.mask];
                        const double e = psi * (v - u);
                        double signal = 0.0;
                        for (const Link& read : plan.links) {
                            const std::size_t at = t + static_cast<std::size_t>(read.delay);
                            if (read.from != link.to || read.to != plan.layers.size() || at > ticks)
                                continue;
                            for (std::size_t c = 0; c < plan.classes; ++c)
                                signal += asked[at * plan.class_lanes + c] *
                                          toy.values[read.first + n * read.stride + c];
                        }
                        gradient[link.first + s * link.stride + n] += signal * e;
                        const auto spikes = strand.spikes_at(static_cast<std::int64_t>(t));
                        if (std::ranges::find(spikes, n) != spikes.end())
                            v = subtracts ? v - u : 0.0;
                        u += of.step_u.at[n & of.step_u.mask] * e;
                    }
                }
        }
    }
    for (std::size_t i = 0; i < gradient.size(); ++i)
        if (plan.trained[i] == 0) gradient[i] = 0.0;
    return gradient;
}

/// All that rules are shown with, one after the other.
template <class See>
void for_all_kinds(const See& see) {
    std::uint64_t seed = 300;
    for (const std::string type : {"lif", "cuba_lif", "alif"})
        for (const std::string reset : {"to_value", "by_subtraction"})
            for (const std::string over : {"mean", "last"}) {
                INFO(type << " " << reset << " " << over << ", seed " << seed + 1);
                see(Hidden{.type = type, .reset = reset, .bias = 0.1}, Reading{.over = over},
                    ++seed);
            }
}

}  // namespace

TEST_CASE("e-prop of one hidden layer without recurrence is backpropagation through time") {
    for_all_kinds([](const Hidden& hidden, const Reading& reading, std::uint64_t seed) {
        const Toy toy(feed_forward(hidden, seed), toy_examples(seed, 10), reading,
                      {.biases = true, .time_constants = false});
        const Activity activity{
            .lower_hz = 60, .upper_hz = 90, .strength = 0.3, .operations_strength = 0.2};
        Manner manner{.slope = slope_of({.shape = seed % 2 == 0 ? "triangle" : "fast_sigmoid"})};
        Aligned<double> back, online;
        const Tally a =
            Batch<double>(toy.plan, manner, activity).descend(toy.all, toy.values, back);
        manner.feedback = Feedback::symmetric;
        const Tally b =
            Batch<double>(toy.plan, manner, activity).descend(toy.all, toy.values, online);
        REQUIRE(a.spikes[0] > 100.0);
        CHECK(a.spikes == b.spikes);
        CHECK(a.right == b.right);
        CHECK(b.loss == Approx(a.loss).epsilon(1e-12));
        CHECK(b.penalty == Approx(a.penalty).epsilon(1e-12));
        CHECK(distance(online, back) < 1e-11);
    });
}

TEST_CASE("e-prop of a recurrent network is its definition, and not the whole gradient") {
    for_all_kinds([](const Hidden& hidden, const Reading& reading, std::uint64_t seed) {
        const Toy toy(toy_network(hidden, seed, 3, 3, 7), toy_examples(seed, 3), reading);
        Manner manner{.slope = slope_of({.width = 0.8, .peak = 0.6})};
        Aligned<double> back, online;
        (void)Batch<double>(toy.plan, manner, {}).descend(toy.all, toy.values, back);
        manner.feedback = Feedback::symmetric;
        const Tally tally =
            Batch<double>(toy.plan, manner, {}).descend(toy.all, toy.values, online);
        REQUIRE(tally.spikes[1] > 20.0);
        CHECK(distance(online, by_definition(toy, manner)) < 1e-11);
        CHECK(distance(online, back) > 1e-2);
    });
}

TEST_CASE("e-prop in single precision is what it is in double wherever spikes are the same") {
    std::size_t compared = 0;
    for_all_kinds([&](const Hidden& hidden, const Reading& reading, std::uint64_t seed) {
        const Network network = toy_network(hidden, seed);
        const Toy toy(network, toy_examples(seed, 10), reading);
        const Manner manner{.slope = slope_of({}), .feedback = Feedback::symmetric};
        Aligned<double> wide;
        Aligned<float> narrow;
        const Tally a = Batch<double>(toy.plan, manner, {}).descend(toy.all, toy.values, wide);
        const Tally b = Batch<float>(toy.plan, manner, {})
                            .descend(toy.all, parameters_of(toy.plan, network), narrow);
        if (a.spikes != b.spikes) return;
        ++compared;
        CHECK(distance({narrow.begin(), narrow.end()}, wide) < 1e-4);
    });
    CHECK(compared >= 8);
}

TEST_CASE("random feedback of e-prop moves hidden weights otherwise, and is the seed's") {
    const Toy toy(toy_network({}, 330), toy_examples(330, 6), {});
    const auto gradient = [&](Feedback feedback, std::uint64_t seed) {
        const Manner manner{.slope = slope_of({}), .feedback = feedback, .feedback_seed = seed};
        Aligned<double> found;
        (void)Batch<double>(toy.plan, manner, {}).descend(toy.all, toy.values, found);
        return found;
    };
    const auto symmetric = gradient(Feedback::symmetric, 1), random = gradient(Feedback::random, 1);
    CHECK(random == gradient(Feedback::random, 1));
    CHECK(random != gradient(Feedback::random, 2));
    for (const Link& link : toy.plan.links) {
        const bool read = link.to == toy.plan.layers.size();
        std::size_t apart = 0;
        for (std::size_t i = link.first; i < link.first + link.rows * link.stride; ++i)
            apart += symmetric[i] == random[i] ? 0U : 1U;
        CHECK((apart == 0) == read);
    }
}

TEST_CASE("what e-prop holds does not grow with the trial") {
    const Network network = toy_network({.type = "alif"}, 340);
    std::vector<std::size_t> held;
    for (const std::int64_t ticks : {100, 3000}) {
        Example example{
            .events = {}, .until = Time{ticks * 1ms}, .windows = {}, .label = TaskId{1}};
        for (std::int64_t t = 0; t < ticks; ++t)
            example.events.push_back({Time{t * 1ms}, static_cast<ChannelId>(t % 3), Polarity::up});
        for (std::int64_t t = 0; t + 40 <= ticks; t += 10)
            example.windows.push_back({Time{t * 1ms}, Time{(t + 40) * 1ms}});
        const Toy toy(network, {.channels = 3, .classes = 3, .all = {example}}, {});
        const NetworkView<double> model(toy.plan, toy.values);
        const ActivityLoss activity(toy.plan, {});
        Online<double> online(toy.plan, {.slope = slope_of({}), .feedback = Feedback::symmetric});
        Aligned<double> gradient(toy.plan.parameters);
        Tally tally;
        tally.spikes.resize(2);
        online.run(toy.trials[0], model, activity, {1.0, 1.0}, gradient, tally);
        REQUIRE(tally.spikes[1] > 50.0);
        held.push_back(online.memory());
        CHECK(online.memory() < 16 * toy.plan.parameters);
    }
    CHECK(held[0] == held[1]);
}

TEST_CASE("e-prop refuses what its traces cannot follow, in one sentence") {
    const auto refusal = [](Network network, const Examples& examples, const char* settings) {
        return test::message_of([&] {
            (void)make(rules(), Config::parse(settings, "test"))->train(network, examples, {});
        });
    };
    const Examples examples = toy_examples(350, 4);
    Network own = toy_network({}, 350);
    std::vector<double> taus(20, 15.0);
    taus[3] = 16.0;
    own.set(PopulationId{0}, "membrane_ms", taus);
    CHECK_THAT(refusal(own, examples, R"("e_prop")"),
               Catch::StartsWith("population \"a\": e_prop trains neurons of one membrane_ms"));
    const Network deep =
        make(designs(), Config::parse(R"({"type":"layered","hidden":[9,8],"gain":4})", "test"))
            ->build({3, 3, 1});
    CHECK_THAT(refusal(deep, examples, R"("e_prop")"),
               Catch::Contains("population \"hidden 1\": the readout does not hear it"));
    CHECK(refusal(deep, examples, R"({"type":"e_prop","feedback":"random","epochs":1})") ==
          "no error");
    CHECK_THAT(refusal(own, examples, R"({"type":"e_prop","learn_time_constants":true})"),
               Catch::Contains("learn_time_constants"));
}
