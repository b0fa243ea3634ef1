// The neural networks that spiking decoders are compared with: what they learn, repeat and refuse.
#include "decoders/tasks/neural_net.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/random.hpp"
#include "decoders/tasks/classifier.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::decoders;

namespace {

constexpr std::uint64_t seed = 31;
constexpr WindowShape shape{40, 2, 2};

struct Windows {
    std::vector<float> samples;
    std::vector<TaskId> labels;
};

/// Two channels of equal power in both classes; what differs is whether they move together or
/// against each other, which no channel tells alone.
Windows pairs(std::size_t count, std::uint64_t entity) {
    RandomStream random(seed, "pairs", entity);
    Windows made;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t k = i % 2;
        for (std::size_t t = 0; t < shape.samples; ++t) {
            const double common = random.normal();
            made.samples.push_back(static_cast<float>(common + 0.5 * random.normal()));
            made.samples.push_back(
                static_cast<float>((k == 0 ? common : -common) + 0.5 * random.normal()));
        }
        made.labels.push_back(static_cast<TaskId>(k));
    }
    return made;
}

std::vector<std::vector<double>> scores(const NeuralNet& net, const Windows& windows) {
    std::vector<std::vector<double>> all;
    const std::size_t size = shape.samples * shape.channels;
    for (std::size_t i = 0; i < windows.labels.size(); ++i)
        all.push_back(net.scores(std::span(windows.samples).subspan(i * size, size)));
    return all;
}

double accuracy(const std::vector<std::vector<double>>& scores, const Windows& windows) {
    double right = 0.0;
    for (std::size_t i = 0; i < scores.size(); ++i)
        right += decide(scores[i]) == windows.labels[i] ? 1.0 : 0.0;
    return right / static_cast<double>(scores.size());
}

NetParams small() {
    return {.filters = {8}, .width = 5, .hidden = 16, .epochs = 20, .batch = 16, .step = 5e-3};
}

}  // namespace

TEST_CASE("a convolutional network learns how channels move together") {
    const Windows train = pairs(200, 1), unseen = pairs(200, 2);
    for (const std::vector<std::int64_t>& filters :
         std::vector<std::vector<std::int64_t>>{{8}, {6, 8}}) {
        INFO(filters.size() << " convolutions, seed " << seed);
        NetParams params = small();
        params.filters = filters;
        NeuralNet net(params, shape, seed);
        REQUIRE(accuracy(scores(net, unseen), unseen) < 0.8);
        net.fit(train.samples, train.labels, nullptr);
        CHECK(accuracy(scores(net, unseen), unseen) > 0.95);
    }
}

TEST_CASE("a neural network has the same bytes for the same seed, and others for another") {
    const Windows train = pairs(60, 3), unseen = pairs(20, 4);
    const auto fitted = [&](std::uint64_t drawn) {
        NeuralNet net(small(), shape, drawn);
        net.fit(train.samples, train.labels, nullptr);
        return scores(net, unseen);
    };
    const auto once = fitted(7);
    CHECK(fitted(7) == once);
    CHECK(fitted(8) != once);
}

TEST_CASE("a neural network counts its parameters and products") {
    const NeuralNet net(small(), shape, seed);
    CHECK(net.parameters() == (5 * 2 * 8 + 8) + (8 * 16 + 16) + (16 * 2 + 2));
    CHECK(net.macs() == 36 * 5 * 2 * 8 + 8 * 16 + 16 * 2);
}

TEST_CASE("a window too short for the convolutions is refused") {
    NetParams params = small();
    params.filters = {4, 4};
    params.width = 30;
    CHECK_THROWS_WITH(NeuralNet(params, shape, seed),
                      "a window of 40 samples is too short for 2 convolutions of width 30");
}

TEST_CASE("a step far too large ends in a sentence") {
    const Windows train = pairs(60, 5);
    NetParams params = small();
    params.step = 1e30;
    NeuralNet net(params, shape, seed);
    CHECK_THROWS_WITH(net.fit(train.samples, train.labels, nullptr),
                      Catch::Matchers::Contains("not finite in epoch") &&
                          Catch::Matchers::Contains("smaller step"));
}

TEST_CASE("a perceptron of 8 bits decides as one of 32 does, one of 2 bits does not") {
    RandomStream random(seed, "rows");
    Table rows(6), unseen(6);
    std::vector<TaskId> labels;
    for (std::size_t i = 0; i < 600; ++i) {
        std::vector<double> row(6);
        for (double& x : row) x = random.normal();
        labels.push_back(static_cast<TaskId>(row[0] * row[1] > 0.0 ? 0 : 1));
        (i < 400 ? rows : unseen).push_back(row);
    }
    const auto decided = [&](const char* settings) {
        const auto mlp = make(classifiers(), Config::parse(settings, "test"));
        mlp->fit(rows, std::span(labels).first(400), 2, seed);
        const Table out = mlp->scores(unseen);
        std::vector<TaskId> all;
        for (std::size_t i = 0; i < out.rows(); ++i) all.push_back(decide(out.row(i)));
        return all;
    };
    const auto apart = [](const std::vector<TaskId>& a, const std::vector<TaskId>& b) {
        int count = 0;
        for (std::size_t i = 0; i < a.size(); ++i) count += a[i] != b[i] ? 1 : 0;
        return count;
    };
    const auto whole = decided(R"({"type": "mlp", "bits": 0, "epochs": 60})");
    CHECK(apart(whole, {labels.begin() + 400, labels.end()}) < 40);  // chance is 100
    CHECK(apart(whole, decided(R"({"type": "mlp", "bits": 8, "epochs": 60})")) <= 4);
    CHECK(apart(whole, decided(R"({"type": "mlp", "bits": 2, "epochs": 60})")) > 4);
}
