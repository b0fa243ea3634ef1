// Pools found again from a blindly decomposed recording.
#pragma once

#include <cstddef>
#include <cstdint>

namespace efferent::bench {

struct BlindOutcome {
    std::uint64_t seed = 0;
    std::size_t pools = 0;
    std::size_t units = 0;     ///< clustered: 10 discharges or more on the plateaus
    std::size_t unknown = 0;   ///< of these, without a true unit; not in the indices
    std::size_t filters = 0;   ///< of these, with a filter for a stream
    std::size_t fewest = 0;    ///< of these, of the pool of which the fewest were found
    std::size_t clusters = 0;  ///< of all of them; 0 where there were too few units to cluster
    double ari = 0.0;          ///< 0 where there were too few
    double ari_rms = 0.0;      ///< of the same units, by the RMS of their blind action potentials
    double correlation = 0.0;  ///< mean over pools; 0 for a pool without a cluster
};

/// The first repetition of reinnervated(), recorded with jitter and noise, is decomposed with the
/// settings "intramuscular", with at most `rounds` rounds of its search; the filters then find the
/// units in the second, block by block. Units are clustered by their rates on the plateaus of both,
/// as true discharges are. A unit's true pool is that of the true unit with which scoring pairs it
/// in the first. The clusters' drives, by the filters in the third repetition, are compared with
/// the true excitation there, half a window later.
BlindOutcome separate_blind(std::size_t pools, double shared, std::uint64_t seed,
                            std::int64_t rounds);

}  // namespace efferent::bench
