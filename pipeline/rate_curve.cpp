#include "pipeline/rate_curve.hpp"

#include "core/text.hpp"

namespace efferent {

std::vector<RatePoint> rate_curve(const Bench& bench, const MethodParams& method,
                                  const RateCurveParams& params, Monitor* monitor) {
    std::vector<RatePoint> curve;
    for (const double factor : params.factors) {
        MethodParams scaled = method;
        scaled.front_end = method.front_end.with("threshold_scale", exact(factor));
        const Evaluation e =
            evaluate(bench, scaled, monitor, method.name + ", thresholds × " + exact(factor));
        const MethodResult r =
            score(bench.dataset, e.tested, bench.windows, std::nullopt, bench.seed);
        curve.push_back({factor, e.events_per_s_channel, r.per_window.mean, r.per_trial.mean});
    }
    return curve;
}

}  // namespace efferent
