#include "snn/learning/quantiser.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace efferent::snn::training {
namespace {

constexpr std::size_t bins = 256;
constexpr int octaves = 6;         // below the step that clips nothing, that are looked at
constexpr double fine_bins = 4.0;  // a step that has fewer counts as uniform within

}  // namespace

Magnitudes::Magnitudes(std::span<const float> weights, std::span<const std::uint8_t> counts)
    : bins_(bins) {
    float largest = 0.0F;
    for (std::size_t i = 0; i < weights.size(); ++i)
        if (counts[i] != 0) largest = std::max(largest, std::abs(weights[i]));
    largest_ = static_cast<double>(largest);
    if (largest == 0.0F) return;
    const float scale = static_cast<float>(bins) / largest;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (counts[i] == 0) continue;
        const float w = std::abs(weights[i]);
        Bin& bin = bins_[std::min(static_cast<std::size_t>(w * scale), bins - 1)];
        const auto magnitude = static_cast<double>(w);
        bin.count += 1.0;
        bin.sum += magnitude;
        bin.squares += magnitude * magnitude;
    }
    for (const Bin& bin : bins_) squares_ += bin.squares;
}

double Magnitudes::lost(double step, double levels) const {
    const double width = largest_ / static_cast<double>(bins);
    const bool uniform = step < fine_bins * width;
    double lost = 0.0;
    for (std::size_t b = 0; b < bins; ++b) {
        const Bin& bin = bins_[b];
        const double middle = (static_cast<double>(b) + 0.5) * width;
        if (uniform && middle < levels * step) {
            lost += bin.count * step * step / 12.0;
        } else {
            const double held = held_weight(middle, step, levels);
            lost += bin.squares - 2.0 * held * bin.sum + held * held * bin.count;
        }
    }
    return lost / squares_;
}

ProjectionSteps best_steps(std::span<const Magnitudes> projections, double levels) {
    ProjectionSteps best, tried;
    best.steps.assign(projections.size(), 0.0);
    double least = std::numeric_limits<double>::infinity();
    for (int sixteenths = 16; sixteenths < 32; ++sixteenths) {
        tried.unit = sixteenths / 16.0;
        tried.steps.assign(projections.size(), 0.0);
        double sum = 0.0;
        for (std::size_t p = 0; p < projections.size(); ++p) {
            const Magnitudes& weights = projections[p];
            if (weights.largest() == 0.0) continue;
            const int top =
                static_cast<int>(std::ceil(std::log2(weights.largest() / levels / tried.unit)));
            double least_here = std::numeric_limits<double>::infinity();
            for (int k = top; k > top - octaves; --k) {
                const double step = std::ldexp(tried.unit, k);
                const double lost = weights.lost(step, levels);
                if (lost >= least_here) continue;
                least_here = lost;
                tried.steps[p] = step;
            }
            sum += least_here;
        }
        if (sum >= least) continue;
        least = sum;
        best = tried;
    }
    return best;
}

}  // namespace efferent::snn::training
