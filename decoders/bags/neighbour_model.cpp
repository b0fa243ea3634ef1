// Posteriors of labels from the nearest training rows.
#include <algorithm>
#include <cmath>
#include <utility>

#include "decoders/bags/instance_model.hpp"

namespace efferent::bags {
namespace {

class NeighbourModel final : public InstanceModel {
public:
    NeighbourModel(TrainingRows training, std::size_t neighbours)
        : training_(std::move(training)), neighbours_(neighbours) {
        for (std::size_t i = 0; i < training_.rows.rows(); ++i)
            nearest_.push_back(nearest(training_.rows.row(i), &training_.bag_of[i]));
    }

    void learn(std::span<const std::size_t> labels) override {
        labels_.assign(labels.begin(), labels.end());
    }

    Table held_out() const override {
        Table out(nearest_.size(), training_.labels);
        for (std::size_t i = 0; i < out.rows(); ++i) posterior(nearest_[i], out.row(i));
        return out;
    }

    Table of(const Table& rows) const override {
        Table out(rows.rows(), training_.labels);
        for (std::size_t i = 0; i < out.rows(); ++i)
            posterior(nearest(rows.row(i), nullptr), out.row(i));
        return out;
    }

private:
    /// The nearest rows outside the bag `left_out`; at equal distance the earlier row is nearer.
    std::vector<std::size_t> nearest(std::span<const double> x, const std::size_t* left_out) const {
        std::vector<std::pair<double, std::size_t>> by_distance;
        for (std::size_t t = 0; t < training_.rows.rows(); ++t) {
            if (left_out != nullptr && training_.bag_of[t] == *left_out) continue;
            double sum = 0.0, common = 0.0;
            for (std::size_t j = 0; j < x.size(); ++j) {
                const double d = x[j] - training_.rows.row(t)[j];
                if (std::isnan(d)) continue;
                sum += d * d;
                common += 1.0;
            }
            if (common > 0.0) by_distance.emplace_back(sum / common, t);
        }
        const std::size_t count = std::min(neighbours_, by_distance.size());
        std::partial_sort(by_distance.begin(),
                          by_distance.begin() + static_cast<std::ptrdiff_t>(count),
                          by_distance.end());
        std::vector<std::size_t> rows;
        for (std::size_t n = 0; n < count; ++n) rows.push_back(by_distance[n].second);
        return rows;
    }

    void posterior(std::span<const std::size_t> rows, std::span<double> out) const {
        std::vector<double> votes(out.size(), 1.0);
        for (const std::size_t t : rows) votes[labels_[t]] += 1.0;
        for (std::size_t k = 0; k < out.size(); ++k)
            out[k] = std::log(votes[k] / static_cast<double>(rows.size() + out.size()));
    }

    TrainingRows training_;
    std::size_t neighbours_;
    std::vector<std::vector<std::size_t>> nearest_;  ///< of each training row
    std::vector<std::size_t> labels_;
};

}  // namespace

std::unique_ptr<InstanceModel> neighbour_model(TrainingRows training, std::size_t neighbours) {
    return std::make_unique<NeighbourModel>(std::move(training), neighbours);
}

}  // namespace efferent::bags
