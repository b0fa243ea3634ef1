// Scores of single classifiers, and the standardiser, against values worked out by hand.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/random.hpp"
#include "decoders/tasks/classifier.hpp"
#include "decoders/tasks/row_panels.hpp"
#include "decoders/tasks/standardise.hpp"
#include "decoders/tasks/support_vectors.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::decoders;

namespace {

Table table(std::size_t columns, const std::vector<double>& values) {
    Table made(columns);
    for (std::size_t i = 0; i < values.size(); i += columns)
        made.push_back(std::span(values).subspan(i, columns));
    return made;
}

std::vector<TaskId> tasks(std::initializer_list<int> labels) {
    std::vector<TaskId> made;
    for (const int k : labels) made.push_back(static_cast<TaskId>(k));
    return made;
}

std::unique_ptr<Classifier> classifier(const char* text) {
    return make(classifiers(), Config::parse(text, "test"));
}

/// Six rows of two classes: means (0, 0) and (3, 0); scatters diag(2, 2) and diag(2, 0).
const Table crosses = table(2, {1, 0, -1, 0, 0, 1, 0, -1, 2, 0, 4, 0});
const auto cross_labels = tasks({0, 0, 0, 0, 1, 1});

void check_near(std::span<const double> got, const std::vector<double>& expected,
                double margin = 1e-12) {
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i)
        CHECK(got[i] == Approx(expected[i]).epsilon(0.0).margin(margin));
}

}  // namespace

TEST_CASE("lda in closed form") {
    // S = diag(4, 2) / 4 = diag(1, .5), tr S / p = .75; half shrunk: diag(.875, .625).
    const auto lda = classifier(R"({"type":"lda","shrinkage":0.5})");
    lda->fit(crosses, cross_labels, 2, 0);
    const Table scores = lda->scores(table(2, {2, 5, -1, 0.5}));
    check_near(scores.row(0),
               {std::log(4.0 / 6.0), 6.0 / 0.875 - 4.5 / 0.875 + std::log(2.0 / 6.0)});
    check_near(scores.row(1),
               {std::log(4.0 / 6.0), -3.0 / 0.875 - 4.5 / 0.875 + std::log(2.0 / 6.0)});
    CHECK(lda->footprint().bytes == 24.0);
    CHECK(lda->footprint().macs == 4.0);
}

TEST_CASE("lda refuses classes that do not vary") {
    const auto lda = classifier(R"({"type":"lda"})");
    CHECK(test::message_of([&] {
              lda->fit(table(1, {1, 1, 2, 2}), tasks({0, 0, 1, 1}), 2, 0);
          }) ==
          "lda: the covariance within classes is singular: give rows that vary, or more shrinkage");
}

TEST_CASE("qda in closed form") {
    // Class 0: diag(2, 2) / 3; class 1: diag(2, 0) / 1; pooled diag(1, .5). Half of each, then a
    // tenth of the mean variance.
    const auto qda = classifier(R"({"type":"qda","pooling":0.5,"shrinkage":0.1})");
    qda->fit(crosses, cross_labels, 2, 0);
    const double a0 = 0.5 * 2.0 / 3.0 + 0.5, b0 = 0.5 * 2.0 / 3.0 + 0.25, m0 = 0.05 * (a0 + b0);
    const double a1 = 1.0 + 0.5, b1 = 0.25, m1 = 0.05 * (a1 + b1);
    const auto score = [](double u, double v, double a, double b, double prior) {
        return -0.5 * (u * u / a + v * v / b) - 0.5 * std::log(a * b) + std::log(prior);
    };
    const Table scores = qda->scores(table(2, {2, 5}));
    check_near(scores.row(0), {score(2, 5, 0.9 * a0 + m0, 0.9 * b0 + m0, 4.0 / 6.0),
                               score(-1, 5, 0.9 * a1 + m1, 0.9 * b1 + m1, 2.0 / 6.0)});
}

TEST_CASE("the nearest neighbour decides among equal votes, the lower class at equal distance") {
    const auto knn = classifier(R"({"type":"knn","neighbours":4})");
    knn->fit(table(1, {0, 1, 2, 3, 9, -9}), tasks({1, 0, 0, 1, 2, 2}), 3, 0);
    const Table scores = knn->scores(table(1, {1.4, 0.0, 1.5}));
    check_near(scores.row(0), {2.0 + 4.0 / 5.0, 2.0 + 2.0 / 5.0, 0.0});
    check_near(scores.row(1), {2.0 + 3.0 / 5.0, 2.0 + 4.0 / 5.0, 0.0});
    check_near(scores.row(2), {2.0 + 4.0 / 5.0, 2.0 + 2.0 / 5.0, 0.0});
    const auto one = classifier(R"({"type":"knn","neighbours":1})");
    one->fit(table(1, {-1, 1}), tasks({1, 0}), 2, 0);
    CHECK(decide(one->scores(table(1, {0.0})).row(0)) == TaskId{0});
}

