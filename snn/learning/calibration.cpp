#include "snn/learning/calibration.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"

namespace efferent::snn::training {
namespace {

constexpr std::size_t at_most = 64;  // trials that are looked at
constexpr int halvings = 16;
constexpr double widest = 12.0;  // factors from 2^-12 to 2^12

Aligned<float> scaled(const Plan& plan, std::size_t layer, double factor,
                      const Aligned<float>& values) {
    Aligned<float> made = values;
    for (const Link& link : plan.links)
        if (link.to == layer)
            for (std::size_t i = 0; i < link.rows * link.stride; ++i)
                made[link.first + i] =
                    static_cast<float>(factor * static_cast<double>(values[link.first + i]));
    return made;
}

}  // namespace

void calibrate(const Plan& plan, Batch<float>& batch, std::span<const Trial* const> trials,
               double share, Aligned<float>& values) {
    std::vector<const Trial*> some;
    const std::size_t step = (trials.size() + at_most - 1) / at_most;
    for (std::size_t i = 0; i < trials.size(); i += step) some.push_back(trials[i]);
    double ticks = 0.0;
    for (const Trial* trial : some) ticks += static_cast<double>(trial->ticks);
    for (std::size_t l = 0; l < plan.layers.size(); ++l) {
        const auto made = [&](double power) { return scaled(plan, l, std::exp2(power), values); };
        const auto found = [&](double power) {
            const Tally tally = batch.look(some, made(power));
            return tally.spikes[l] / (ticks * static_cast<double>(plan.layers[l].size));
        };
        double low = -widest, high = widest;
        if (found(low) >= share) continue;  // it spikes by itself
        for (int i = 0; i < halvings; ++i) {
            const double middle = 0.5 * (low + high);
            (found(middle) < share ? low : high) = middle;
        }
        if (found(high) == 0.0)
            throw Error(Fault::network,
                        "epoch 0, step 0: population \"" + plan.layers[l].name +
                            "\" stays silent however large the weights into it are; does anything "
                            "reach it within a trial?");
        values = made(high);
    }
}

}  // namespace efferent::snn::training
