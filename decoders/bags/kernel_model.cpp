// Kernel densities of labels. Kernels between training rows are worked out once: only who carries
// which label changes.
#include <cmath>
#include <numbers>
#include <utility>

#include "decoders/bags/instance_model.hpp"
#include "decoders/bags/log_sum.hpp"
#include "decoders/tasks/row_panels.hpp"

namespace efferent::bags {
namespace {

bool complete(const Table& rows) {
    for (const double x : rows.values())
        if (std::isnan(x)) return false;
    return true;
}

class KernelModel final : public InstanceModel {
public:
    KernelModel(TrainingRows training, double width)
        : training_(std::move(training)),
          weights_(training_.weights()),
          width_(width),
          complete_(complete(training_.rows)) {
        for (const double w : weights_) log_weights_.push_back(std::log(w));
        if (complete_) panels_ = decoders::RowPanels(training_.rows);
        between_ = log_kernels(training_.rows);
    }

    void learn(std::span<const std::size_t> labels) override {
        labels_.assign(labels.begin(), labels.end());
    }

    Table held_out() const override {
        Table out(between_.rows(), training_.labels);
        for (std::size_t i = 0; i < out.rows(); ++i)
            densities(training_.rows.row(i), between_.row(i), &training_.bag_of[i], out.row(i));
        return out;
    }

    Table of(const Table& rows) const override {
        const Table kernels = log_kernels(rows);
        Table out(rows.rows(), training_.labels);
        for (std::size_t i = 0; i < out.rows(); ++i)
            densities(rows.row(i), kernels.row(i), nullptr, out.row(i));
        return out;
    }

private:
    /// ln of N(x; 0, variance).
    static double log_normal(double x, double variance) {
        return -0.5 * (std::log(2.0 * std::numbers::pi * variance) + x * x / variance);
    }

    /// Row per row, column per training row: ln of the kernel at one from the other.
    Table log_kernels(const Table& rows) const {
        Table out(rows.rows(), training_.rows.rows());
        const double variance = width_ * width_;
        if (complete_ && complete(rows)) {
            const double constant = static_cast<double>(rows.columns()) * log_normal(0.0, variance);
            for (std::size_t i = 0; i < rows.rows(); ++i) {
                panels_.squared_distances(rows, i, 1, out.row(i));
                for (double& v : out.row(i)) v = constant - 0.5 * v / variance;
            }
            return out;
        }
        for (std::size_t i = 0; i < rows.rows(); ++i)
            for (std::size_t t = 0; t < training_.rows.rows(); ++t)
                out.row(i)[t] = log_kernel(rows.row(i), training_.rows.row(t));
        return out;
    }

    double log_kernel(std::span<const double> x, std::span<const double> at) const {
        double sum = 0.0;
        for (std::size_t j = 0; j < x.size(); ++j) {
            if (std::isnan(x[j])) continue;
            const double variance = width_ * width_;
            sum += std::isnan(at[j]) ? log_normal(x[j], 1.0 + variance)
                                     : log_normal(x[j] - at[j], variance);
        }
        return sum;
    }

    /// ln of each label's density at `x`, from the rows outside the bag `left_out`.
    void densities(std::span<const double> x, std::span<const double> kernels,
                   const std::size_t* left_out, std::span<double> out) const {
        std::vector<std::vector<double>> terms(training_.labels);
        std::vector<double> total(training_.labels);
        for (std::size_t t = 0; t < kernels.size(); ++t) {
            if (left_out != nullptr && training_.bag_of[t] == *left_out) continue;
            terms[labels_[t]].push_back(kernels[t] + log_weights_[t]);
            total[labels_[t]] += weights_[t];
        }
        const std::vector<double> nowhere(x.size(), std::nan(""));
        for (std::size_t k = 0; k < out.size(); ++k)
            out[k] =
                terms[k].empty() ? log_kernel(x, nowhere) : log_sum(terms[k]) - std::log(total[k]);
    }

    TrainingRows training_;
    std::vector<double> weights_;
    double width_;
    bool complete_;
    decoders::RowPanels panels_;
    std::vector<double> log_weights_;
    Table between_;  ///< log_kernels of the training rows
    std::vector<std::size_t> labels_;
};

}  // namespace

std::unique_ptr<InstanceModel> kernel_model(TrainingRows training, double width) {
    return std::make_unique<KernelModel>(std::move(training), width);
}

}  // namespace efferent::bags
