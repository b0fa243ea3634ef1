// Means and deviations of what is present.
#include "decoders/bags/scaling.hpp"

#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::bags {
namespace {

double scaled(double x, Scale scale, const std::string& feature) {
    if (scale == Scale::as_is || std::isnan(x)) return x;
    if (!(x > 0.0))
        throw Error(Fault::config, "feature \"" + feature + "\" is " + exact(x) +
                                       "; a log-normal density needs values above zero");
    return std::log(x);
}

}  // namespace

Scaling Scaling::of(const BagTable& training, Scale scale) {
    const std::size_t columns = training.rows.columns();
    Scaling s{scale, std::vector<double>(columns), std::vector<double>(columns, 1.0)};
    for (std::size_t j = 0; j < columns; ++j) {
        double sum = 0.0, squares = 0.0, count = 0.0;
        const auto each = [&](auto&& act) {
            for (std::size_t i = 0; i < training.rows.rows(); ++i) {
                const double x = scaled(training.rows.row(i)[j], scale, training.features[j]);
                if (!std::isnan(x)) act(x);
            }
        };
        each([&](double x) { sum += x, count += 1.0; });
        if (count == 0.0) continue;
        s.means[j] = sum / count;
        each([&](double x) { squares += (x - s.means[j]) * (x - s.means[j]); });
        if (squares > 0.0) s.deviations[j] = std::sqrt(squares / count);
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
        for (std::size_t j = 0; j < rows.columns(); ++j)
            out.row(i)[j] = (scaled(rows.row(i)[j], scale, features[j]) - means[j]) / deviations[j];
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
