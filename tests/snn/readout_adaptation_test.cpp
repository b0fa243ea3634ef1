// Readouts that adapt: recursive least squares against ridge regression, the delta rule by hand,
// and what both leave alone.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/random.hpp"
#include "snn/learning/calibration_rows.hpp"
#include "snn/learning/least_squares.hpp"
#include "snn/learning/recursive_least_squares.hpp"
#include "tests/snn/training_toys.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;

namespace {

Table normal_table(RandomStream& random, std::size_t rows, std::size_t columns) {
    Table table(columns);
    for (std::size_t r = 0; r < rows; ++r) {
        std::vector<double> row;
        for (std::size_t c = 0; c < columns; ++c) row.push_back(random.normal());
        table.push_back(row);
    }
    return table;
}

/// Ridge regression that shrinks towards `start`: that of what `start` leaves, by its normal
/// equations.
Table ridge_towards(const Table& start, const Table& x, const Table& y, double penalty) {
    Table rest = y;
    for (std::size_t n = 0; n < x.rows(); ++n)
        for (std::size_t k = 0; k < start.rows(); ++k)
            for (std::size_t c = 0; c < start.columns(); ++c)
                rest.row(n)[k] -= start.row(k)[c] * x.row(n)[c];
    NormalEquations equations(x.columns(), y.columns());
    equations.add(x, rest);
    std::vector<std::size_t> all;
    for (std::size_t c = 0; c < x.columns(); ++c) all.push_back(c);
    Table weights = start;
    for (std::size_t k = 0; k < start.rows(); ++k) {
        const auto solved = equations.solve(k, all, penalty);
        for (std::size_t c = 0; c < all.size(); ++c) weights.row(k)[c] += solved[c];
    }
    return weights;
}

double furthest(const Table& a, const Table& b) {
    double most = 0.0;
    for (std::size_t i = 0; i < a.values().size(); ++i)
        most = std::max(most, std::abs(a.values()[i] - b.values()[i]));
    return most;
}

/// The network's hidden part, in words.
std::string hidden_part(const Network& network) {
    const std::string text = to_json(network);
    return text.substr(0, text.find("\"to\":\"out\""));
}

}  // namespace

TEST_CASE("recursive least squares without forgetting is ridge regression with the same prior") {
    constexpr std::uint64_t seed = 8;
    CAPTURE(seed);
    RandomStream random(seed, "rows");
    const Table start = normal_table(random, 3, 12);
    const Table x = normal_table(random, 40, 12), y = normal_table(random, 40, 3);
    for (const double prior : {1e-3, 2.0, 500.0}) {
        RecursiveLeastSquares squares(start, prior, 1.0);
        CHECK(furthest(squares.weights(), start) < 1e-14);
        for (std::size_t n = 0; n < x.rows(); ++n) squares.add(x.row(n), y.row(n));
        CHECK(furthest(squares.weights(), start) > 0.1);
        CHECK(furthest(squares.weights(), ridge_towards(start, x, y, prior)) < 1e-9);
    }
}

TEST_CASE("recursive least squares with forgetting weighs rows by their age") {
    constexpr std::uint64_t seed = 9;
    CAPTURE(seed);
    RandomStream random(seed, "rows");
    const double forgetting = 0.9, prior = 3.0;
    const Table start = normal_table(random, 2, 5);
    Table x = normal_table(random, 25, 5), y = normal_table(random, 25, 2);
    RecursiveLeastSquares squares(start, prior, forgetting);
    for (std::size_t n = 0; n < x.rows(); ++n) squares.add(x.row(n), y.row(n));
    for (std::size_t n = 0; n < x.rows(); ++n) {
        const double weight = std::pow(forgetting, 0.5 * static_cast<double>(x.rows() - 1 - n));
        for (double& v : x.row(n)) v *= weight;
        for (double& v : y.row(n)) v *= weight;
    }
    CHECK(furthest(squares.weights(),
                   ridge_towards(start, x, y, prior * std::pow(forgetting, 25.0))) < 1e-9);
}

TEST_CASE("recursive least squares stays finite where rows leave a direction unseen for long") {
    constexpr std::uint64_t seed = 10;
    CAPTURE(seed);
    RandomStream random(seed, "rows");
    RecursiveLeastSquares squares(Table(1, 3), 1.0, 0.98);
    for (int n = 0; n < 20000; ++n) {
        const double a = random.normal();
        squares.add(std::vector<double>{a, a * (1.0 + 1e-9), 0.0}, std::vector<double>{3.0 * a});
    }
    const Table w = squares.weights();
    for (const double v : w.values()) REQUIRE(std::isfinite(v));
    CHECK(w.row(0)[0] + w.row(0)[1] == Approx(3.0).epsilon(1e-6));
    CHECK(std::abs(w.row(0)[2]) < 1e-12);
}

