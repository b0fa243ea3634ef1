// What every classifier promises: learning, repetition, independence of rows, refusals.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "core/parallel.hpp"
#include "core/random.hpp"
#include "decoders/tasks/classifier.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::decoders;

namespace {

constexpr std::uint64_t seed = 77;

struct Labelled {
    Table rows;
    std::vector<TaskId> labels;
};

Config settings(std::string_view name) {
    return Config::parse("{\"type\":\"" + std::string(name) + "\"}", "test");
}

/// Blobs around three corners, `apart` standard deviations from each other, in turn; five columns,
/// so that rows lie at odd addresses too; the last column does not vary.
Labelled blobs(std::size_t count, double apart, std::uint64_t entity) {
    RandomStream random(seed, "blobs", entity);
    Labelled made{Table(5), {}};
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t k = i % 3;
        std::vector<double> row(5);
        for (std::size_t j = 0; j < 4; ++j)
            row[j] = random.normal() + (j == k ? apart / std::sqrt(2.0) : 0.0);
        row[4] = 1.0;
        made.rows.push_back(row);
        made.labels.push_back(static_cast<TaskId>(k));
    }
    return made;
}

/// Those that learn from features; what reads scores is asked for less.
std::vector<const PartInfo<Classifier>*> fitted_ones() {
    std::vector<const PartInfo<Classifier>*> ones;
    for (const auto* info : classifiers())
        if (make(classifiers(), settings(info->name))->reads() == Reads::features)
            ones.push_back(info);
    return ones;
}

std::unique_ptr<Classifier> fitted(std::string_view name, const Labelled& data,
                                   std::size_t classes) {
    auto classifier = make(classifiers(), settings(name));
    classifier->fit(data.rows, data.labels, classes, 5);
    return classifier;
}

void check_refusal(const std::function<void()>& act, const std::string& sentence) {
    try {
        act();
        FAIL("not refused: " << sentence);
    } catch (const Error& e) {
        CHECK(e.fault() == Fault::config);
        CHECK(e.what() == sentence);
    }
}

}  // namespace

TEST_CASE("a classifier learns blobs that lie apart") {
    REQUIRE(!fitted_ones().empty());
    const Labelled train = blobs(180, 6.0, 1), unseen = blobs(300, 6.0, 2);
    for (const auto* info : fitted_ones()) {
        INFO(info->name << ", seed " << seed);
        const auto classifier = fitted(info->name, train, 3);
        const Table scores = classifier->scores(unseen.rows);
        REQUIRE(scores.rows() == 300);
        REQUIRE(scores.columns() == 3);
        int right = 0;
        for (std::size_t i = 0; i < 300; ++i) right += decide(scores.row(i)) == unseen.labels[i];
        CHECK(right >= 285);
        CHECK(classifier->footprint().bytes > 0.0);
        CHECK(classifier->footprint().macs + classifier->footprint().comparisons > 0.0);
    }
}

TEST_CASE("the same data and seed give the same bytes, whatever was fitted before") {
    const Labelled train = blobs(120, 2.0, 3), other = blobs(90, 2.0, 4),
                   unseen = blobs(50, 2.0, 5);
    for (const auto* info : fitted_ones()) {
        INFO(info->name << ", seed " << seed);
        const Table once = fitted(info->name, train, 3)->scores(unseen.rows);
        CHECK(fitted(info->name, train, 3)->scores(unseen.rows) == once);
        const auto again = fitted(info->name, other, 4);
        CHECK(!(again->scores(unseen.rows) == once));
        again->fit(train.rows, train.labels, 3, 5);
        CHECK(again->scores(unseen.rows) == once);
    }
}

TEST_CASE("a row's scores do not depend on the rows beside it") {
    const Labelled train = blobs(150, 2.0, 6), unseen = blobs(37, 2.0, 7);
    for (const auto* info : fitted_ones()) {
        const auto classifier = fitted(info->name, train, 3);
        const Table together = classifier->scores(unseen.rows);
        for (std::size_t i = 0; i < unseen.rows.rows(); ++i) {
            INFO(info->name << ", row " << i << ", seed " << seed);
            Table alone(5);
            alone.push_back(unseen.rows.row(i));
            const Table score = classifier->scores(alone);
            REQUIRE(score.rows() == 1);
            CHECK(std::ranges::equal(score.row(0), together.row(i)));
        }
        CHECK(classifier->scores(Table(5)).rows() == 0);
    }
}

