// Bags vote that are near, and bags to which this one is near.
#include <algorithm>
#include <limits>
#include <utility>

#include "decoders/bags/comparator.hpp"
#include "decoders/tasks/row_panels.hpp"

namespace efferent::bags {
namespace {

struct CitationParams {
    std::int64_t references = 2;
    std::int64_t citers = 4;
};

void describe(Fields& field, CitationParams& p) {
    field("references", p.references, "how many of the nearest bags vote");
    field("citers", p.citers, "a bag also votes if this one is among so many nearest to it");
    field.require(p.references >= 1, "references", "must be at least 1");
    field.require(p.citers >= 0, "citers", "must not be negative");
}

/// Citation kNN with the smallest distance between instances of two bags; the score of a class is
/// its votes, and the normal class wins what is even.
/// Source: Wang, Zucker, "Solving the multiple-instance problem: a lazy learning approach",
/// ICML 2000.
class CitationKnn final : public BagMethod {
public:
    using Params = CitationParams;
    explicit CitationKnn(const Params& params)
        : references_(static_cast<std::size_t>(params.references)),
          citers_(static_cast<std::size_t>(params.citers)) {}

    void fit(const BagTable& training) override {
        rows_ = FilledRows::of(training);
        panels_.clear();
        labels_.clear();
        classes_ = training.classes.size();
        for (std::size_t b = 0; b < training.bags.size(); ++b) {
            panels_.emplace_back(rows_(training.instances(b)));
            labels_.push_back(*training.bags[b].label);
        }
        sorted_.assign(panels_.size(), {});
        for (std::size_t b = 0; b < panels_.size(); ++b) {
            const auto distances = distances_of(rows_(training.instances(b)));
            for (std::size_t other = 0; other < panels_.size(); ++other)
                if (other != b) sorted_[b].push_back(distances[other]);
            std::ranges::sort(sorted_[b]);
        }
    }

    std::vector<double> scores(const Table& instances) const override {
        const auto distances = distances_of(rows_(instances));
        std::vector<std::pair<double, std::size_t>> nearest;
        for (std::size_t b = 0; b < distances.size(); ++b) nearest.emplace_back(distances[b], b);
        std::ranges::sort(nearest);
        std::vector<double> votes(classes_);
        for (std::size_t r = 0; r < std::min(references_, nearest.size()); ++r)
            votes[labels_[nearest[r].second]] += 1.0;
        for (std::size_t b = 0; b < distances.size(); ++b) {
            const auto rank = static_cast<std::size_t>(
                std::ranges::lower_bound(sorted_[b], distances[b]) - sorted_[b].begin());
            if (rank < citers_) votes[labels_[b]] += 1.0;
        }
        return votes;
    }

    Explanation explain(const Table&, std::span<const double>) const override { return {}; }
    Table held_out_scores() const override { return {}; }
    Says says() const override { return {}; }

private:
    /// Squared, to each training bag.
    std::vector<double> distances_of(const Table& filled) const {
        std::vector<double> least;
        for (const decoders::RowPanels& bag : panels_) {
            std::vector<double> all(filled.rows() * bag.rows());
            bag.squared_distances(filled, 0, filled.rows(), all);
            least.push_back(*std::ranges::min_element(all));
        }
        return least;
    }

    std::size_t references_, citers_;
    FilledRows rows_;
    std::size_t classes_ = 0;
    std::vector<decoders::RowPanels> panels_;  ///< per training bag
    std::vector<std::size_t> labels_;
    std::vector<std::vector<double>> sorted_;  ///< of each training bag to the others
};

}  // namespace

extern constinit const PartInfo<BagMethod> part_citation_knn = part<BagMethod, CitationKnn>(
    "citation_knn", "votes of the nearest bags, and of those to which this one is near");

}  // namespace efferent::bags
