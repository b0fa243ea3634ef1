// Template matching: the class whose mean pattern correlates best with a row.
#include <cmath>

#include "decoders/tasks/classifier.hpp"
#include "decoders/tasks/moments.hpp"
#include "decoders/tasks/training_rows.hpp"

namespace efferent::decoders {
namespace {

/// score_k = z · m_k / (|z| |m_k|), m_k the mean of the class's rows; 0 where a length is 0. How
/// much there is of a pattern does not matter, only which columns have more than their mean.
class Template final : public Classifier {
public:
    using Params = NoParams;
    explicit Template(const Params&) {}

    void fit(const Table& rows, std::span<const TaskId> labels, std::size_t classes,
             std::uint64_t) override {
        counts_ = count_classes(rows, labels, classes);
        means_ = class_means(rows, labels, counts_);
        for (std::size_t k = 0; k < classes; ++k) scale(means_.row(k));
    }

    Table scores(const Table& rows) const override {
        require_scorable(rows, means_.columns());
        Table out(rows.rows(), means_.rows());
        std::vector<double> row;
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            row.assign(rows.row(i).begin(), rows.row(i).end());
            scale(row);
            for (std::size_t k = 0; k < means_.rows(); ++k) {
                double& score = out.row(i)[k];
                if (counts_[k] == 0) {
                    score = never;
                    continue;
                }
                for (std::size_t c = 0; c < row.size(); ++c) score += row[c] * means_.row(k)[c];
            }
        }
        return out;
    }

    Footprint footprint() const override {
        const double numbers = static_cast<double>(means_.rows() * means_.columns());
        return {4.0 * numbers, numbers + 2.0 * static_cast<double>(means_.columns())};
    }

private:
    /// To length 1.
    static void scale(std::span<double> row) {
        double length = 0.0;
        for (const double x : row) length += x * x;
        if (length == 0.0) return;
        for (double& x : row) x /= std::sqrt(length);
    }

    std::vector<std::size_t> counts_;  ///< training rows of each class
    Table means_;                      ///< of length 1
};

}  // namespace

extern constinit const PartInfo<Classifier> part_template = part<Classifier, Template>(
    "template", "the class whose mean pattern correlates best with the row");

}  // namespace efferent::decoders
