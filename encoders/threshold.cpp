// The threshold θ that the encoders share.
#include "encoders/threshold.hpp"

#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::encoders {

namespace {

double relative_step(double relative, double scale) {
    return scale == 0.0 ? std::numeric_limits<double>::infinity() : relative * scale;
}

void require_usable(double step, double scale, std::size_t channel) {
    const bool flat = scale == 0.0;
    if (step > 0.0 && (flat || std::isfinite(step))) return;
    throw Error(Fault::config, "threshold: channel " + std::to_string(channel) +
                                   " (from 0): comes to a step of " + exact(step) +
                                   " units, where a finite number above zero is needed");
}

}  // namespace

void describe(Fields& field, Threshold& p) {
    field("threshold_uv", p.threshold_uv, "step in microvolts; excludes threshold_relative");
    if (p.threshold_uv) p.threshold_relative.reset();  // the default gives way to what was asked
    field("threshold_relative", p.threshold_relative,
          "step as a multiple of the channel's standard deviation in the calibration");
    field.require(!p.threshold_uv || *p.threshold_uv > 0.0, "threshold_uv", "must be above zero");
    field.require(!p.threshold_relative || *p.threshold_relative > 0.0, "threshold_relative",
                  "must be above zero");
    field.require(!p.threshold_uv || !p.threshold_relative, "threshold_uv",
                  "excludes \"threshold_relative\"; give one of the two");
}

std::vector<double> channel_steps(const Threshold& threshold, const Calibration& calibration) {
    if (threshold.threshold_uv && calibration.microvolts_per_unit <= 0.0)
        throw Error(Fault::config,
                    "threshold_uv: the signal's unit has no size in microvolts; give "
                    "\"threshold_relative\" instead, or the unit");
    std::vector<double> steps;
    for (const double scale : calibration.scale) {
        steps.push_back(threshold.threshold_uv
                            ? *threshold.threshold_uv / calibration.microvolts_per_unit
                            : relative_step(threshold.threshold_relative.value(), scale));
        require_usable(steps.back(), scale, steps.size() - 1);
    }
    return steps;
}

}  // namespace efferent::encoders
