// Pools found again from a blindly decomposed recording.
#pragma once

#include <cstddef>
#include <cstdint>

namespace efferent::bench {

struct BlindOutcome {
    std::size_t units = 0;     ///< clustered: 10 discharges or more on the plateaus
    std::size_t unknown = 0;   ///< of these, without a true unit; not in the index
    std::size_t clusters = 0;  ///< of all of them
    double ari = 0.0;
};

/// The first repetition of reinnervated(), recorded with jitter and noise, decomposed with the
/// settings "intramuscular" and clustered by rates on the plateaus. A unit's true pool is that of
/// the true unit with which scoring pairs it.
BlindOutcome separate_blind(std::size_t pools, double shared, std::uint64_t seed);

}  // namespace efferent::bench
