// What every method on bags promises, and how probabilities and settings are found.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/parallel.hpp"
#include "decoders/bags/generative.hpp"
#include "decoders/bags/tuning.hpp"
#include "tests/bags/toy.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::bags;

namespace {

Config named(std::string_view name) {
    return Config::parse("{\"type\":\"" + std::string(name) + "\"}", "test");
}

std::vector<std::vector<double>> all_scores(const BagMethod& method, const BagTable& table) {
    std::vector<std::vector<double>> all;
    for (std::size_t b = 0; b < table.bags.size(); ++b)
        all.push_back(method.scores(table.instances(b)));
    return all;
}

}  // namespace

TEST_CASE("every method on bags learns bags that are easily told apart, the same each time") {
    REQUIRE(!bag_methods().empty());
    const toy::Clinic easy{.bags = 30, .apart = 6.0, .affected = 0.8, .missing = 0.05};
    const BagTable training = toy::clinic(easy);
    toy::Clinic other = easy;
    other.seed = 2;
    const BagTable test = toy::clinic(other);
    BagTable blind = training;  // truth that is wrong and cannot matter
    for (auto& t : blind.truth) t = 2;
    for (const auto* info : bag_methods()) {
        INFO(info->name << ", seeds 1 and 2");
        const auto method = make(bag_methods(), named(info->name));
        method->fit(training);
        const auto scores = all_scores(*method, test);
        std::size_t right = 0;
        for (std::size_t b = 0; b < scores.size(); ++b)
            right += decided(scores[b]) == test.bags[b].label ? 1U : 0U;
        CHECK(right >= 24);
        const auto again = make(bag_methods(), named(info->name));
        again->fit(blind);
        CHECK(all_scores(*again, test) == scores);
        const Explanation e = method->explain(test.instances(1), std::vector{0.0, 1.0, 0.0});
        CHECK((e.labels.rows() == 0 || e.labels.rows() == test.bags[1].count));
        CHECK(e.labels.rows() == e.evidence.rows());
    }
}

TEST_CASE("every method on bags refuses what it cannot learn from or judge") {
    const BagTable training = toy::clinic({.bags = 12});
    BagTable one_class = training;
    for (Bag& bag : one_class.bags) bag.label = 0;
    for (const auto* info : bag_methods()) {
        INFO(info->name);
        const auto method = make(bag_methods(), named(info->name));
        CHECK_THAT(test::message_of([&] { method->fit(one_class); }),
                   Catch::Contains("bags of 1 class; training needs"));
        method->fit(training);
        CHECK_THAT(test::message_of([&] { method->scores(Table(3)); }),
                   Catch::Contains("the bag is empty"));
        CHECK_THAT(test::message_of([&] { method->scores(Table(2, 2)); }),
                   Catch::Contains("2 features; those of training had 3"));
        Table infinite(1, 3);
        infinite.row(0)[1] = INFINITY;
        CHECK_THAT(test::message_of([&] { method->scores(infinite); }),
                   Catch::Contains("infinite"));
    }
}

TEST_CASE("log-normal densities are normal ones of logarithms") {
    BagTable table = toy::clinic({.bags = 18}), raised = table;
    for (std::size_t i = 0; i < raised.rows.rows(); ++i)
        for (double& x : raised.rows.row(i)) x = std::exp(x);
    const auto plain = make(bag_methods(), named("bif"));
    const auto logs =
        make(bag_methods(), Config::parse(R"({"type":"bif","density":"log_normal"})", "test"));
    plain->fit(table);
    logs->fit(raised);
    for (std::size_t k = 0; k < 3; ++k)
        CHECK(plain->scores(table.instances(1))[k] == Approx(logs->scores(raised.instances(1))[k]));
    Table below = raised.instances(1);
    below.row(0)[1] = -2.0;
    CHECK_THAT(test::message_of([&] { logs->scores(below); }),
               Catch::Contains("feature \"b_ms\" is -2; the model takes its logarithm"));
}

TEST_CASE("calibration finds the odds of bags that score alike") {
    // Scores of 0 and 1: 3 of 10 and 8 of 10 of class 1, so that labels count as 10/11 and 12/13.
    ScoredBags bags{Table(2), {}, std::vector<std::size_t>(20, 5)};
    for (std::size_t i = 0; i < 20; ++i) {
        bags.scores.push_back(std::vector{0.0, i < 10 ? 0.0 : 1.0});
        bags.labels.push_back(i < 10 ? (i < 3 ? 1 : 0) : (i < 18 ? 1 : 0));
    }
    const Calibration c = calibrate(bags, 0.0);
    const double normal = 10.0 / 11.0, sick = 12.0 / 13.0;  // 9 and 11 bags
    const auto p0 = c.probabilities(std::vector{0.0, 0.0}, 5);
    const auto p1 = c.probabilities(std::vector{5.0, 6.0}, 5);  // differences alone count
    CHECK(p0[1] == Approx((3 * sick + 7 * (1 - normal)) / 10).margin(1e-3));
    CHECK(p1[1] == Approx((8 * sick + 2 * (1 - normal)) / 10).margin(1e-3));
    CHECK(p0[0] + p0[1] == Approx(1.0));
    const Calibration growing = calibrate(bags, 0.5);  // as many instances each: the same fit
    CHECK(growing.probabilities(std::vector{0.0, 1.0}, 5)[1] == Approx(p1[1]).margin(1e-3));
    CHECK(growing.biases[1] * std::sqrt(5.0) == Approx(c.biases[1]).margin(1e-3));
    bags.labels.pop_back();
    CHECK_THAT(test::message_of([&] { calibrate(bags, 0.0); }),
               Catch::Contains("20 scored bags, 19 labels and 20 counts"));
}

