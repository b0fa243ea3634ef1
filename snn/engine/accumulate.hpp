// The loops over all neurons of a block, once a window or tick: what arrives is summed, who may
// have spiked is marked, and the state goes on. docs/engine.md, "A window".
#pragma once

#include <cstddef>
#include <cstdint>

namespace efferent::snn {

/// A dense row with what its weights are multiplied by: `a` for the membrane, `b` for the current
/// (with Input::potential `b` alone).
struct DenseRow {
    const void* weights = nullptr;  ///< std::int16_t or float, one a lane
    float a = 0.0F;
    float b = 0.0F;
};
struct DenseRows {
    const DenseRow* shorts = nullptr;
    std::size_t short_count = 0;
    const DenseRow* floats = nullptr;
    std::size_t float_count = 0;
};

/// By sign; those of mixed sign in the order of time.
struct AllRows {
    DenseRows excitatory;
    DenseRows inhibitory;
    DenseRows mixed;
};

/// The state of a block in the frame of the window's begin: v − rest = a + κp · p + κn · n, where a
/// falls with the membrane, and p and n, the currents, each with their own synapses.
struct CurrentPass {
    std::size_t lanes = 0;  ///< a multiple of 32; all arrays are of this length and aligned to 64
    const float* a = nullptr;
    const float* p = nullptr;
    const float* n = nullptr;  ///< null if both currents fall alike: all of it is in p
    float* a_next = nullptr;   ///< what they are in the frame of the next window
    float* p_next = nullptr;
    float* n_next = nullptr;
    /// What sparse rows that excite and that inhibit bring, for each lane to the membrane, then to
    /// the current; set to zero again. Null if there are none.
    float* excited = nullptr;
    float* inhibited = nullptr;
    const float* limit = nullptr;  ///< threshold − rest, less a margin for rounding
    AllRows rows;                  ///< `mixed` only where n is null
    float fall_a = 0.0F;           ///< over the window
    float fall_p = 0.0F;
    float fall_n = 0.0F;
    float kappa_p = 0.0F;
    float kappa_n = 0.0F;
    float reach = 0.0F;            ///< window / membrane
    std::uint64_t* may = nullptr;  ///< one bit a lane: whether it may have reached its limit
};
void accumulate_current(const CurrentPass& pass);

/// v − rest = a; arrivals move it directly.
struct PotentialPass {
    std::size_t lanes = 0;
    const float* a = nullptr;
    float* a_next = nullptr;
    float* excited = nullptr;  ///< as above, but one number a lane
    float* inhibited = nullptr;
    const float* limit = nullptr;
    AllRows rows;
    float fall_a = 0.0F;
    std::uint64_t* may = nullptr;
};
void accumulate_potential(const PotentialPass& pass);

/// A coefficient of every neuron, or one for all: 16 alike, read again and again.
struct Coefficient {
    const float* values = nullptr;
    std::size_t mask = 0;  ///< of the lane number: 0 if one for all
};

/// Rows of short weights that are added as they are: whole numbers, whose sum no order can change.
struct UnitRows {
    const std::int16_t* const* rows = nullptr;
    std::size_t count = 0;
    std::size_t at_once = 1;  ///< so many cannot leave 16 bits
    float scale = 1.0F;
};

/// One tick of docs/semantics.md, "Ticks".
struct TickPass {
    std::size_t lanes = 0;  ///< a multiple of 32; all arrays are of this length and aligned to 64
    float* v = nullptr;
    float* p = nullptr;   ///< currents; null where arrivals move v
    float* n = nullptr;   ///< null if both fall alike: all of it is in p
    float* u = nullptr;   ///< adaptation; null without
    bool drains = false;  ///< u lowers v and is drawn along by it, instead of raising the threshold
    float* held = nullptr;  ///< ticks for which v is still held
    float* in_p = nullptr;  ///< sums of the sparse rows; set to zero again. Null if there are none
    float* in_n = nullptr;
    UnitRows units_p;
    UnitRows units_n;
    DenseRows rows_p;
    DenseRows rows_n;
    bool current_first = false;  ///< v is moved by the currents after their own step
    Coefficient keep_v, add, gain_p, gain_n, keep_p, keep_n, keep_u;
    Coefficient pull, draw;  ///< what v adds to u and u to v in a tick, if it drains
    Coefficient threshold;
    std::uint64_t* over = nullptr;  ///< one bit a lane: whether it reaches its threshold
    float* before = nullptr;        ///< v at the tick before; asked for with `drifted`
    float* drifted = nullptr;       ///< v before what arrives moves it; null if it is not asked for
};
void advance_tick(const TickPass& pass);

/// v of a lane that is held: below whatever a free one can be.
inline constexpr float held_lane = -1e30F;

}  // namespace efferent::snn
