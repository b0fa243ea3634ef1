// Running covariance and running means at discharges, and filters made anew from both.
#include "decoders/motor_units/adaptation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.hpp"
#include "core/text.hpp"
#include "decoders/motor_units/extended.hpp"
#include "decoders/motor_units/inverse.hpp"

namespace efferent::motor_units {
namespace {

constexpr double regularisation = 1e-4;  // as the decomposition's default
constexpr double least_discharges = 10.0;

double dot(std::span<const double> a, std::span<const double> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// vᵀ C v
double power(std::span<const double> v, const Table& c) {
    double sum = 0.0;
    for (std::size_t i = 0; i < v.size(); ++i) sum += v[i] * dot(c.row(i), v);
    return sum;
}

}  // namespace

Adaptation::Adaptation(const StreamFilters& filters, const AdaptParams& params)
    : rate_(filters.rate),
      channels_(filters.channels),
      extension_(filters.extension),
      reach_(filters.separation + filters.extension) {
    if (!(params.time_s > 0.0) || !(params.period_s > 0.0))
        throw Error(Fault::config, "times over which filters adapt must be above zero, not " +
                                       exact(std::min(params.time_s, params.period_s)));
    const std::size_t dimensions = channels_ * extension_;
    period_ = static_cast<std::size_t>(std::llround(params.period_s * rate_.value));
    if (period_ < 4 * dimensions)
        throw Error(Fault::config,
                    "filters of " + std::to_string(dimensions) + " numbers can adapt each " +
                        exact(4.0 * static_cast<double>(dimensions) / rate_.value) +
                        " s at the soonest, not each " + exact(params.period_s) + " s");
    keeps_ = std::exp(-params.period_s / params.time_s);
    patience_ = params.time_s / params.period_s;
    kept_.resize(reach_ * channels_);
    discharges_.resize(filters.units.size());
    covariance_ = Table(dimensions, dimensions);
    sums_ = Table(filters.units.size(), dimensions);
    weights_.resize(filters.units.size());
}

void Adaptation::keep(SignalView samples) {
    kept_.insert(kept_.end(), samples.samples().begin(), samples.samples().end());
}

void Adaptation::discharge(std::size_t unit, std::size_t back) {
    discharges_[unit].push_back(rows() - back);
}

void Adaptation::forget_and_add() {
    const auto signal = extend({rate_, 0, channels_, kept_}, extension_);
    const Table now = signal->covariance();
    covariance_weight_ = keeps_ * covariance_weight_ + 1.0;
    for (std::size_t i = 0; i < now.rows(); ++i)
        for (std::size_t j = 0; j < now.columns(); ++j) {
            double& c = covariance_.row(i)[j];
            c += (now.row(i)[j] - c) / covariance_weight_;
        }
    for (std::size_t u = 0; u < discharges_.size(); ++u) {
        const auto sum =
            signal->sum(discharges_[u], std::vector<double>(discharges_[u].size(), 1.0));
        weights_[u] = keeps_ * weights_[u] + static_cast<double>(discharges_[u].size());
        for (std::size_t d = 0; d < sum.size(); ++d)
            sums_.row(u)[d] = keeps_ * sums_.row(u)[d] + sum[d];
        discharges_[u].clear();
    }
    kept_.erase(kept_.begin(), kept_.end() - static_cast<std::ptrdiff_t>(reach_ * channels_));
    periods_ += 1.0;
}

bool Adaptation::change(std::vector<UnitFilter>& units) {
    if (rows() < reach_ + period_) return false;
    forget_and_add();
    if (periods_ < patience_) return false;
    const Table solved = Inverse(covariance_, regularisation).times(sums_);
    for (std::size_t u = 0; u < units.size(); ++u) {
        if (weights_[u] < least_discharges) continue;
        const auto sum = sums_.row(u);
        const double variance = dot(sum, solved.row(u));
        if (!(variance > 0.0)) continue;
        std::vector<double> made(solved.row(u).begin(), solved.row(u).end());
        for (double& v : made) v /= std::sqrt(variance);
        const std::vector<double> before(units[u].filter.begin(), units[u].filter.end());
        const double height = dot(made, sum) / dot(before, sum);
        units[u].high *= height * height;
        units[u].low *= power(made, covariance_) / power(before, covariance_);
        units[u].low = std::min(units[u].low, 0.9 * units[u].high);
        units[u].filter.assign(made.size(), 0.0F);
        for (std::size_t d = 0; d < made.size(); ++d)
            units[u].filter[d] = static_cast<float>(made[d]);
    }
    return true;
}

}  // namespace efferent::motor_units