TEST_CASE("windows adapt a readout in a fixed order, round by round") {
    const Network network = toy_network({}, 400);
    Examples examples = toy_examples(400, 4);
    examples.all[2].windows.pop_back();
    const CalibrationRows rows = calibration_rows(network, {}, examples, {});
    CHECK(rows.labels == std::vector<std::size_t>{0, 1, 2, 0, 0, 1, 2, 0, 0, 1, 0});
    std::vector<std::vector<double>> begins;
    each_example(network, {}, examples, {}, [&](const Example&, const Table& shares) {
        begins.emplace_back(shares.row(0).begin(), shares.row(0).end());
    });
    for (std::size_t e = 0; e < 4; ++e) CHECK(std::ranges::equal(rows.shares.row(e), begins[e]));
    CHECK(rows.mean_square > 0.0);
}

TEST_CASE("the delta rule's step is the one by hand") {
    const Network start = toy_network({}, 410);
    Examples one = toy_examples(410, 1);
    one.all[0].windows.resize(1);
    const Readout before(start);
    const CalibrationRows rows = calibration_rows(start, {}, one, {});
    REQUIRE(rows.shares.rows() == 1);
    REQUIRE(rows.mean_square > 0.0);
    for (const std::string error : {"softmax", "linear"}) {
        const auto rule = make(
            rules(), Config::parse(R"({"type":"delta","learning_rate":0.25,"passes":1,"error":")" +
                                       error + "\"}",
                                   "test"));
        const Readout after(rule->train(start, one, {}).network);
        const auto scores = centred_scores(before.weights(), rows.shares.row(0));
        double sum = 0.0, squares = 0.0;
        for (const double s : scores) sum += std::exp(s), squares += s * s;
        const double size = std::sqrt(squares / (1.0 - 1.0 / 3.0));
        for (std::size_t k = 0; k < 3; ++k) {
            const double wanted = k == 0 ? 1.0 : 0.0;
            const double off = error == "softmax" ? wanted - std::exp(scores[k]) / sum
                                                  : size * (wanted - 1.0 / 3.0) - scores[k];
            for (const std::size_t c : before.heard_by(k))
                CHECK(after.weights().row(k)[c] ==
                      Approx(before.weights().row(k)[c] +
                             0.25 / rows.mean_square * off * rows.shares.row(0)[c])
                          .epsilon(1e-6)
                          .margin(1e-7));
        }
    }
}

TEST_CASE("rls of a network is ridge regression towards its centred weights") {
    const Network start = toy_network({}, 420);
    // Only whole readouts have weights that can be centred; here class by class, b hears all.
    Network whole(start.channels());
    for (const Population& p : start.populations()) whole.add(p.name, p.size, p.model);
    for (std::size_t i = 0; i + 1 < start.projections().size(); ++i) {
        const Projection& p = start.projections()[i];
        whole.connect(p.from, p.to, p.synapses, p.delay);
    }
    const Examples examples = toy_examples(420, 9);
    const Readout before(whole);
    const CalibrationRows rows = calibration_rows(whole, {}, examples, {});
    Table centred = before.weights(), wanted(3);
    for (std::size_t c = 0; c < before.sources(); ++c) {
        double mean = 0.0;
        for (std::size_t k = 0; k < 3; ++k) mean += centred.row(k)[c] / 3.0;
        for (std::size_t k = 0; k < 3; ++k) centred.row(k)[c] -= mean;
    }
    const double size = size_of_targets(before.weights(), rows);
    for (const std::size_t label : rows.labels) {
        std::vector<double> row(3, -size / 3.0);
        row[label] += size;
        wanted.push_back(row);
    }
    const double prior = 7.0 * rows.mean_square / static_cast<double>(before.sources());
    const auto rule = make(rules(), Config::parse(R"({"type":"rls","prior":7})", "test"));
    const Network after = rule->train(whole, examples, {}).network;
    const Table expected = ridge_towards(centred, rows.shares, wanted, prior);
    CHECK(furthest(expected, centred) > 1e-2);
    CHECK(furthest(Readout(after).weights(), expected) < 1e-5);  // weights are floats
    CHECK(hidden_part(after) == hidden_part(whole));
    CHECK(hidden_part(whole).size() > 1000);
}
