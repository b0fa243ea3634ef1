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
    double ari_rms = 0.0;             ///< of clusters of the same units by RMS over the contacts
    double correlation = 0.0;         ///< mean over pools; 0 for a pool without a cluster
    double steady_correlation = 0.0;  ///< within plateaus at full share
};

/// `pools` pools of 50 units in one muscle, territories intermingled, under one array of 40
/// contacts, as configs/muscles/reinnervated.json: in a ring, a task for each pool (with its
/// neighbours at 0.2) and one for each two neighbours, three repetitions. `shared` of each pool's
/// units also hear half the next pool's drive; their true pool is their own. Of each pool 8 units
/// are drawn of those that discharge at least 10 times on the plateaus of the first two
/// repetitions. Clusters are made from these plateaus, drives are compared with the true excitation
/// in the third, half a window later. One pool: four tasks at 1, 0.75, 0.5 and 0.25 of the effort.
Outcome separate(std::size_t pools, double shared, std::uint64_t seed);

}  // namespace efferent::bench
