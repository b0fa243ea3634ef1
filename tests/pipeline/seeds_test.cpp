// Several seeds of training: figures are means over them, and what has no randomness is run once.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/parallel.hpp"
#include "pipeline/experiment.hpp"
#include "pipeline/over_seeds.hpp"
#include "pipeline/statistics.hpp"
#include "pipeline/table_text.hpp"
#include "pipeline/training.hpp"
#include "tests/pipeline/toy.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using efferent::test::message_of;
using efferent::test::toy;

namespace {

constexpr const char* drawn = R"({"name": "small", "classifier": {"type": "winner"},
    "front_end": {"type": "trained", "rule": {"type": "ridge"},
                  "network": {"type": "layered", "hidden": [8], "gain": 4}}})";

struct Trained {
    emg::Dataset data = toy(3);
    Plan plan =
        make(protocols(), Config::parse(R"({"type":"across_sessions"})", "test"))->plan(data);
    std::vector<Config> filters;
    Bench bench{data, plan, filters, {}, 7};

    OverSeeds over(const char* method, std::vector<std::uint64_t> seeds) const {
        const MethodParams params = method_from(Config::parse(method, "test"));
        return evaluate_over(seeds, bench, std::span(&params, 1), nullptr, nullptr).front();
    }
    MethodResult scored(const OverSeeds& over) const {
        return score(data, over.all.tested, bench.windows, std::nullopt, bench.seed);
    }
};

}  // namespace

TEST_CASE("figures of several seeds are the means of those of each") {
    const Trained trained;
    const OverSeeds all = trained.over(drawn, {3, 8, 4});
    REQUIRE(all.seeds.size() == 3);
    CHECK(all.seeds[1].seed == 8);
    CHECK(all.seeds[0].per_window != all.seeds[1].per_window);

    const MethodResult together = trained.scored(all);
    double mean = 0.0, ac = 0.0, picojoules = 0.0;
    std::vector<double> person(together.people.size());
    for (const SeedResult& seed : all.seeds) {
        CAPTURE(seed.seed);
        const OverSeeds one = trained.over(drawn, {static_cast<std::uint64_t>(seed.seed)});
        const MethodResult own = trained.scored(one);
        REQUIRE(one.seeds.size() == 1);
        CHECK(own.per_window.mean == seed.per_window);
        CHECK(own.per_trial.mean == seed.per_trial);
        mean += own.per_window.mean / 3.0;
        ac += one.all.operations.ac / 3.0;
        picojoules += one.all.energy.total_pj() / 3.0;
        for (std::size_t i = 0; i < person.size(); ++i) person[i] += own.people[i].per_trial / 3.0;
    }
    CHECK(together.per_window.mean == Approx(mean));
    CHECK(all.all.operations.ac == Approx(ac));
    CHECK(all.all.energy.total_pj() == Approx(picojoules));
    for (std::size_t i = 0; i < person.size(); ++i)
        CHECK(together.people[i].per_trial == Approx(person[i]));
}

TEST_CASE("a method without randomness is run once") {
    const Trained trained;
    const OverSeeds all = trained.over("\"rms+lda\"", {3, 8, 4});
    CHECK(all.seeds.empty());
    CHECK(all.all.tested.size() == trained.data.trials.size());
}

TEST_CASE("several seeds give the same on any number of threads") {
    const Trained trained;
    std::vector<OverSeeds> all;
    for (const std::size_t threads : {1U, 4U}) {
        const ThreadLimit limit(threads);
        all.push_back(trained.over(drawn, {3, 8}));
    }
    REQUIRE(all[0].all.tested.size() == 2 * trained.data.trials.size());
    for (std::size_t i = 0; i < all[0].all.tested.size(); ++i)
        CHECK(all[0].all.tested[i].decisions == all[1].all.tested[i].decisions);
    CHECK(all[0].all.energy.total_pj() == all[1].all.energy.total_pj());
}

TEST_CASE("the spread over seeds, by hand") {
    MethodResult method;
    for (const double share : {0.5, 0.6, 0.7}) method.seeds.push_back({1, share, 1.0});
    CHECK(seed_sd(method, &SeedResult::per_window) == Approx(0.1));
    CHECK(seed_sd(method, &SeedResult::per_trial) == Approx(0.0).margin(1e-12));
}

TEST_CASE("an experiment shows each of its seeds") {
    auto params = Config::parse(R"({"name": "small", "shuffles": 5, "seeds": [3, 8],
        "data": {"type": "simulated_forearm", "people": 1, "sessions": 2, "repetitions": 2,
                 "trial_s": 0.4, "channels": 3},
        "classes": ["rest", "WF"], "protocol": {"type": "across_sessions"}, "methods": ["rms+lda"]})",
                                "test")
                      .as<ExperimentParams>();
    params.methods.push_back(Config::parse(drawn, "test"));
    const Results results = run(params, nullptr);
    CHECK(results.methods[0].seeds.empty());
    REQUIRE(results.methods[1].seeds.size() == 2);
    CHECK_THAT(table_text(results, {}),
               Catch::Contains("Seeds: per window / per trial") &&
                   Catch::Contains("without randomness, run once: rms+lda"));
}

TEST_CASE("seeds that cannot be are refused, and so is a model for several") {
    const auto params = [](const char* seeds) {
        return Config::parse(R"({"name": "x", "data": {"type": "files"},
                                 "protocol": {"type": "across_sessions"}, "seeds": )" +
                                 std::string(seeds) + "}",
                             "test")
            .as<ExperimentParams>();
    };
    CHECK(message_of([&] { (void)params("[1, 2, 1]"); }) == "test/seeds: must differ, not [1,2,1]");
    CHECK(message_of([&] { (void)params("[1, -2]"); }) ==
          "test/seeds: must not be negative, not [1,-2]");
    TrainingOptions options;
    options.method = "trained+winner";
    CHECK(message_of([&] { (void)train(params("[1, 2]"), options, nullptr); }) ==
          "seeds: a model is trained with one seed; take none, with --set seeds=[], and one with "
          "--set "
          "seed");
}
