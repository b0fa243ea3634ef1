// Training as a user sees it: it learns, it repeats, it goes on from a checkpoint, it says what it
// cannot do.
#include <catch2/catch.hpp>

#include "core/parallel.hpp"
#include "tests/snn/training_toys.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;

namespace {

Config rule(const std::string& more = {}) {
    return Config::parse(
        R"({"type":"bptt","epochs":4,"batch":12,"learning_rate":0.005)" + more + "}", "test");
}

Trained train(const Config& config, const Network& start, const Examples& examples,
              const TrainingRun& run = {}) {
    return make(rules(), config)->train(start, examples, run);
}

}  // namespace

TEST_CASE("a rule learns a separable toy set, on people's own validation part") {
    const Examples examples = toy_examples(1, 96);
    for (const std::string type : {"lif", "cuba_lif", "alif", "adlif"}) {
        INFO(type);
        const Trained trained = train(rule(R"(,"validation_groups":1)").with("epochs", "12"),
                                      toy_network({.type = type}, 2), examples);
        REQUIRE(trained.curve.size() == 12);
        const Epoch& best = trained.curve.at(static_cast<std::size_t>(trained.best_epoch - 1));
        CHECK(trained.curve.front().loss > 0.5);
        CHECK(trained.curve.back().loss < 0.6 * trained.curve.front().loss);
        CHECK(best.validation_accuracy.value() > 0.8);
        CHECK(best.rate_hz > 1.0);
        CHECK_FALSE(trained.network == toy_network({.type = type}, 2));
    }
}

TEST_CASE("training gives the same bytes on any number of threads") {
    const Examples examples = toy_examples(3, 40);
    const Network start = toy_network({}, 4);
    std::vector<Trained> all;
    for (const std::size_t threads : {3U, 2U, 1U}) {  // the first one decides how many there can be
        const ThreadLimit limit(threads);
        all.push_back(
            train(rule(R"(,"validation_groups":1)").with("batch", "40").with("epochs", "2"), start,
                  examples));
    }
    CHECK_FALSE(all[0].network == start);
    for (const Trained& other : all) {
        CHECK(to_json(other.network) == to_json(all[0].network));
        CHECK(other.curve == all[0].curve);
    }
}

TEST_CASE("training goes on from a checkpoint bit for bit") {
    const Examples examples = toy_examples(5, 36);
    const Network start = toy_network({.type = "alif"}, 6);
    const Config config =
        rule(R"(,"validation_groups":1,"learn_biases":true,"learn_time_constants":true)");
    std::vector<std::string> checkpoints;
    std::vector<Epoch> seen;
    TrainingRun run;
    run.seed = 7;
    run.save_checkpoint = [&](const std::string& text) { checkpoints.push_back(text); };
    run.at_epoch = [&](const Epoch& e) { seen.push_back(e); };
    const Trained whole = train(config, start, examples, run);
    REQUIRE(checkpoints.size() == 4);
    CHECK(seen == whole.curve);
    const auto resumed = [&](const std::string& text, const Config& with) {
        TrainingRun rest;
        rest.seed = 7;
        rest.resume = text;
        return train(with, start, examples, rest);
    };
    for (const std::string& text : checkpoints) {
        const Trained rest = resumed(text, config);
        CHECK(to_json(rest.network) == to_json(whole.network));
        CHECK(rest.curve == whole.curve);
        CHECK(rest.best_epoch == whole.best_epoch);
    }
    const auto fault = [&](const std::string& text, const Config& with) {
        try {
            (void)resumed(text, with);
        } catch (const Error& e) {
            return e.fault();
        }
        FAIL("must be refused");
        return Fault::io;
    };
    CHECK(fault(checkpoints[1], config.with("batch", "11")) == Fault::config);
    const std::string& text = checkpoints[1];
    for (std::size_t size = 0; size < text.size(); size += 997)
        CHECK(fault(text.substr(0, size), config) == Fault::format);
    std::string changed = text;
    changed[text.size() / 2] = changed[text.size() / 2] == '0' ? '1' : '0';
    CHECK(fault(changed, config) == Fault::format);
}

TEST_CASE("training says what it cannot train, and where it went wrong") {
    const Examples examples = toy_examples(8, 12);
    const Network start = toy_network({}, 9);
    const auto story = [&](const Config& config, const Network& network, const Examples& with) {
        try {
            (void)train(config, network, with);
        } catch (const Error& e) {
            return std::string(e.what());
        }
        return std::string("nothing was refused");
    };
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string text = to_json(start);
        const auto at = text.find(from);
        REQUIRE(at != std::string::npos);
        return network_from_json(text.replace(at, from.size(), to), "test");
    };
    CHECK_THAT(story(rule(), changed(R"("threshold":0.9)", R"("threshold":0.9,"refractory_ms":2)"),
                     examples),
               Catch::Contains("population \"a\"") && Catch::Contains("refractory"));
    CHECK_THAT(story(rule(), changed(R"("inhibitory_ms":6)", R"("inhibitory_ms":7)"), examples),
               Catch::Contains("population \"a\"") && Catch::Contains("alike"));
    CHECK_THAT(story(rule(), changed(R"("delay_ms":3.0)", R"("delay_ms":2.5)"), examples),
               Catch::Contains("projection 2 (a to b)") && Catch::Contains("ticks"));
    CHECK_THAT(story(rule(R"(,"validation_groups":4)"), start, examples),
               Catch::Contains("validation_groups"));
    CHECK_THAT(story(rule(R"(,"surrogate":{"peak":1e30})"), start, examples),
               Catch::Contains("epoch 1, step 1") && Catch::Contains("peak"));
    Examples silent = examples;
    for (Example& e : silent.all) e.events.clear();
    CHECK_THAT(story(rule(), start, silent),
               Catch::Contains("population \"a\"") && Catch::Contains("silent"));
    CHECK_THAT(story(rule(R"(,"start_share":0)"), start, silent),
               Catch::Contains("population \"a\"") && Catch::Contains("silent"));
    Examples other = examples;
    other.classes = 4;
    CHECK_THAT(story(rule(), start, other), Catch::Contains("classes"));
}