TEST_CASE("the linear machine of two points is their perpendicular bisector") {
    // Points 0 and 2 on a line: margin at both, so the decision is x - 1 for class 1; one vote,
    // and the confidences 2 / (3 (2 + 1)) at x = 3.
    const auto svm = classifier(R"({"type":"svm_linear","cost":100})");
    svm->fit(table(1, {0, 2}), tasks({0, 1}), 2, 0);
    check_near(svm->scores(table(1, {3})).row(0), {-2.0 / 9.0, 1.0 + 2.0 / 9.0});
    CHECK(svm->footprint().macs == 1.0);
    CHECK(svm->footprint().bytes == 8.0);
}

TEST_CASE("the Gaussian machine of two points has them as support vectors") {
    // Weights a (k(x,0) - k(x,2)) without bias; the margin says a (1 - k(0,2)) = 1. libsvm keeps
    // kernel values in single precision while it looks for a, hence the margin of 1e-8.
    const auto svm = classifier(R"({"type":"svm_rbf","cost":100,"gamma":0.5})");
    svm->fit(table(1, {0, 2}), tasks({0, 1}), 2, 0);
    const double near = std::exp(-0.5 * 0.25), far = std::exp(-0.5 * 2.25);
    const double d = (near - far) / (1.0 - std::exp(-2.0)), share = d / (3.0 * (d + 1.0));
    check_near(svm->scores(table(1, {0.5})).row(0), {1.0 + share, -share}, 1e-8);
}

TEST_CASE("forest: every tree votes, its seed matters, and a plain cut is found") {
    Table rows(2);
    std::vector<TaskId> labels;
    RandomStream random(3, "forest rows");
    for (int i = 0; i < 200; ++i) {
        const std::vector<double> row{random.uniform(), random.uniform()};
        rows.push_back(row);
        labels.push_back(static_cast<TaskId>(row[0] + row[1] > 1.0 ? 1 : 0));
    }
    const auto forest = classifier(R"({"type":"forest","trees":60})");
    forest->fit(rows, labels, 2, 1);
    const Table first = forest->scores(rows);
    for (std::size_t i = 0; i < rows.rows(); ++i) CHECK(first.row(i)[0] + first.row(i)[1] == 60.0);
    check_near(forest->scores(table(2, {0.1, 0.1})).row(0), {60.0, 0.0});
    forest->fit(rows, labels, 2, 2);
    CHECK(!(forest->scores(rows) == first));
}

TEST_CASE("columns are standardised by the rows that were given") {
    const Table train = table(2, {1, 5, 3, 5});
    const Standardiser s = Standardiser::of(train);
    CHECK(s.means == std::vector{2.0, 5.0});
    CHECK(s.deviations == std::vector{1.0, 1.0});
    Table rows = table(2, {6, 7});
    s.apply(rows);
    CHECK(rows == table(2, {4, 2}));
    Table other(3, 3);
    CHECK(test::message_of([&] { s.apply(other); }) ==
          "a row has 3 columns; the training rows had 2");
    CHECK(test::message_of([&] { Standardiser::of(Table(2)); }) ==
          "there are no rows to standardise by");
}

TEST_CASE("support vectors are the same with the kernel worked out beforehand or by libsvm") {
    constexpr std::size_t rows = 120, columns = 9;
    RandomStream random(21, "support vectors");
    Table made(rows, columns);
    std::vector<TaskId> labels;
    for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t k = 5 * i % 11 % 4;  // the fourth class is smaller
        for (std::size_t j = 0; j < columns; ++j)
            made.row(i)[j] = random.normal() + (j == k ? 4.0 : 0.0);
        labels.push_back(static_cast<TaskId>(k));
    }
    const SupportVectors before = train_pairs(made, labels, 10.0, 0.2);
    const SupportVectors by_libsvm = train_pairs(made, labels, 10.0, 0.2, 0);
    REQUIRE(before.classes.size() == 4);
    REQUIRE(before.vectors.rows() > 20);
    REQUIRE(before.vectors.rows() < rows);
    CHECK(before == by_libsvm);
}

TEST_CASE("panels give the plain sums") {
    constexpr std::size_t rows = 13, columns = 7;
    RandomStream random(9, "panels");
    Table a(rows, columns), x(4, columns);
    for (std::size_t i = 0; i < rows; ++i)
        for (double& v : a.row(i)) v = random.normal();
    for (std::size_t i = 0; i < x.rows(); ++i)
        for (double& v : x.row(i)) v = random.normal();
    const RowPanels panels(a);
    std::vector<double> products(rows), distances(3 * rows);
    panels.products(x.row(0), products);
    panels.squared_distances(x, 1, 3, distances);
    const Table all = panels.products(x);
    REQUIRE(all.rows() == 4);
    REQUIRE(all.columns() == rows);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t r = 0; r < x.rows(); ++r) {
            double product = 0.0, distance = 0.0;
            for (std::size_t j = 0; j < columns; ++j) {
                product += a.row(i)[j] * x.row(r)[j];
                distance += (a.row(i)[j] - x.row(r)[j]) * (a.row(i)[j] - x.row(r)[j]);
            }
            CHECK(all.row(r)[i] == product);
            if (r == 0)
                CHECK(products[i] == product);
            else
                CHECK(distances[(r - 1) * rows + i] == distance);
        }
}
