// Learned delays: which of two channels came first, 10 ms before the other, where nothing else
// remembers for so long; what they are kept in.
#include <catch2/catch.hpp>

#include "snn/learning/reading.hpp"
#include "tests/snn/training_toys.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;
using efferent::test::message_of;

namespace {

constexpr std::size_t channels = 2, hidden = 12;

/// One event of each channel, as up and as down; class c when channel c is first.
Examples order_task(std::size_t count) {
    RandomStream random(3, "order task");
    Examples examples{.channels = channels, .classes = 2, .all = {}};
    for (std::size_t i = 0; i < count; ++i) {
        Example e;
        e.label = static_cast<TaskId>(i % 2);
        e.group = static_cast<std::int64_t>(i / 2 % 2);
        e.until = Time{60ms};
        e.windows = {{Time{}, e.until}};
        const Duration begin = 1ms * static_cast<std::int64_t>(2 + random.below(15));
        for (std::size_t c = 0; c < channels; ++c)
            for (const Polarity p : {Polarity::down, Polarity::up})
                e.events.push_back(
                    {Time{begin + (c == i % 2 ? 0ms : 10ms)}, static_cast<ChannelId>(c), p});
        std::ranges::sort(e.events);
        examples.all.push_back(std::move(e));
    }
    return examples;
}

/// All of it forgets within 2 ms; the readout too, so that when a spike was cannot be read from it.
Network forgetful(std::uint64_t seed) {
    RandomStream random(seed, "order network");
    Network n(channels);
    const auto h =
        n.add("hidden", hidden, Config::parse(R"({"type":"lif","membrane_ms":2})", "test"));
    const auto out = n.add("out", 2, Config::parse(R"({"type":"li","membrane_ms":1})", "test"));
    Dense in = normal_weights(random, 2 * channels, hidden, 0.3);
    for (float& w : in.weights) w += 0.4F;
    n.connect(InputLines{}, h, in, 1ms);
    n.connect(h, out, normal_weights(random, hidden, 2, 1.0), 1ms);
    return n;
}

double learned(const Config& rule, const Network& start, std::uint64_t seed) {
    TrainingRun run;
    run.seed = seed;
    const Trained trained = make(rules(), rule)->train(start, order_task(32), run);
    const Examples all = order_task(32);
    double right = 0.0;
    for (const Example& e : all.all) {
        const auto score =
            scores(trained.network, {}, clocked_spikes(trained.network, e), e.windows).front();
        right += (score[1] > score[0] ? 1U : 0U) == index(e.label) ? 1.0 : 0.0;
    }
    return right / static_cast<double>(all.all.size());
}

}  // namespace

TEST_CASE("which channel is first by 10 ms is learned with delays, and not without") {
    const Config rule = Config::parse(R"({"type":"bptt","epochs":60,"batch":8,"start_share":0.01,
        "surrogate":{"width":1},"learning_rate":0.01,"longest_delay_ms":16,"start_delays":"given"})",
                                      "test");
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        CAPTURE(seed);
        CHECK(learned(rule.with("learn_delays", "true"), forgetful(seed), seed) == 1.0);
        CHECK(learned(rule, forgetful(seed), seed) < 0.7);
    }
}

TEST_CASE("delays alone lower the loss, by either rule") {
    for (const std::string type : {"bptt", "eventprop"}) {
        CAPTURE(type);
        Config rule = Config::parse(R"({"type":")" + type + R"(","epochs":25,"batch":12,
            "learning_rate":1e-6,"delay_rate":2e5,"start_share":0.03,"longest_delay_ms":16)" +
                                        (type == "bptt" ? "" : R"(,"fade_ms":20)") + "}",
                                    "test");
        const auto gain = [](const Config& with) {
            const Trained t =
                make(rules(), with)->train(toy_network({}, 1), toy_examples(1, 48), {});
            return t.curve.back().loss / t.curve.front().loss;
        };
        CHECK(gain(rule) > 0.98);
        CHECK(gain(rule.with("learn_delays", "true")) < 0.7);
    }
}

TEST_CASE("learned delays are in the network, its file and the checkpoints") {
    const Examples examples = toy_examples(5, 24);
    const Network start = toy_network({}, 6);
    for (const std::string type : {"bptt", "eventprop"}) {
        CAPTURE(type);
        const Config rule = Config::parse(R"({"type":")" + type + R"(","epochs":3,"batch":12,
            "learn_delays":true,"longest_delay_ms":8})",
                                          "test");
        std::vector<std::string> checkpoints;
        TrainingRun run;
        run.seed = 7;
        run.save_checkpoint = [&](const std::string& text) { checkpoints.push_back(text); };
        const Trained whole = make(rules(), rule)->train(start, examples, run);
        REQUIRE(checkpoints.size() == 3);
        std::size_t other = 0;
        for (const Projection& p : whole.network.projections()) {
            const bool to_readout = whole.network.populations()[p.to].name == "out";
            CHECK(p.delay.own.empty() == to_readout);
            for (const Duration d : p.delay.own) {
                CHECK((d >= 1ms && d <= 8ms && d % 1ms == 0ms));
                if (d != p.delay.own.front()) ++other;
            }
        }
        CHECK(other > 20);
        CHECK(network_from_json(to_json(whole.network), "test") == whole.network);
        TrainingRun rest;
        rest.seed = 7;
        rest.resume = checkpoints.front();
        CHECK(make(rules(), rule)->train(start, examples, rest).network == whole.network);
        // Trained on, as they are or learned further; or refused if they are too long for that.
        const auto again = [&](const std::string& more) {
            return make(rules(),
                        Config::parse(R"({"type":")" + type + R"(","epochs":1)" + more + "}",
                                      "test"))
                ->train(whole.network, examples, {})
                .network;
        };
        const Network kept = again("");
        for (std::size_t p = 0; p < kept.projections().size(); ++p)
            CHECK(kept.projections()[p].delay == whole.network.projections()[p].delay);
        CHECK_THAT(message_of([&] { (void)again(R"(,"learn_delays":true,"longest_delay_ms":2)"); }),
                   Catch::Contains("projection 0 (input to a)") && Catch::Contains("longest"));
    }
}