TEST_CASE("classifiers trained at once give what they give one after another") {
    constexpr std::size_t people = 10;
    for (const auto* info : fitted_ones()) {
        std::vector<Table> expected;
        for (std::size_t threads : {1U, 2U, 8U}) {
            INFO(info->name << ", " << threads << " threads, seed " << seed);
            const ThreadLimit limit(threads);
            std::vector<Table> scores(people);
            for_each_index(people, [&](std::size_t person) {
                const auto classifier = fitted(info->name, blobs(90, 2.0, 100 + person), 3);
                scores[person] = classifier->scores(blobs(40, 2.0, 200 + person).rows);
            });
            if (threads == 1) expected = scores;
            REQUIRE(!(scores[0] == scores[1]));
            CHECK(scores == expected);
        }
    }
}

TEST_CASE("a class without rows scores minus infinity and is never decided for") {
    Labelled train = blobs(120, 3.0, 8);
    for (TaskId& k : train.labels) k = static_cast<TaskId>(2 * index(k) + 1);  // 1, 3, 5 of 7
    const Labelled unseen = blobs(60, 0.0, 9);
    for (const auto* info : fitted_ones()) {
        INFO(info->name << ", seed " << seed);
        const Table scores = fitted(info->name, train, 7)->scores(unseen.rows);
        REQUIRE(scores.columns() == 7);
        bool kept = true;
        for (std::size_t i = 0; i < scores.rows(); ++i) {
            for (std::size_t k = 0; k < 7; ++k)
                kept = kept &&
                       (k % 2 == 1 ? std::isfinite(scores.row(i)[k])
                                   : scores.row(i)[k] == -std::numeric_limits<double>::infinity());
            kept = kept && index(decide(scores.row(i))) % 2 == 1;
        }
        CHECK(kept);
    }
}

TEST_CASE("with rows of one class alone that class is decided for") {
    Labelled train = blobs(60, 3.0, 10);
    std::ranges::fill(train.labels, static_cast<TaskId>(1));
    for (const auto* info : fitted_ones()) {
        INFO(info->name << ", seed " << seed);
        const auto classifier = fitted(info->name, train, 3);
        const Table scores = classifier->scores(blobs(9, 9.0, 11).rows);
        REQUIRE(scores.rows() == 9);
        for (std::size_t i = 0; i < 9; ++i) {
            CHECK(decide(scores.row(i)) == static_cast<TaskId>(1));
            CHECK(std::isfinite(scores.row(i)[1]));
        }
    }
}

TEST_CASE("a class with one row is learnt or refused, never guessed") {
    const Labelled three = blobs(3, 6.0, 12);
    int learnt = 0, refused = 0;
    for (const auto* info : fitted_ones()) {
        INFO(info->name << ", seed " << seed);
        try {
            const Table scores = fitted(info->name, three, 3)->scores(three.rows);
            CHECK(std::ranges::all_of(scores.values(), [](double v) { return std::isfinite(v); }));
            ++learnt;
        } catch (const Error& e) {
            CHECK(e.fault() == Fault::config);
            CHECK(std::string(e.what()).find("needs") != std::string::npos);
            ++refused;
        }
    }
    CHECK(learnt > 0);
    CHECK(refused > 0);
}

