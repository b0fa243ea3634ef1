// What every training rule promises. A new rule inherits these tests.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/parallel.hpp"
#include "core/random.hpp"
#include "snn/backend.hpp"
#include "snn/design.hpp"
#include "snn/learning/reading.hpp"
#include "snn/learning/rule.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using efferent::test::message_of;

namespace {

constexpr std::uint64_t seed = 11;

/// In class k, channel k sends ten times as often as the others.
Example example(TaskId label, std::int64_t group) {
    RandomStream random(seed, "rule toy", 100 * static_cast<std::uint64_t>(group) + index(label));
    Example e{.events = {}, .until = Time{400ms}, .windows = {}, .label = label, .group = group};
    for (std::uint16_t c = 0; c < 4; ++c) {
        const double interval_ns = 1e9 / (c == index(label) ? 300.0 : 30.0);
        for (double t = 0.0;;) {
            t -= std::log(1.0 - random.uniform()) * interval_ns;
            if (t >= 4e8) break;
            e.events.push_back({Time{Duration{static_cast<std::int64_t>(t)}}, ChannelId{c},
                                random.below(2) == 0 ? Polarity::up : Polarity::down});
        }
    }
    std::ranges::sort(e.events);
    for (Duration begin = 0ms; begin <= 200ms; begin += 100ms)
        e.windows.push_back({Time{begin}, Time{begin + 200ms}});
    return e;
}

Examples toy(std::int64_t first_group, std::int64_t groups) {
    Examples examples{.channels = 4, .classes = 3, .all = {}};
    for (std::int64_t g = first_group; g < first_group + groups; ++g)
        for (std::uint16_t k = 0; k < 3; ++k) examples.all.push_back(example(TaskId{k}, g));
    return examples;
}

Network start_network(const std::string& changes = R"("gain": 4)") {
    return make(designs(),
                Config::parse(R"({"type": "layered", "hidden": [24], )" + changes + "}", "test"))
        ->build({4, 3, seed});
}

std::unique_ptr<Rule> rule(const PartInfo<Rule>& info) {
    return make(rules(), Config::parse("\"" + std::string(info.name) + "\"", "test"));
}

/// Share of windows decided rightly by the network that `clocked` runs.
double accuracy(const Network& network, const Examples& examples) {
    const auto program =
        make(backends(), Config::parse(R"({"type": "clocked", "order": "current_first"})", "test"))
            ->compile(network);
    double right = 0.0, all = 0.0;
    for (const Example& e : examples.all) {
        std::vector<Spike> spikes;
        program->start()->run(e.events, e.until, spikes);
        for (const auto& score : scores(network, Reading{}, spikes, e.windows)) {
            const auto best = std::ranges::max_element(score) - score.begin();
            right += best == static_cast<std::ptrdiff_t>(index(e.label));
            all += 1.0;
        }
    }
    return right / all;
}

TrainingRun seeded() {
    TrainingRun run;
    run.seed = seed;
    return run;
}

/// What the rule says of what it cannot learn from.
std::string refusal(const PartInfo<Rule>& info, const Network& network, const Examples& examples) {
    return message_of([&] { (void)rule(info)->train(network, examples, seeded()); });
}

}  // namespace

TEST_CASE("a rule learns what is separable, and keeps the network's shape") {
    REQUIRE_FALSE(rules().empty());
    const Network start = start_network();
    const Examples train = toy(0, 32), unseen = toy(100, 6);
    const double before = accuracy(start, unseen);
    CHECK(before < 0.7);
    for (const auto* info : rules()) {
        CAPTURE(info->name, seed);
        const Trained trained = rule(*info)->train(start, train, seeded());
        CHECK(accuracy(trained.network, unseen) > 0.9);
        CHECK(trained.best_epoch <= static_cast<std::int64_t>(trained.curve.size()));
        for (std::size_t i = 0; i < trained.curve.size(); ++i)
            CHECK(trained.curve[i].number == static_cast<std::int64_t>(i + 1));
        REQUIRE(trained.network.populations().size() == start.populations().size());
        REQUIRE(trained.network.projections().size() == start.projections().size());
        CHECK(trained.network.channels() == start.channels());
        for (std::size_t p = 0; p < start.populations().size(); ++p) {
            const auto id = static_cast<PopulationId>(p);
            CHECK(trained.network.populations()[id].name == start.populations()[id].name);
            CHECK(trained.network.populations()[id].size == start.populations()[id].size);
        }
        for (std::size_t p = 0; p < start.projections().size(); ++p) {
            const Projection& a = trained.network.projections()[p];
            const Projection& b = start.projections()[p];
            CHECK(a.from == b.from);
            CHECK(a.to == b.to);
            CHECK(count_of(a.synapses) == count_of(b.synapses));
        }
    }
}

