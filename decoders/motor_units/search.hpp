// From instants at which something happens to filters that each follow one motor unit.
#pragma once

#include "decoders/motor_units/extended.hpp"
#include "decoders/motor_units/inverse.hpp"
#include "decoders/motor_units/pulses.hpp"

namespace efferent::motor_units {

struct SearchParams {
    std::vector<double> exponents;
    std::size_t iterations = 0;   ///< at most so many with a contrast
    std::size_t refinements = 0;  ///< at most so many with the pulses alone
    std::size_t separation = 0;   ///< samples between two peaks
    std::size_t min_pulses = 0;
    double hopeless = 0.0;  ///< a silhouette below which the pulses are not refined
};

/// A filter, its source's pulses and their silhouette.
struct Candidate {
    std::vector<float> filter;
    Classes classes;
};

/// v = C⁻¹ Σ_k w_k x̃(t_k), the linear filter that answers best to what happens at t_k on average
/// (Holobar & Zazula 2007), scaled so that its source has about unit variance. One row for each
/// list of instants.
class Filters {
public:
    Filters(const Extended& signal, const Inverse& inverse) : signal_(signal), inverse_(inverse) {}
    struct Instants {
        std::vector<std::size_t> times;
        std::vector<double> weights;
    };
    std::vector<std::vector<float>> of(const std::vector<Instants>& instants) const;
    /// How much of the height of a source at the pulses comes from each pulse having had a part in
    /// the filter, (mean of x̃(t_k)ᵀ C⁻¹ x̃(t_k)) / K over (mean x̃)ᵀ C⁻¹ (mean x̃): near 0 for what
    /// would be found without this pulse too, near 1 for a filter that has learned noise by heart.
    /// The first mean is over at most 16 of the K pulses.
    double own_share(const std::vector<std::size_t>& pulses) const;
    const Extended& signal() const { return signal_; }

private:
    const Extended& signal_;
    const Inverse& inverse_;
};

/// One candidate for each seed, the one of the exponent with the greatest silhouette; without
/// pulses where none came out. For each seed and exponent a it repeats
///   s = v · x̃,  w_k = min(s(t_k), h)^(a-1) at the peaks t_k of s,  v = C⁻¹ Σ_k w_k x̃(t_k),
/// a fixed point of the contrast Σ_k s(t_k)^a over peaks, where h is the min_pulses-th greatest
/// peak: a filter answers too strongly to the very instants that it was made from, and must not
/// follow these alone. Then w_k = 1 at the pulses of the upper class, while the silhouette rises.
std::vector<Candidate> search(const Filters& filters, std::span<const std::size_t> seeds,
                              const SearchParams& params);

/// The candidate of a filter on a signal.
Candidate candidate(std::vector<float> filter, std::span<const float> source,
                    const SearchParams& params);

}  // namespace efferent::motor_units
