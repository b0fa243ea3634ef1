// A random forest: trees on resampled rows, each split chosen among a few features.
#include <algorithm>
#include <limits>
#include <opencv2/ml.hpp>
#include <utility>

#include "core/parallel.hpp"
#include "core/random.hpp"
#include "decoders/tasks/classifier.hpp"
#include "decoders/tasks/training_rows.hpp"

namespace efferent::decoders {
namespace {

struct ForestParams {
    std::int64_t trees = 200;
    std::int64_t depth = 20;
};

/// OpenCV sets aside 2^depth nodes for each grove beforehand, some 150 MB at this depth.
constexpr std::int64_t deepest = 20;

void describe(Fields& field, ForestParams& p) {
    field("trees", p.trees, "how many trees vote");
    field("depth", p.depth, "how many splits a tree may have one below another");
    field.require(p.trees > 0 && p.trees <= 100000, "trees", "must be in [1, 100000]");
    field.require(p.depth > 0 && p.depth <= deepest, "depth", "must be in [1, 20]");
}

constexpr std::size_t grove_size = 25;

/// A split, or a leaf if `left` is zero, for no branch leads back to the first node.
struct Node {
    std::uint32_t feature = 0;
    float threshold = 0.0F;  ///< at or below it: left
    std::uint32_t left = 0;
    std::uint32_t right = 0;
    TaskId task{};
};

/// OpenCV draws from a generator of the calling thread; this lends it one made from our seed.
class SeededThread {
public:
    SeededThread(std::uint64_t seed, std::size_t grove) : before_(cv::theRNG()) {
        cv::theRNG() = cv::RNG(RandomStream(seed, "forest", grove).next());
    }
    ~SeededThread() { cv::theRNG() = before_; }
    SeededThread(const SeededThread&) = delete;
    SeededThread& operator=(const SeededThread&) = delete;

private:
    cv::RNG before_;
};

float narrow(double v) {
    constexpr double largest = std::numeric_limits<float>::max();
    if (v > largest || v < -largest)
        throw Error(Fault::config, "a feature is beyond 3.4e38, the largest that forest takes");
    return static_cast<float>(v);
}

/// Source: Breiman, "Random forests", Machine Learning 45(1), 2001; grown by OpenCV.
class Forest final : public Classifier {
public:
    using Params = ForestParams;
    explicit Forest(const Params& params) : params_(params) {}

    void fit(const Table& rows, std::span<const TaskId> labels, std::size_t classes,
             std::uint64_t seed) override {
        counts_ = count_classes(rows, labels, classes);
        columns_ = rows.columns();
        if (present(counts_).size() == 1) {
            nodes_ = {Node{.task = labels.front()}};
            roots_.assign(static_cast<std::size_t>(params_.trees), 0);
        } else {
            grow(rows, labels, seed);
        }
        std::vector<double> votes(classes);
        std::size_t comparisons = 0;
        for (std::size_t i = 0; i < rows.rows(); ++i) comparisons += vote(rows.row(i), votes);
        comparisons_ = static_cast<double>(comparisons) / static_cast<double>(rows.rows());
    }

    Table scores(const Table& rows) const override {
        require_scorable(rows, columns_);
        Table out(rows.rows(), counts_.size());
        for (std::size_t i = 0; i < rows.rows(); ++i) vote(rows.row(i), out.row(i));
        return out;
    }

    /// A split keeps a feature, a threshold and two branches, a leaf its class; comparisons are the
    /// mean over the training rows.
    Footprint footprint() const override {
        double numbers = 0.0;
        for (const Node& node : nodes_) numbers += node.left == 0 ? 1.0 : 4.0;
        return {.bytes = 4.0 * numbers, .comparisons = comparisons_};
    }

    bool random() const override { return true; }

private:
    /// Trees grow in groves, each from its own random stream, so that threads can share them out.
    void grow(const Table& rows, std::span<const TaskId> labels, std::uint64_t seed) {
        // A column in one piece, for splits look at one column at a time.
        cv::Mat_<float> samples(static_cast<int>(columns_), static_cast<int>(rows.rows()));
        cv::Mat_<int> responses(static_cast<int>(rows.rows()), 1);
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            responses(static_cast<int>(i), 0) = static_cast<int>(index(labels[i]));
            for (std::size_t j = 0; j < columns_; ++j)
                samples(static_cast<int>(j), static_cast<int>(i)) = narrow(rows.row(i)[j]);
        }
        const auto trees = static_cast<std::size_t>(params_.trees);
        std::vector<cv::Ptr<cv::ml::RTrees>> groves((trees + grove_size - 1) / grove_size);
        for_each_index(groves.size(), [&](std::size_t g) {
            const std::size_t count = std::min(grove_size, trees - g * grove_size);
            groves[g] = empty_grove(static_cast<int>(count));
            const SeededThread seeded(seed, g);
            groves[g]->train(samples, cv::ml::COL_SAMPLE, responses);
        });
        nodes_.clear();
        roots_.clear();
        for (const auto& grove : groves) keep(*grove);
    }

    cv::Ptr<cv::ml::RTrees> empty_grove(int trees) const {
        auto grove = cv::ml::RTrees::create();
        grove->setMaxDepth(static_cast<int>(params_.depth));
        grove->setMinSampleCount(1);
        grove->setActiveVarCount(0);  // the square root of the number of features
        grove->setTermCriteria({cv::TermCriteria::MAX_ITER, trees, 0.0});
        return grove;
    }

    void keep(const cv::ml::RTrees& grove) {
        const auto first = static_cast<int>(nodes_.size());
        const auto& splits = grove.getSplits();
        for (const auto& node : grove.getNodes()) {
            Node& kept = nodes_.emplace_back();
            kept.task = static_cast<TaskId>(static_cast<int>(node.value));
            if (node.split < 0) continue;
            const auto& split = splits[static_cast<std::size_t>(node.split)];
            const auto [left, right] = split.inversed ? std::pair(node.right, node.left)
                                                      : std::pair(node.left, node.right);
            kept.feature = static_cast<std::uint32_t>(split.varIdx);
            kept.threshold = split.c;
            kept.left = static_cast<std::uint32_t>(first + left);
            kept.right = static_cast<std::uint32_t>(first + right);
        }
        for (const int root : grove.getRoots()) roots_.push_back(first + root);
    }

    /// Each tree votes; gives the number of comparisons.
    std::size_t vote(std::span<const double> row, std::span<double> score) const {
        std::vector<float> x;
        for (const double v : row) x.push_back(narrow(v));
        for (std::size_t k = 0; k < score.size(); ++k) score[k] = counts_[k] > 0 ? 0.0 : never;
        std::size_t comparisons = 0;
        for (const int root : roots_) {
            const Node* node = &nodes_[static_cast<std::size_t>(root)];
            for (; node->left != 0; ++comparisons)
                node = &nodes_[x[node->feature] <= node->threshold ? node->left : node->right];
            score[index(node->task)] += 1.0;
        }
        return comparisons;
    }

    Params params_;
    std::vector<std::size_t> counts_;
    std::size_t columns_ = 0;
    std::vector<Node> nodes_;
    std::vector<int> roots_;
    double comparisons_ = 0.0;
};

}  // namespace

extern constinit const PartInfo<Classifier> part_forest =
    part<Classifier, Forest>("forest", "random forest: votes of trees on resampled rows");

}  // namespace efferent::decoders