TEST_CASE("a rule trains the synapses of a sparse network and makes no others") {
    const Network start = start_network(R"("gain": 4, "fan_in": 5)");
    const auto* before = std::get_if<Sparse>(&start.projections()[0].synapses);
    REQUIRE(before != nullptr);
    for (const auto* info : rules()) {
        CAPTURE(info->name, seed);
        const Trained trained = rule(*info)->train(start, toy(0, 4), seeded());
        const auto* after = std::get_if<Sparse>(&trained.network.projections()[0].synapses);
        REQUIRE(after != nullptr);
        CHECK(after->offsets == before->offsets);
        CHECK(after->targets == before->targets);
    }
}

TEST_CASE("a rule gives the same bytes on any number of threads") {
    const Network start = start_network();
    const Examples train = toy(0, 4);
    for (const auto* info : rules()) {
        std::string expected;
        std::vector<Epoch> curve;
        for (const std::size_t threads : {1U, 3U}) {
            CAPTURE(info->name, threads, seed);
            const ThreadLimit limit(threads);
            const Trained trained = rule(*info)->train(start, train, seeded());
            const std::string text = to_json(trained.network);
            REQUIRE(text != to_json(start));
            if (expected.empty()) {
                expected = text;
                curve = trained.curve;
            }
            CHECK(text == expected);
            CHECK(trained.curve == curve);
        }
    }
}

TEST_CASE("a rule that was stopped goes on from its checkpoint as if it had not been") {
    const Network start = start_network();
    const Examples train = toy(0, 4);
    for (const auto* info : rules()) {
        CAPTURE(info->name, seed);
        std::vector<std::string> checkpoints;
        std::vector<Epoch> seen;
        TrainingRun run = seeded();
        run.at_epoch = [&](const Epoch& e) { seen.push_back(e); };
        run.save_checkpoint = [&](const std::string& text) { checkpoints.push_back(text); };
        const Trained whole = rule(*info)->train(start, train, run);
        CHECK(seen == whole.curve);
        CHECK(checkpoints.size() == whole.curve.size());
        if (checkpoints.size() < 2) continue;
        TrainingRun rest = seeded();
        rest.resume = checkpoints[checkpoints.size() / 2];
        const Trained resumed = rule(*info)->train(start, train, rest);
        CHECK(resumed.network == whole.network);
        CHECK(resumed.curve == whole.curve);
        CHECK(resumed.best_epoch == whole.best_epoch);

        rest.resume = checkpoints[0].substr(0, checkpoints[0].size() / 2);
        CHECK(message_of([&] { (void)rule(*info)->train(start, train, rest); }) != "no error");
        rest.resume = checkpoints[0];
        CHECK(message_of([&] { (void)rule(*info)->train(start, toy(50, 4), rest); }) != "no error");
    }
}

TEST_CASE("a rule refuses what it cannot learn from, in one sentence") {
    const Network start = start_network();
    Examples label = toy(0, 2), fewer = toy(0, 2), none = toy(0, 0);
    label.all[1].label = TaskId{3};
    fewer.classes = 2;
    std::erase_if(fewer.all, [](const Example& e) { return index(e.label) == 2; });
    Network headless(4);
    headless.add("hidden", 3, Config::parse("\"cuba_lif\"", "test"));
    Network deaf(4);
    deaf.add("hidden", 3, Config::parse("\"cuba_lif\"", "test"));
    deaf.add("readout", 3, Config::parse("\"li\"", "test"));
    deaf.connect(InputLines{}, PopulationId{0}, Dense{8, 3, std::vector<float>(24, 2.0F)}, 1ms);
    for (const auto* info : rules()) {
        CAPTURE(info->name);
        CHECK(refusal(*info, start, none) == "there is no example to learn from");
        CHECK(refusal(*info, start, label) == "example 1: its label 3 is not below the 3 classes");
        CHECK_THAT(refusal(*info, start, fewer), Catch::Contains("classes"));
        CHECK_THAT(refusal(*info, headless, toy(0, 2)), Catch::Contains("readout"));
        CHECK_THAT(refusal(*info, deaf, toy(0, 2)), Catch::Contains("readout"));
    }
}

TEST_CASE("a rule says which layer stays silent") {
    Examples quiet = toy(0, 2);
    for (Example& e : quiet.all) e.events.clear();
    for (const auto* info : rules()) {
        CAPTURE(info->name);
        CHECK_THAT(refusal(*info, start_network(), quiet), Catch::Contains("hidden 1"));
    }
}

TEST_CASE("settings of a rule survive being written out") {
    for (const auto* info : rules()) {
        CAPTURE(info->name);
        const Config once =
            resolve(rules(), Config::parse("\"" + std::string(info->name) + "\"", "test"));
        CHECK(resolve(rules(), once) == once);
    }
}
