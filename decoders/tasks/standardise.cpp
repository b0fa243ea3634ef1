// Two passes over the rows: means, then deviations about them.
#include "decoders/tasks/standardise.hpp"

#include <cmath>

#include "core/error.hpp"
#include "decoders/tasks/training_rows.hpp"

namespace efferent::decoders {

Standardiser Standardiser::of(const Table& rows) {
    if (rows.rows() == 0) throw Error(Fault::config, "there are no rows to standardise by");
    require_scorable(rows, rows.columns());
    const double n = static_cast<double>(rows.rows());
    Standardiser s{std::vector<double>(rows.columns()), std::vector<double>(rows.columns())};
    for (std::size_t i = 0; i < rows.rows(); ++i)
        for (std::size_t j = 0; j < rows.columns(); ++j) s.means[j] += rows.row(i)[j];
    for (double& mean : s.means) mean /= n;
    for (std::size_t i = 0; i < rows.rows(); ++i)
        for (std::size_t j = 0; j < rows.columns(); ++j) {
            const double apart = rows.row(i)[j] - s.means[j];
            s.deviations[j] += apart * apart;
        }
    for (double& deviation : s.deviations) {
        deviation = std::sqrt(deviation / n);
        if (deviation < 1e-12) deviation = 1.0;
    }
    return s;
}

void Standardiser::apply(Table& rows) const {
    require_scorable(rows, means.size());
    for (std::size_t i = 0; i < rows.rows(); ++i)
        for (std::size_t j = 0; j < means.size(); ++j)
            rows.row(i)[j] = (rows.row(i)[j] - means[j]) / deviations[j];
}

}  // namespace efferent::decoders
