#include "hw/scale.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::hw {
namespace {

constexpr int to_an_octave = 8;
constexpr int clipping_octaves = 3;    // above the scale that clips nothing
constexpr int coarse_octaves = 2;      // below it, where thresholds may fall better
constexpr double readout_room = 256;   // largest weights that a readout's potential can sum
constexpr double threshold_room = 16;  // thresholds below zero that a potential can be
constexpr std::int64_t most_multiples = 16;
constexpr double none = std::numeric_limits<double>::infinity();

struct Sum {
    double lost = 0.0;
    double all = 0.0;
};

Sum rounding(const Bundle& bundle, double steps, int exponent, const Registers& registers) {
    const double step = std::ldexp(1.0, exponent + registers.potential_shift) / steps;
    Sum sum;
    for (const HeardWeight& w : bundle) {
        const double held =
            step * static_cast<double>(held_weight(w.value, steps, exponent, registers));
        sum.lost += w.activity * (w.value - held) * (w.value - held);
        sum.all += w.activity * w.value * w.value;
    }
    return sum;
}

double largest_of(std::span<const Bundle> bundles) {
    double largest = 0.0;
    for (const Bundle& bundle : bundles)
        for (const HeardWeight& w : bundle) largest = std::max(largest, std::abs(w.value));
    return largest;
}

/// Infinite if all are 0.
double smallest_of(std::span<const Bundle> bundles) {
    double smallest = none;
    for (const Bundle& bundle : bundles)
        for (const HeardWeight& w : bundle)
            if (w.value != 0.0) smallest = std::min(smallest, std::abs(w.value));
    return smallest;
}

/// Mean square of the thresholds' relative errors; infinite if one is out of range or becomes 0.
double threshold_loss(std::span<const double> thresholds, double steps,
                      const Registers& registers) {
    double sum = 0.0;
    for (const double threshold : thresholds) {
        const std::int64_t held = held_threshold(threshold, steps, registers);
        if (held < std::max<std::int64_t>(1, registers.threshold.least) ||
            held > registers.threshold.most)
            return none;
        const double back = std::ldexp(static_cast<double>(held), registers.threshold_shift);
        const double off = back / (threshold * steps) - 1.0;
        sum += off * off;
    }
    return thresholds.empty() ? 0.0 : sum / static_cast<double>(thresholds.size());
}

class Search {
public:
    Search(std::span<const Bundle> bundles, std::span<const double> thresholds,
           const Registers& registers)
        : bundles_(bundles), thresholds_(thresholds), registers_(registers) {
        tried_.exponents.assign(bundles.size(), exponent_least());
    }

    void look(double steps) {
        double loss = threshold_loss(thresholds_, steps, registers_);
        if (loss >= least_) return;
        tried_.steps = steps;
        for (std::size_t b = 0; b < bundles_.size() && loss < least_; ++b) loss += choose(b, steps);
        if (loss >= least_) return;
        least_ = loss;
        best_ = tried_;
    }

    bool found() const { return least_ < none; }
    const Scale& best() const { return best_; }

private:
    /// Weights are whole numbers of the potential's own steps.
    int exponent_least() const {
        return std::max(static_cast<int>(registers_.exponent.least), -registers_.potential_shift);
    }

    double choose(std::size_t b, double steps) {
        double least = none;
        for (int e = exponent_least(); e <= registers_.exponent.most; ++e) {
            const Sum sum = rounding(bundles_[b], steps, e, registers_);
            const double loss = sum.all > 0.0 ? sum.lost / sum.all : 0.0;
            if (loss >= least) continue;
            least = loss;
            tried_.exponents[b] = e;
        }
        return least;
    }

    std::span<const Bundle> bundles_;
    std::span<const double> thresholds_;
    const Registers& registers_;
    Scale tried_, best_;
    double least_ = none;
};

}  // namespace

std::int64_t held_weight(double weight, double steps, int exponent, const Registers& registers) {
    const double step = std::ldexp(registers.weight_step, exponent + registers.potential_shift);
    const std::int64_t held = registers.weight_step * std::llround(weight * steps / step);
    return std::clamp(held, registers.weight.least, registers.weight.most);
}

std::int64_t held_threshold(double threshold, double steps, const Registers& registers) {
    return std::llround(std::ldexp(threshold * steps, -registers.threshold_shift));
}

Scale best_scale(std::span<const Bundle> bundles, std::span<const double> thresholds,
                 const Registers& registers) {
    const double largest = largest_of(bundles);
    const double highest = thresholds.empty() ? 0.0 : std::ranges::max(thresholds);
    const auto top = [&](std::int64_t most, int shift, double value) {
        return value > 0.0 ? std::ldexp(static_cast<double>(most), shift) / value : none;
    };
    const int exponent = static_cast<int>(registers.exponent.most) + registers.potential_shift;
    const double by_weight = top(registers.weight.most, exponent, largest);
    // Potentials go far below zero, and readouts sum many weights.
    const double by_potential = thresholds.empty()
                                    ? registers.potential.most > 0
                                          ? top(registers.potential.most, 0, readout_room * largest)
                                          : none
                                : registers.potential.least < 0
                                    ? top(-registers.potential.least, 0, threshold_room * highest)
                                    : none;
    const double by_threshold = std::min(
        by_potential, top(registers.threshold.most / 2, registers.threshold_shift, highest));
    Search search(bundles, thresholds, registers);
    if (by_weight == none && by_threshold == none) {
        search.look(1.0);
    } else if (registers.exponent.least < registers.exponent.most) {
        // Exponents move weights by octaves: one octave of scales holds all there is to choose.
        const double highest_steps = std::min(by_weight, by_threshold);
        for (int k = 0; k < to_an_octave; ++k)
            search.look(highest_steps * std::exp2(-static_cast<double>(k) / to_an_octave));
    } else {
        const double centre = std::min(by_weight, by_threshold);
        for (int k = -coarse_octaves * to_an_octave; k <= clipping_octaves * to_an_octave; ++k) {
            const double steps = centre * std::exp2(static_cast<double>(k) / to_an_octave);
            if (steps <= by_threshold) search.look(steps);
        }
        // Weights that were trained in few bits are whole numbers of a step: found by its
        // multiples.
        const std::int64_t multiples =
            std::min<std::int64_t>(registers.weight.most, most_multiples);
        for (std::int64_t k = 1; k <= multiples; ++k) {
            const double steps =
                std::ldexp(static_cast<double>(k), exponent) / smallest_of(bundles);
            if (steps <= by_threshold) search.look(steps);
        }
    }
    if (!search.found())
        throw Error(Fault::unsupported, "a threshold of " + exact(highest) +
                                            " beside weights of at most " + exact(largest) +
                                            " fits no scale of the chip's registers");
    return search.best();
}

}  // namespace efferent::hw
