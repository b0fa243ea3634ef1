// Eight neurons at a time through one window, hit by hit, in double: whether each spikes, and when.
// What this cannot decide is left to a Walk.
#pragma once

#include <cstddef>
#include <cstdint>

namespace efferent::snn {

/// An instant of the window, and what a weight of one that arrives then adds in its frame.
struct MarchHit {
    double at_ns = 0.0;
    double fall_a = 1.0;
    double fall_p = 1.0;
    double fall_n = 1.0;
    double push_a = 0.0;
    double push_p = 0.0;
    double push_n = 0.0;
};

/// Constants of the frame: v − rest = a + p + n.
struct MarchFrame {
    bool one_synapse = false;  ///< n is 0
    double rate_a = 0.0;       ///< in 1 / ns
    double rate_p = 0.0;
    double rate_n = 0.0;
    double current_p = 1.0;  ///< the current that belongs to p
    double current_n = 1.0;
    double fastest_rate = 0.0;
};

/// Eight neurons in the frame of the window's begin; afterwards `a` is as it would be at the end if
/// none spiked.
struct MarchEight {
    static constexpr std::size_t size = 8;
    alignas(64) double a[size];
    alignas(64) double p[size];
    alignas(64) double n[size];
    alignas(64) double threshold[size];   ///< less rest
    alignas(64) double free_at_ns[size];  ///< not negative; 0 of those that are free
    alignas(64) double held_v[size];      ///< less rest
    std::uint32_t held = 0;               ///< one bit each: v is held until free_at_ns
    std::uint32_t reached = 0;            ///< one bit each: may reach the threshold
    std::uint32_t where[size];            ///< before which hit it first may
};

struct March {
    const MarchFrame* frame = nullptr;
    const MarchHit* hits = nullptr;         ///< in order; then the end of the window
    const std::int32_t* weights = nullptr;  ///< eight a hit, 0 for the end
    std::size_t count = 0;                  ///< the end included
    double* states = nullptr;               ///< room for MarchState::doubles a hit, aligned to 64
};
void march(const March& march, MarchEight& eight);

/// What a march leaves of each hit: eight of each, just before it.
struct MarchState {
    static constexpr std::size_t a = 0, p = 8, n = 16, v = 24, doubles = 32;
};

/// Eight intervals between two instants, in which nothing arrives.
struct Crossings {
    static constexpr std::size_t size = MarchEight::size;
    alignas(64) double a[size];  ///< in the frame of the window's begin
    alignas(64) double p[size];
    alignas(64) double n[size];
    alignas(64) double threshold[size];
    alignas(64) double begin_ns[size];
    alignas(64) double end_ns[size];
    alignas(64) double v_end[size];
    alignas(64) double at_ns[size];
    std::uint32_t sure = 0;  ///< one bit each: reaches the threshold at at_ns, for the first time
};
void cross(const MarchFrame& frame, Crossings& eight);

}  // namespace efferent::snn
