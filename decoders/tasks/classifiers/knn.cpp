// The k nearest training rows vote.
#include <algorithm>
#include <utility>

#include "decoders/tasks/classifier.hpp"
#include "decoders/tasks/row_panels.hpp"
#include "decoders/tasks/training_rows.hpp"

namespace efferent::decoders {
namespace {

struct KnnParams {
    std::int64_t neighbours = 5;
};

void describe(Fields& field, KnnParams& p) {
    field("neighbours", p.neighbours, "how many of the nearest training rows vote");
    field.require(p.neighbours > 0, "neighbours", "must be above zero");
}

/// Euclidean distance. The score of a class is its votes plus, if its nearest voter is the r-th
/// nearest of k (from 0), (k - r) / (k + 1): among equal votes the nearest voter wins. At equal
/// distance the lower class is nearer.
class Knn final : public Classifier {
public:
    using Params = KnnParams;
    explicit Knn(const Params& params) : neighbours_(static_cast<std::size_t>(params.neighbours)) {}

    void fit(const Table& rows, std::span<const TaskId> labels, std::size_t classes,
             std::uint64_t) override {
        counts_ = count_classes(rows, labels, classes);
        if (rows.rows() < neighbours_)
            throw Error(Fault::config, std::to_string(rows.rows()) + " rows; knn needs " +
                                           std::to_string(neighbours_) +
                                           ", as many as its neighbours");
        rows_ = RowPanels(rows);
        labels_.assign(labels.begin(), labels.end());
    }

    Table scores(const Table& rows) const override {
        require_scorable(rows, rows_.columns());
        constexpr std::size_t together = 16;
        Table out(rows.rows(), counts_.size());
        std::vector<double> distances(std::min(together, rows.rows()) * rows_.rows());
        for (std::size_t begin = 0; begin < rows.rows(); begin += together) {
            const std::size_t count = std::min(together, rows.rows() - begin);
            rows_.squared_distances(rows, begin, count, distances);
            for (std::size_t r = 0; r < count; ++r)
                vote(std::span(distances).subspan(r * rows_.rows(), rows_.rows()),
                     out.row(begin + r));
        }
        return out;
    }

    /// Every training row and its label are kept; one product per number of them.
    Footprint footprint() const override {
        const double rows = static_cast<double>(rows_.rows());
        const double columns = static_cast<double>(rows_.columns());
        return {4.0 * rows * (columns + 1.0), rows * columns};
    }

private:
    void vote(std::span<const double> distances, std::span<double> score) const {
        std::vector<std::pair<double, TaskId>> nearest;
        nearest.reserve(neighbours_ + 1);
        for (std::size_t i = 0; i < distances.size(); ++i) {
            const std::pair candidate(distances[i], labels_[i]);
            if (nearest.size() == neighbours_ && !(candidate < nearest.back())) continue;
            nearest.insert(std::ranges::upper_bound(nearest, candidate), candidate);
            if (nearest.size() > neighbours_) nearest.pop_back();
        }
        const double k = static_cast<double>(neighbours_);
        for (std::size_t c = 0; c < score.size(); ++c) score[c] = counts_[c] > 0 ? 0.0 : never;
        for (std::size_t r = 0; r < nearest.size(); ++r) {
            double& votes = score[index(nearest[r].second)];
            votes += votes > 0.0 ? 1.0 : 1.0 + (k - static_cast<double>(r)) / (k + 1.0);
        }
    }

    std::size_t neighbours_;
    std::vector<std::size_t> counts_;
    RowPanels rows_;
    std::vector<TaskId> labels_;
};

}  // namespace

extern constinit const PartInfo<Classifier> part_knn =
    part<Classifier, Knn>("knn", "votes of the nearest training rows");

}  // namespace efferent::decoders