TEST_CASE("probabilities of simulated bags are as reliable as they say") {
    const toy::Clinic hard{.bags = 150, .least = 2, .most = 12, .apart = 1.8, .affected = 0.4};
    toy::Clinic fresh = hard;
    fresh.bags = 900;
    fresh.seed = 2;
    const BagTable training = toy::clinic(hard), test = toy::clinic(fresh);
    const Tuned tuned = tune(
        training, grid("bif", {{"doubt", {"0.1", "0.3"}}, {"dependence", {"0", "0.5"}}}), 5, 1);
    double sure[4] = {}, right[4] = {}, count[4] = {}, few = 0.0, many = 0.0;
    for (std::size_t b = 0; b < test.bags.size(); ++b) {
        const auto p = tuned.probabilities(test.instances(b));
        const std::size_t found = decided(p);
        const auto bin = static_cast<std::size_t>(std::min(3.0, (p[found] - 1.0 / 3.0) * 6.0));
        sure[bin] += p[found];
        right[bin] += found == test.bags[b].label ? 1.0 : 0.0;
        count[bin] += 1.0;
        if (test.bags[b].count < 8) continue;
        const Table whole = test.instances(b);
        Table two(3);
        for (std::size_t i = whole.rows() - 2; i < whole.rows(); ++i) two.push_back(whole.row(i));
        few += std::ranges::max(tuned.probabilities(two));
        many += p[found];
    }
    double error = 0.0;
    for (std::size_t k = 0; k < 4; ++k) error += std::abs(sure[k] - right[k]) / 900.0;
    INFO("seeds 1 and 2; expected calibration error " << error);
    CHECK(count[0] + count[1] > 100.0);  // not all are sure
    CHECK(count[3] > 100.0);
    CHECK(error < 0.05);
    CHECK(few < 0.9 * many);  // two of a bag's instances say less than all
}

TEST_CASE("settings and scales are found on the training bags alone") {
    const BagTable table = toy::clinic({.bags = 40});
    std::vector<std::size_t> train;
    for (std::size_t b = 0; b < 30; ++b) train.push_back(b);
    BagTable planted = table;  // test bags that no mean, width or choice could survive
    for (std::size_t i = planted.bags[30].first; i < planted.rows.rows(); ++i)
        for (double& x : planted.rows.row(i)) x = 1e6;
    const auto candidates = grid("bif", {{"density", {"gaussian", "kernel"}}});
    const Tuned clean = tune(subset(table, train), candidates, 5, 3);
    const Tuned with = tune(subset(planted, train), candidates, 5, 3);
    CHECK(clean.settings == with.settings);
    CHECK(clean.probabilities(table.instances(35)) == with.probabilities(table.instances(35)));
    std::vector<std::size_t> all = train;
    all.push_back(31);
    const Tuned leaked = tune(subset(planted, all), candidates, 5, 3);  // the fault would show
    CHECK(clean.probabilities(table.instances(35)) != leaked.probabilities(table.instances(35)));
}

TEST_CASE("scores in folds come from methods that never saw the fold") {
    const BagTable table = toy::clinic({.bags = 12});
    const auto folds = stratified_folds(table, 3, 7);
    for (std::size_t f = 0; f < 3; ++f) CHECK(std::ranges::count(folds, f) == 4);
    const Table scores = scores_in_folds(table, named("mean_lda"), folds);
    std::vector<std::size_t> others;
    for (std::size_t b = 0; b < 12; ++b)
        if (folds[b] != folds[5]) others.push_back(b);
    const auto method = make(bag_methods(), named("mean_lda"));
    method->fit(subset(table, others));
    const auto by_hand = method->scores(table.instances(5));
    CHECK(std::ranges::equal(scores.row(5), by_hand));
    BagTable lonely = table;
    for (Bag& bag : lonely.bags)
        if (bag.label == 2 && bag.name != "m2") bag.label = 1;
    CHECK_THAT(test::message_of([&] { stratified_folds(lonely, 3, 7); }),
               Catch::Contains("class \"neurogenic\" has one bag"));
}

TEST_CASE("a generative method goes on from what was saved, and refuses what does not fit") {
    const BagTable table = toy::clinic({.bags = 12});
    const auto method = make(bag_methods(), named("bif"));
    method->fit(table);
    const LearnedInstances learned = dynamic_cast<GenerativeMethod&>(*method).learned();
    const auto other = make(bag_methods(), named("bif"));
    auto& resumed = dynamic_cast<GenerativeMethod&>(*other);
    resumed.resume(learned);
    CHECK(resumed.scores(table.instances(3)) == method->scores(table.instances(3)));
    LearnedInstances wrong = learned;
    wrong.labels[0] = 2;  // of a normal bag
    CHECK_THAT(test::message_of([&] { resumed.resume(wrong); }), Catch::Contains("labels do not"));
    wrong = learned;
    wrong.scaling.deviations.pop_back();
    CHECK_THAT(test::message_of([&] { resumed.resume(wrong); }),
               Catch::Contains("means and deviations"));
}
