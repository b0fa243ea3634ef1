// The pieces of hard EM against values worked out by hand, and that labels do move.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "decoders/bags/generative.hpp"
#include "tests/bags/toy.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::bags;

namespace {

Table column(std::initializer_list<double> values) {
    Table t(1);
    for (const double v : values) t.push_back(std::vector{v});
    return t;
}

/// ln of N(x; 0, variance).
double log_phi(double x, double variance = 1.0) {
    return -0.5 * (std::log(2.0 * std::numbers::pi * variance) + x * x / variance);
}

using Labels = std::vector<std::size_t>;

std::unique_ptr<GenerativeMethod> fitted(const std::string& json, const BagTable& table) {
    auto method = make(bag_methods(), Config::parse(json, "test"));
    method->fit(table);
    auto* generative = dynamic_cast<GenerativeMethod*>(method.release());
    REQUIRE(generative != nullptr);
    return std::unique_ptr<GenerativeMethod>(generative);
}

}  // namespace

TEST_CASE("P(label | class) has pseudo-counts, and zero where a label is impossible") {
    const LearnedInstances l{
        {"a"}, {}, {column({0, 0, 0, 0, 0}), {0, 0, 1, 1, 1}, 3}, {0, 1}, {0, 0, 1, 1, 0}, {}};
    const Table p = label_given_class(l);
    CHECK(p.row(0)[0] == 1.0);
    CHECK(p.row(1)[0] == Approx(2.0 / 5.0));
    CHECK(p.row(1)[1] == Approx(3.0 / 5.0));
    CHECK(p.row(2)[0] == 0.5);
    CHECK(p.row(2)[2] == 0.5);
    for (const auto& [b, i] : {std::pair{0, 1}, {0, 2}, {1, 2}, {2, 1}})
        CHECK(p.row(static_cast<std::size_t>(b))[static_cast<std::size_t>(i)] == 0.0);
}

TEST_CASE("a step of hard EM takes the likelier of normal and the bag's own label") {
    Table f(3);
    f.push_back(std::vector{std::log(0.5), std::log(0.4), std::log(9.0)});
    f.push_back(std::vector{std::log(0.7), std::log(0.4), std::log(9.0)});
    f.push_back(std::vector{std::log(0.1), std::log(0.9), std::log(9.0)});
    Table p(3, 3);
    p.row(0)[0] = 1.0;
    p.row(1)[0] = 0.4;
    p.row(1)[1] = 0.6;
    // 0.2 < 0.24; 0.28 > 0.24; a normal bag's instances stay normal; label 2 is never taken.
    CHECK(relabelled(f, p, Labels{1, 1, 0}) == Labels{1, 0, 0});
}

TEST_CASE("doubt bounds what one instance can say") {
    Table f(2);
    f.push_back(std::vector{0.0, -1000.0});
    spread(f, 0.5);
    CHECK(std::exp(f.row(0)[0]) == Approx(0.75));
    CHECK(std::exp(f.row(0)[1]) == Approx(0.25));
}

TEST_CASE("normal densities by hand, each bag left out in turn") {
    const auto model = gaussian_model({column({-1, 1, 2}), {0, 0, 1}, 2}, 1.0, 0.0);
    model->learn(Labels{0, 0, 0});
    // Bag 0 weighs one: mean (0 + 2)/2 = 1, scatter 2 + 0 + 1, covariance (3 + 1)/(2 + 1).
    CHECK(model->of(column({2})).row(0)[0] == Approx(log_phi(1.0, 4.0 / 3.0)));
    const Table out = model->held_out();
    CHECK(out.row(2)[0] == Approx(log_phi(2.0)));       // mean 0, covariance (1 + 1)/(1 + 1)
    CHECK(out.row(2)[1] == Approx(log_phi(2.0)));       // no instance: standard normal
    CHECK(out.row(0)[0] == Approx(log_phi(3.0, 0.5)));  // the other bag: mean 2, (0 + 1)/(1 + 1)
}

TEST_CASE("a pooled covariance is that within labels, by hand") {
    const auto model = gaussian_model({column({-2, 2, 4, 6}), {0, 1, 2, 3}, 2}, 1.0, 0.25);
    model->learn(Labels{0, 0, 1, 1});
    // Label 0: mean 0, (8 + 1)/(2 + 1) = 3; label 1: mean 5, (2 + 1)/(2 + 1) = 1; both: (10 + 1)/5.
    const Table out = model->of(column({1}));
    CHECK(out.row(0)[0] == Approx(log_phi(1.0, 0.75 * 3.0 + 0.25 * 2.2)));
    CHECK(out.row(0)[1] == Approx(log_phi(4.0, 0.75 * 1.0 + 0.25 * 2.2)));
}