TEST_CASE("rows that nobody could learn from are refused in one sentence") {
    const Labelled good = blobs(60, 6.0, 13);
    Labelled label = good, hole = good;
    label.labels[7] = static_cast<TaskId>(3);
    hole.rows.row(4)[2] = std::numeric_limits<double>::quiet_NaN();
    Table narrow(3);
    narrow.push_back(std::vector<double>{1.0, 2.0, 3.0});
    Table endless(5);
    endless.push_back(std::vector<double>{1.0, 2.0, 3.0, 4.0, HUGE_VAL});
    for (const auto* info : fitted_ones()) {
        INFO(info->name);
        check_refusal(
            [&] {
                fitted(info->name, {Table(5), {}}, 3);
            },
            "there are no rows to train on");
        check_refusal(
            [&] {
                fitted(info->name, {good.rows, {TaskId{0}}}, 3);
            },
            "there are 60 rows and 1 labels; each row needs one");
        check_refusal([&] { fitted(info->name, label, 3); },
                      "row 7: class 3 is not below the number of classes, 3");
        check_refusal([&] { fitted(info->name, hole, 3); },
                      "row 4, column 2: nan is not a finite number");
        const auto classifier = fitted(info->name, good, 3);
        check_refusal([&] { (void)classifier->scores(narrow); },
                      "a row has 3 columns; the training rows had 5");
        check_refusal([&] { (void)classifier->scores(endless); },
                      "row 0, column 4: inf is not a finite number");
    }
}

TEST_CASE("a classifier of scores takes the largest as it is, of the classes that it saw") {
    std::size_t seen = 0;
    for (const auto* info : classifiers()) {
        INFO(info->name);
        const auto classifier = make(classifiers(), settings(info->name));
        if (classifier->reads() != Reads::scores) continue;
        ++seen;
        Table rows(3);
        rows.push_back(std::vector<double>{100.0, 101.0, 900.0});
        rows.push_back(std::vector<double>{-1.0, -3.0, -2.0});
        const std::vector<TaskId> labels{TaskId{0}, TaskId{1}};
        classifier->fit(rows, labels, 3, 1);
        const Table scores = classifier->scores(rows);
        CHECK(decide(scores.row(0)) == TaskId{1});  // nobody had class 2
        CHECK(decide(scores.row(1)) == TaskId{0});
        CHECK(scores.row(0)[2] == -HUGE_VAL);
        check_refusal([&] { classifier->fit(rows, labels, 4, 1); },
                      std::string(info->name) +
                          ": rows have 3 columns and there are 4 classes; it needs one score per "
                          "class");
        check_refusal([&] { classifier->fit(Table(3), {}, 3, 1); },
                      "there are no rows to train on");
    }
    CHECK(seen > 0);
}

TEST_CASE("settings of a classifier survive being written out") {
    for (const auto* info : classifiers()) {
        INFO(info->name);
        const Config once = resolve(classifiers(), settings(info->name));
        CHECK(resolve(classifiers(), once) == once);
    }
}

TEST_CASE("the first of equal scores is decided for") {
    CHECK(decide(std::vector{1.0, 3.0, 3.0}) == static_cast<TaskId>(1));
    CHECK(decide(std::vector{-HUGE_VAL, -5.0}) == static_cast<TaskId>(1));
}

TEST_CASE("template scores are cosines with the classes' means, whatever a row's length") {
    const auto classifier = make(classifiers(), settings("template"));
    Table rows(2);
    rows.push_back(std::vector{3.0, 4.0});
    rows.push_back(std::vector{0.0, 1.0});
    rows.push_back(std::vector{0.0, 3.0});
    const std::vector<TaskId> labels{static_cast<TaskId>(0), static_cast<TaskId>(2),
                                     static_cast<TaskId>(2)};
    classifier->fit(rows, labels, 3, 1);
    Table asked(2);
    asked.push_back(std::vector{10.0, 0.0});
    asked.push_back(std::vector{0.0, -2.0});
    asked.push_back(std::vector{0.0, 0.0});
    const Table scores = classifier->scores(asked);
    CHECK(scores.row(0)[0] == Approx(0.6));
    CHECK(scores.row(0)[1] == -std::numeric_limits<double>::infinity());
    CHECK(scores.row(0)[2] == Approx(0.0));
    CHECK(scores.row(1)[0] == Approx(-0.8));
    CHECK(scores.row(1)[2] == Approx(-1.0));
    CHECK(scores.row(2)[0] == 0.0);
}
