// Means and deviations of what is present.
#include "decoders/bags/scaling.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::bags {

Scaling Scaling::of(const BagTable& training, Scale scale) {
    const std::size_t columns = training.rows.columns();
    Scaling s{std::vector<std::int64_t>(columns), std::vector<double>(columns),
              std::vector<double>(columns, 1.0)};
    for (std::size_t j = 0; j < columns; ++j) {
        std::vector<double> present;
        for (std::size_t i = 0; i < training.rows.rows(); ++i)
            if (const double x = training.rows.row(i)[j]; !std::isnan(x)) present.push_back(x);
        if (present.empty()) continue;
        if (scale == Scale::logarithm && std::ranges::min(present) > 0.0) {
            s.logarithm[j] = 1;
            for (double& x : present) x = std::log(x);
        }
        double sum = 0.0, squares = 0.0;
        for (const double x : present) sum += x;
        s.means[j] = sum / static_cast<double>(present.size());
        for (const double x : present) squares += (x - s.means[j]) * (x - s.means[j]);
        if (squares > 0.0)
            s.deviations[j] = std::sqrt(squares / static_cast<double>(present.size()));
    }
    return s;
}

Table Scaling::apply(const Table& rows, const std::vector<std::string>& features) const {
    if (rows.columns() != means.size())
        throw Error(Fault::config, "instances have " + std::to_string(rows.columns()) +
                                       " features; those of training had " +
                                       std::to_string(means.size()));
    Table out(rows.rows(), rows.columns());
    for (std::size_t i = 0; i < rows.rows(); ++i)
        for (std::size_t j = 0; j < rows.columns(); ++j) {
            double x = rows.row(i)[j];
            if (logarithm[j] != 0 && !std::isnan(x)) {
                if (!(x > 0.0))
                    throw Error(Fault::config, "feature \"" + features[j] + "\" is " + exact(x) +
                                                   "; the model takes its logarithm, which needs "
                                                   "values above zero");
                x = std::log(x);
            }
            out.row(i)[j] = (x - means[j]) / deviations[j];
        }
    return out;
}

Table Scaling::filled(const Table& rows, const std::vector<std::string>& features) const {
    Table out = apply(rows, features);
    for (std::size_t i = 0; i < out.rows(); ++i)
        for (double& x : out.row(i))
            if (std::isnan(x)) x = 0.0;
    return out;
}

}  // namespace efferent::bags