TEST_CASE("normal instances have a mean of their own in a background, by hand") {
    const auto learnt = [](bool background) {
        auto model = background_model({column({-1, 1, 4, 7}), {0, 0, 1, 1}, 2}, 1.0, 1.0,
                                      {{background}, {0, 1}});
        model->learn(Labels{0, 0, 0, 1});
        return model;
    };
    // Normal in the normal bag: mean 0, scatter 1. In the other: weight 1/2, mean 2 / (1/2 + 1),
    // scatter (8/3)² / 2 about it. Own: mean 7, scatter 0. Covariance: (1 + 32/9 + 1)/(2 + 1).
    const auto with = learnt(true), without = learnt(false);
    const Table out = with->of(column({4}));
    REQUIRE(out.columns() == 3);
    CHECK(out.row(0)[0] == Approx(log_phi(4.0, 50.0 / 27.0)));
    CHECK(out.row(0)[1] == Approx(log_phi(3.0, 50.0 / 27.0)));
    CHECK(out.row(0)[2] == Approx(log_phi(8.0 / 3.0, 50.0 / 27.0)));
    // Elsewhere it has the mean of normal bags: scatter 16/2 about it.
    CHECK(without->of(column({4})).row(0)[2] == Approx(log_phi(4.0, 10.0 / 3.0)));
    // Without its own bag there is the normal one alone: (1 + 1)/(1 + 1) about 0.
    CHECK(with->held_out().row(2)[2] == Approx(log_phi(4.0)));
}

TEST_CASE("a background keeps what surrounds an instance out of its label, and in its bag's") {
    const BagTable table = toy::clinic({.apart = 2.0, .affected = 0.3, .surroundings = 1.5});
    const auto right = [&](const std::string& more) {
        const auto method = fitted(R"({"type":"bif","pooling":1,"own_share":0.4)" + more, table);
        const LearnedInstances& l = method->learned();
        REQUIRE(l.moved.front() > 50);
        double count = 0.0;
        for (std::size_t i = 0; i < l.labels.size(); ++i)
            count += l.labels[i] == table.truth[i] ? 1.0 : 0.0;
        const auto e = method->explain(table.instances(1), std::vector{0.2, 0.5, 0.3});
        const auto scores = method->scores(table.instances(1));
        double sum = 0.0;
        for (std::size_t i = 0; i < e.labels.rows(); ++i) {
            sum += e.evidence.row(i)[1];
            CHECK(e.labels.row(i)[0] + e.labels.row(i)[1] + e.labels.row(i)[2] == Approx(1.0));
        }
        CHECK(sum == Approx(scores[1] - scores[0]));
        CHECK(decided(scores) == 1);
        return count / static_cast<double>(l.labels.size());
    };
    const double with = right(R"(,"background":["c"]})"), without = right("}");
    INFO("with " << with << ", without " << without << ", seed 1");
    CHECK(with > 0.88);
    CHECK(with > without + 0.02);
    CHECK_THAT(test::message_of([&] { fitted(R"({"type":"bif","background":["b_m"]})", table); }),
               Catch::Contains("background: unknown \"b_m\"; did you mean \"b_ms\"?"));
    CHECK_THAT(test::message_of([&] {
                   fitted(R"({"type":"bif","density":"kernel","background":["c"]})", table);
               }),
               Catch::Contains("must be empty with kernel densities"));
}

TEST_CASE("a given share of own labels keeps the constraint") {
    const Table p = given_label_given_class(3, 0.3);
    CHECK((p.row(0)[0] == 1.0 && p.row(0)[1] == 0.0 && p.row(0)[2] == 0.0));
    CHECK((p.row(2)[0] == 0.7 && p.row(2)[1] == 0.0 && p.row(2)[2] == 0.3));
}

TEST_CASE("kernel densities by hand, each bag left out in turn") {
    const auto model = kernel_model({column({0, 1, 3}), {0, 1, 2}, 2}, 1.0);
    model->learn(Labels{0, 1, 1});
    const Table out = model->held_out();
    CHECK(out.row(0)[0] == Approx(log_phi(0.0, 2.0)));  // nothing left: all rows together
    CHECK(out.row(0)[1] ==
          Approx(std::log((std::exp(log_phi(1.0)) + std::exp(log_phi(3.0))) / 2.0)));
    CHECK(out.row(1)[0] == Approx(log_phi(1.0)));
    CHECK(out.row(1)[1] == Approx(log_phi(2.0)));
    const Table in = model->of(column({1}));
    CHECK(in.row(0)[1] > out.row(1)[1]);  // itself included, an instance is likeliest where it is
}

TEST_CASE("neighbours vote with one more for each label, their own bag left out") {
    const auto model = neighbour_model({column({0, 0.1, 1, 5}), {0, 0, 1, 2}, 2}, 1);
    model->learn(Labels{1, 1, 0, 0});
    CHECK(std::exp(model->held_out().row(0)[0]) == Approx(2.0 / 3.0));
    CHECK(std::exp(model->of(column({0})).row(0)[0]) == Approx(1.0 / 3.0));
}

