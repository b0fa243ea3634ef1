// Steps that weights of few bits are whole numbers of: those that lose least, found from how often
// each magnitude occurs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace efferent::snn::training {

/// How the magnitudes of a projection's weights are spread.
class Magnitudes {
public:
    /// Of the weights that `counts` marks with something else than 0; both are as long.
    Magnitudes(std::span<const float> weights, std::span<const std::uint8_t> counts);

    double largest() const { return largest_; }
    /// The share of Σ w² that is lost, Σ (w − C(w))² / Σ w², where C(w) is the nearest whole number
    /// of steps, at most `levels` of them. Exact but for weights near the middle of two.
    double lost(double step, double levels) const;

private:
    struct Bin {
        double count = 0.0;
        double sum = 0.0;
        double squares = 0.0;
    };
    std::vector<Bin> bins_;
    double largest_ = 0.0;
    double squares_ = 0.0;
};

/// Steps of the projections into one population: unit · 2^k with a whole number k of each, so that
/// an integer neuron adds up shifted weights.
struct ProjectionSteps {
    double unit = 1.0;          ///< 16 to 31 sixteenths: sums of weights are exact as floats
    std::vector<double> steps;  ///< 0 for a projection whose weights are all 0
};

/// Those of which the shares that are lost have the least sum.
ProjectionSteps best_steps(std::span<const Magnitudes> projections, double levels);

/// The nearest whole number of steps, halves away from 0, at most `levels` of them.
inline double held_weight(double weight, double step, double levels) {
    const double steps = weight / step;
    const double within = steps > levels ? levels : steps < -levels ? -levels : steps;
    return step *
           static_cast<double>(static_cast<std::int32_t>(within + (within < 0 ? -0.5 : 0.5)));
}

}  // namespace efferent::snn::training
