// One muscle with several pools, simulated, and what is found of them from the discharges.
#pragma once

#include <cstddef>
#include <cstdint>

namespace efferent::bench {

struct Outcome {
    std::uint64_t seed = 0;
    std::size_t pools = 0, units = 0, clusters = 0;
    double silhouette = 0.0;
    double ari = 0.0;                 ///< of clusters by rates
    double ari_rms = 0.0;             ///< of the same units by RMS over the contacts, pools given
    double correlation = 0.0;         ///< mean over pools; 0 for a pool without a cluster
    double steady_correlation = 0.0;  ///< within plateaus at full share
};

/// Of each pool of reinnervated() 8 units are drawn of those that discharge at least 10 times on
/// the plateaus of the first two repetitions. Clusters are made from these plateaus, drives are
/// compared with the true excitation in the third repetition, half a window later.
Outcome separate(std::size_t pools, double shared, std::uint64_t seed);

}  // namespace efferent::bench
