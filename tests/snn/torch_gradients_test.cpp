// The gradient against PyTorch's: stored by bench/peers/torch_gradients.py.
#include <catch2/catch.hpp>

#include "core/file.hpp"
#include "snn/learning/batch.hpp"
#include "snn/learning/surrogate.hpp"
#include "tests/snn/training_toys.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;
using namespace efferent::snn::training;

namespace {

constexpr std::size_t lines = 8, hidden = 20, classes = 3, ticks = 60, trials = 4;

struct Case {
    std::string reset;
    std::vector<double> input, recurrent, readout, by_input, by_recurrent, by_readout;
    std::vector<std::int64_t> events, spikes;  ///< tick, trial, line or neuron
    double loss = 0.0;
};

void describe(Fields& field, Case& c) {
    field("reset", c.reset, "");
    field("input", c.input, "");
    field("recurrent", c.recurrent, "");
    field("readout", c.readout, "");
    field("events", c.events, "");
    field("spikes", c.spikes, "");
    field("loss", c.loss, "");
    field("by_input", c.by_input, "");
    field("by_recurrent", c.by_recurrent, "");
    field("by_readout", c.by_readout, "");
}

struct File {
    std::vector<Config> cases;
};
void describe(Fields& field, File& f) { field("cases", f.cases, ""); }

Network network_of(const Case& c) {
    const auto dense = [](std::size_t from, std::size_t to, const std::vector<double>& w) {
        return Dense{from, to, {w.begin(), w.end()}};
    };
    Network n(lines / 2);
    const auto a = n.add("hidden", hidden,
                         Config::parse(R"({"type":"cuba_lif","membrane_ms":15,"excitatory_ms":6,
                             "inhibitory_ms":6,"threshold":0.9,"reset":")" +
                                           c.reset + "\"}",
                                       "test"));
    const auto out =
        n.add("out", classes, Config::parse(R"({"type":"li","membrane_ms":25})", "test"));
    n.connect(InputLines{}, a, dense(lines, hidden, c.input), 1ms);
    n.connect(a, a, dense(hidden, hidden, c.recurrent), 1ms);
    n.connect(a, out, dense(hidden, classes, c.readout), 1ms);
    return n;
}

std::vector<Trial> trials_of(const Case& c) {
    std::vector<Trial> all;
    for (std::size_t t = 0; t < trials; ++t) {
        Example e;
        e.until = Time{static_cast<std::int64_t>(ticks) * 1ms};
        e.windows = {{Time{}, e.until}};
        e.label = static_cast<TaskId>(t % classes);
        for (std::size_t i = 0; i < c.events.size(); i += 3)
            if (c.events[i + 1] == static_cast<std::int64_t>(t))
                e.events.push_back({Time{c.events[i] * 1ms},
                                    static_cast<ChannelId>(c.events[i + 2] / 2),
                                    c.events[i + 2] % 2 == 0 ? Polarity::up : Polarity::down});
        std::ranges::sort(e.events);
        all.push_back(trial_of(e, {}));
    }
    return all;
}

template <class Real>
double distance(const Case& c, const Plan& plan, const std::vector<Trial>& given,
                const Aligned<Real>& values) {
    std::vector<const Trial*> all;
    for (const Trial& t : given) all.push_back(&t);
    Batch<Real> batch(plan, {.slope = slope_of({})}, {});
    Aligned<Real> gradient;
    const Tally tally = batch.descend(all, values, gradient);
    CHECK(tally.loss / trials == Approx(c.loss).epsilon(1e-6));
    double apart = 0.0, size = 0.0;
    const std::vector<double>* theirs[] = {&c.by_input, &c.by_recurrent, &c.by_readout};
    for (std::size_t l = 0; l < 3; ++l) {
        std::size_t i = 0;
        const Link& link = plan.links[l];
        for (std::size_t p = link.first; p < link.first + link.rows * link.stride; ++p) {
            if (plan.trained[p] == 0) continue;
            const double other = (*theirs[l])[i++];
            apart += std::pow(static_cast<double>(gradient[p]) - other, 2);
            size += other * other;
        }
        REQUIRE(i == theirs[l]->size());
    }
    REQUIRE(size > 0.0);
    return std::sqrt(apart / size);
}

}  // namespace

TEST_CASE("the gradient is the one that PyTorch finds, where spikes are the same") {
    const std::string text =
        read_file(test::source_folder() / "tests/snn/data/torch_gradients.json");
    const auto file = Config::parse("{\"cases\":" + text + "}", "torch_gradients.json").as<File>();
    REQUIRE(file.cases.size() == 4);
    for (const Config& config : file.cases) {
        const auto c = config.as<Case>();
        const Network network = network_of(c);
        const Plan plan = plan_of(network, {}, {});
        const std::vector<Trial> given = trials_of(c);
        const Aligned<float> values = parameters_of(plan, network);
        const NetworkView<float> view(plan, values);
        Bundle<float> bundle(plan, {.slope = slope_of({})});
        std::vector<const Trial*> all;
        for (const Trial& t : given) all.push_back(&t);
        bundle.forward(all, view, Keep::scores);
        std::vector<std::int64_t> spikes;
        for (std::int64_t tick = 1; tick <= static_cast<std::int64_t>(ticks); ++tick)
            for (std::size_t t = 0; t < trials; ++t)
                for (const std::uint32_t n : bundle.strand(t, 0).spikes_at(tick))
                    spikes.insert(spikes.end(), {tick, static_cast<std::int64_t>(t), n});
        REQUIRE(spikes.size() > 300);
        REQUIRE(spikes == c.spikes);
        CHECK(distance(c, plan, given, values) < 2e-5);
        CHECK(distance<double>(c, plan, given, {values.begin(), values.end()}) < 1e-10);
    }
}
