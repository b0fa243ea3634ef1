// Which of the things that NIR leaves open explains that two platforms differ.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "snn/nir/run.hpp"

namespace efferent::snn::nir {

/// What somebody's platform gave for one node: spikes, potentials or both, [step][neuron].
struct Observed {
    std::size_t neurons = 0;
    std::vector<double> spikes;     ///< empty: not known
    std::vector<double> potential;  ///< empty: not known
};

/// Potentials this near are the same: what 32 bits leave open, where thresholds are about 1 or
/// less.
inline constexpr double same_potential = 5e-8;

struct Mismatch {
    std::size_t spikes = 0;            ///< steps and neurons at which one has a spike, one not
    std::optional<std::size_t> first;  ///< the first such step
    double potential = 0.0;            ///< largest difference
    bool none() const { return spikes == 0 && potential <= same_potential; }
};

/// Error{config} if the sizes differ.
Mismatch compared(const Trace::One& ours, const Observed& theirs);

struct Explanation {
    std::string assumption;  ///< "reset: subtracts the threshold instead of v_reset"
    Platform as;
    Mismatch mismatch;
};

/// `as` with one assumption changed, for each that can be (two, where one is not enough): the best
/// first, by spikes, then by potentials. What cannot be run is left out. Time steps are tried from
/// a tenth to ten times of `as`.
std::vector<Explanation> explanations(const Graph& graph, std::span<const double> input,
                                      const std::string& node, const Observed& theirs,
                                      const Platform& as);

}  // namespace efferent::snn::nir