TEST_CASE("missing features are integrated out") {
    const double none = std::nan("");
    Table rows(2), second(1);
    for (const auto& [a, b] : {std::pair{0.3, 1.0}, {-1.0, -0.5}, {0.7, 0.2}, {2.0, 1.5}}) {
        rows.push_back(std::vector{a, b});
        second.push_back(std::vector{b});
    }
    const Labels bags{0, 1, 2, 3}, labels{0, 0, 1, 1};
    Table asked(2), alone = column({0.4}), nothing(2);
    asked.push_back(std::vector{none, 0.4});
    nothing.push_back(std::vector{none, none});
    const auto check = [&](auto make_model) {
        const auto both = make_model(TrainingRows{rows, bags, 2});
        const auto one = make_model(TrainingRows{second, bags, 2});
        both->learn(labels);
        one->learn(labels);
        for (std::size_t k = 0; k < 2; ++k) {
            CHECK(both->of(asked).row(0)[k] == Approx(one->of(alone).row(0)[k]));
            CHECK(both->of(nothing).row(0)[k] == Approx(0.0).margin(1e-12));
        }
    };
    check([](TrainingRows r) { return gaussian_model(std::move(r), 1.0, 0.5); });
    check([](TrainingRows r) { return kernel_model(std::move(r), 0.7); });
    const auto sparse = kernel_model({asked, {0}, 2}, 1.0);  // a row that lacks the first feature
    sparse->learn(Labels{0});
    Table full(2);
    full.push_back(std::vector{1.5, 0.9});
    CHECK(sparse->of(full).row(0)[0] == Approx(log_phi(1.5, 2.0) + log_phi(0.5)));
}

TEST_CASE("hard EM moves labels of normal instances in affected bags, and keeps the constraint") {
    const BagTable table = toy::clinic({});
    for (const char* json :
         {R"({"type":"bif"})", R"({"type":"bif","density":"kernel","width":0.5})",
          R"({"type":"fib"})", R"({"type":"fib","density":"kernel","width":0.5})",
          R"({"type":"fib","density":"gaussian"})"}) {
        INFO(json << ", seed 1");
        const auto method = fitted(json, table);
        const LearnedInstances& l = method->learned();
        REQUIRE(!l.moved.empty());
        CHECK(l.moved.front() > 50);
        CHECK(l.moved.back() == 0);
        std::size_t right = 0;
        for (std::size_t i = 0; i < l.labels.size(); ++i) {
            const std::size_t bag = l.training.bag_of[i];
            CHECK((l.labels[i] == 0 || l.labels[i] == l.bag_labels[bag]));
            right += l.labels[i] == table.truth[i] ? 1U : 0U;
        }
        const bool bif = std::string(json).find("bif") != std::string::npos;  // FIB is weaker here
        CHECK(static_cast<double>(right) >
              (bif ? 0.9 : 0.8) * static_cast<double>(l.labels.size()));
    }
}

TEST_CASE("in-sample densities would never move a label where kernels are narrow") {
    const BagTable table = toy::clinic({.bags = 18});
    const auto l = start(table, {});
    const auto model = kernel_model(l.training, 0.05);
    model->learn(l.labels);
    const auto even = even_label_given_class(3);
    const auto bags = bag_labels_of_rows(l);
    CHECK(relabelled(model->of(l.training.rows), even, bags) == l.labels);
    CHECK(relabelled(model->held_out(), even, bags) != l.labels);
}

TEST_CASE("an affected bag of FIB keeps one affected instance") {
    BagTable table = toy::clinic({.bags = 24, .apart = 0.0});  // nothing to tell classes apart
    const auto method = fitted(R"({"type":"fib","neighbours":25})", table);
    const LearnedInstances& l = method->learned();
    for (std::size_t b = 0; b < table.bags.size(); ++b) {
        std::size_t own = 0;
        for (std::size_t i = 0; i < l.labels.size(); ++i)
            own += l.training.bag_of[i] == b && l.labels[i] == l.bag_labels[b] ? 1U : 0U;
        CHECK(own >= 1);
    }
}

TEST_CASE("evidence of BIF's instances adds up to the bag's score") {
    const BagTable table = toy::clinic({.missing = 0.1});
    for (const char* json : {R"({"type":"bif"})", R"({"type":"bif","dependence":0})"}) {
        const auto method = fitted(json, table);
        const Table bag = table.instances(4);
        const auto scores = method->scores(bag);
        const auto e = method->explain(bag, std::vector{0.2, 0.5, 0.3});
        double sum = 0.0;
        for (std::size_t i = 0; i < bag.rows(); ++i) {
            sum += e.evidence.row(i)[1];
            CHECK(e.labels.row(i)[0] + e.labels.row(i)[1] + e.labels.row(i)[2] == Approx(1.0));
        }
        CHECK(sum == Approx(scores[1] - scores[0]));  // as many bags of each class
    }
}

TEST_CASE("FIB calls a bag affected if one instance at least is") {
    // One neighbour: its label has 2/3, the other 1/3. Normal: 1/3 · 2/3; affected: the rest.
    BagTable table{{"normal", "sick"}, {"a"}, {{"m", 0, 0, 1}, {"n", 1, 1, 1}}, column({0, 1}), {}};
    const auto method =
        fitted(R"({"type":"fib","neighbours":1,"doubt":1e-12,"dependence":0})", table);
    const auto s = method->scores(column({-0.1, 1.1}));
    CHECK(s[0] == Approx(std::log(2.0 / 9.0)));
    CHECK(s[1] == Approx(std::log(7.0 / 9.0)));
}
