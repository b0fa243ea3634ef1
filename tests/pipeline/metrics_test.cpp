#include "pipeline/metrics.hpp"

#include <catch2/catch.hpp>

#include "tests/pipeline/toy.hpp"

using namespace efferent;
using efferent::test::toy;

namespace {

std::vector<Decision> every_50ms(const std::vector<int>& tasks) {
    std::vector<Decision> out;
    Time at{250ms};
    for (const int task : tasks) {
        out.push_back({static_cast<TaskId>(task), at});
        at += 50ms;
    }
    return out;
}

}  // namespace

TEST_CASE("a majority's tie goes to the class that comes first") {
    CHECK(majority(every_50ms({2, 1, 1, 2}), 3) == TaskId{1});
    CHECK(majority(every_50ms({2, 2, 1}), 3) == TaskId{2});
}

TEST_CASE("accuracies are means over splits, then over people") {
    const auto d = toy(1, {.people = 2, .sessions = 1, .repetitions = 2, .classes = 2});
    // Trials of person 1: 0 rest, 1 task1, 2 rest, 3 task1; of person 2: 4 to 7.
    const std::vector<TestedTrial> tested{
        {0, 0, every_50ms({0, 0, 0, 1})},  // rest, 3 of 4, trial right; one false activation
        {0, 1, every_50ms({0, 0, 1, 0})},  // task1, 1 of 4, trial wrong; first right at 350 ms
        {1, 2, every_50ms({1, 0, 1, 1})},  // rest, 1 of 4, trial wrong; two false activations
        {2, 5, every_50ms({1, 1, 1, 1})},  // person 2: all right
    };
    const MethodResult r = score(d, tested, Windows{}, TaskId{0}, 1);
    REQUIRE(r.people.size() == 2);
    CHECK(r.people[0].per_window == Approx((0.5 + 0.25) / 2));
    CHECK(r.people[0].per_trial == Approx((0.5 + 0.0) / 2));
    CHECK(r.people[0].balanced_window == Approx((4.0 / 8.0 + 1.0 / 4.0) / 2));
    CHECK(r.per_window.mean == Approx((0.375 + 1.0) / 2));
    CHECK(r.per_trial.mean == Approx((0.25 + 1.0) / 2));
    CHECK(trial_accuracy(d, tested) == Approx(r.per_trial.mean));
    CHECK(*r.false_activations_per_min == Approx(3.0 / (8 * 0.05 / 60.0)));
    CHECK(*r.latency_ms == Approx(300.0));  // of 250, 250, 300, 350 the upper middle
    CHECK(r.confusion_windows.row(0)[1] == 4.0);
    CHECK(r.confusion_trials.row(1)[0] == 1.0);
}

TEST_CASE("comparisons pair people and correct for their number") {
    std::vector<MethodResult> methods(3);
    const double accuracy[3][5] = {
        {.8, .7, .6, .9, .5}, {.81, .72, .63, .94, .55}, {.9, .8, .7, 1.0, .6}};
    for (std::size_t m = 0; m < 3; ++m) {
        methods[m].name = std::string(1, static_cast<char>('a' + m));
        methods[m].family = m == 2 ? "spiking" : "conventional";
        for (std::size_t i = 0; i < 5; ++i)
            methods[m].people.push_back({std::to_string(i), accuracy[m][i], 0, 0});
    }
    const auto all = compare(methods, 1);
    REQUIRE(all.size() == 2);
    CHECK(all[0].a == "c");
    CHECK(all[0].b == "a");
    CHECK(all[0].per_window_difference == Approx(0.1));
    CHECK(all[0].p == Approx(2 * 2.0 / 32.0));  // exact Wilcoxon, Holm over two
    CHECK(all[1].low <= all[1].per_window_difference);
    CHECK(*friedman_over(methods) < 0.05);
    methods.pop_back();
    CHECK(compare(methods, 1).size() == 1);  // one family: with the first
    CHECK(!friedman_over(methods));
}
