// The loops of training over whole layers: a tick forwards, a tick backwards, and what flows along
// weights. Sixteen neurons at a time; the same bytes on every instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

namespace efferent::snn::training {

/// Neurons that are worked on together: one bit each in a mask.
inline constexpr std::size_t block_lanes = 16;

/// One value a lane, or sixteen alike that are read again and again.
template <class Real>
struct Values {
    const Real* at = nullptr;
    std::size_t mask = 0;  ///< of the lane number: 0 if all are alike
};

/// `crossing` has no slope: who spiked is active, and what is kept as its psi is one by the speed
/// with which v crossed the threshold, in v a membrane time constant (cuba_lif alone).
enum class Shape : std::uint8_t { triangle, boxcar, fast_sigmoid, atan, crossing };

/// What a spike passes backwards, as a function of x = (v − threshold) / threshold.
template <class Real>
struct Slope {
    Shape shape = Shape::triangle;
    Real peak = 0;           ///< at x = 0
    Real inverse_width = 0;  ///< of the half-width of those of compact support
    Real amplitude = 0;      ///< peak · width: the scale of the integral from −∞ to x
};

/// A row of weights that arrives so many times: its place among all parameters.
template <class Real>
struct Arriving {
    std::uint32_t row = 0;
    Real times = 0;
};

/// The settings of a layer's neurons as a tick needs them: docs/semantics.md, "Ticks".
template <class Real>
struct Coefficients {
    Values<Real> keep_v, add, gain, keep_i, keep_u, threshold, inverse_threshold, v_reset, step_u;
    Values<Real> pull, draw;  ///< what v adds to u and u to v in a tick, if it drains
    bool subtracts = false;
    bool drains = false;  ///< u lowers v and is drawn along by it, instead of raising the threshold
};

/// One layer in one of several trials that take a tick together.
template <class Real>
struct StepPlace {
    Real* v = nullptr;
    Real* i = nullptr;  ///< null where arrivals move v
    Real* u = nullptr;  ///< null without adaptation
    const Arriving<Real>* dense = nullptr;
    std::size_t dense_count = 0;
    const Arriving<Real>* apart = nullptr;  ///< summed by themselves, as `clocked` does sparse rows
    std::size_t apart_count = 0;
    std::uint32_t* spikes = nullptr;  ///< room for `lanes` + 16
    Real* amplitude = nullptr;        ///< smooth: of all lanes

    // What going backwards needs; null in a run that only looks.
    std::uint16_t* active = nullptr;  ///< a mask a block: who passes something backwards
    std::uint16_t* spiked = nullptr;  ///< a mask a block
    Real* psi = nullptr;              ///< of the active alone; room for `lanes` + 16
    Real* drop = nullptr;             ///< by what a reset lowers v; null if that is not asked for
    Real* v_after = nullptr;          ///< a copy of the state after the tick, if asked for
    Real* i_after = nullptr;          ///< of a layer that drains: u, as it moved v

    // What comes out.
    std::size_t active_count = 0;
    std::size_t spike_count = 0;
};
template <class Real>
struct StepPass {
    std::size_t lanes = 0;  ///< a multiple of 16; all arrays are of this length
    const Real* parameters = nullptr;
    Coefficients<Real> of;
    Slope<Real> slope;
    Real slowest = 0;  ///< shape `crossing`: speed below which spikes count as being this fast
};
/// psi becomes d spike / d v, or, for shape `crossing`, one by the speed.
void step(const StepPass<float>& pass, StepPlace<float>* places, std::size_t count);
void step(const StepPass<double>& pass, StepPlace<double>* places, std::size_t count);
/// The spike is the integral of its slope instead of a step: what differences can be taken of.
void step_smoothly(const StepPass<double>& pass, StepPlace<double>* places, std::size_t count);

/// A readout's potentials in a trial, and the sum of what they were.
template <class Real>
struct FollowPlace {
    double* potential = nullptr;
    double* sum = nullptr;
    const Arriving<Real>* rows = nullptr;
    std::size_t count = 0;
};
/// A tick of the readouts, in double so that their sums lose nothing over any number of windows:
/// potential = keep · potential + Σ rows · times, then sum += potential.
template <class Real>
struct FollowPass {
    std::size_t lanes = 0;
    const Real* parameters = nullptr;
    double keep = 0.0;
};
void follow(const FollowPass<float>& pass, const FollowPlace<float>* places, std::size_t count);
void follow(const FollowPass<double>& pass, const FollowPlace<double>* places, std::size_t count);

/// The numbers of the neurons whose bit is set, ascending: how many. `to` has room for 16 more.
std::size_t list(const std::uint16_t* masks, std::size_t blocks, std::uint32_t* to);

/// For some neurons of several trials Σ over their rows of weight · adjoint, added to `out`.
template <class Real>
struct GatherPass {
    std::size_t rows = 0;
    std::size_t trials = 0;
    const std::uint32_t* const* active = nullptr;  ///< [trial]: rows, ascending
    const std::size_t* count = nullptr;            ///< [trial]: how many
    const Real* weights = nullptr;                 ///< rows of `stride`
    std::size_t stride = 0;
    const Real* const* adjoint = nullptr;  ///< [trial], of `stride`; null: nothing comes back
    Real* const* out = nullptr;            ///< [trial], one an active neuron; room for four more
};
void gather(const GatherPass<float>& pass);
void gather(const GatherPass<double>& pass);

/// Numbers that count so many times.
template <class Real>
struct Weighed {
    const Real* row = nullptr;
    Real times = 0;
};
/// out = Σ rows · times, as wide as `lanes`; with `adds` on top of what is there.
template <class Real>
struct CombinePass {
    std::size_t lanes = 0;
    const Weighed<Real>* rows = nullptr;
    std::size_t count = 0;
    bool adds = false;
    Real* out = nullptr;
};
void combine(const CombinePass<float>& pass);
void combine(const CombinePass<double>& pass);

/// A tick backwards, of one layer in one of several trials: from the adjoints of the tick after to
/// those of this one.
template <class Real>
struct AdjointPlace {
    Real* dv = nullptr;
    Real* di = nullptr;
    Real* du = nullptr;  ///< null without adaptation
    const std::uint16_t* active = nullptr;
    const std::uint16_t* spiked = nullptr;
    const Real* psi = nullptr;        ///< of the active, as the step left it
    const Real* ds = nullptr;         ///< of the active, as gathered
    const Real* drop = nullptr;       ///< null: a reset's dependence on the spike is left out
    Real* asked = nullptr;            ///< of every lane, added to ds: what readouts ask; kept up
    const Real* begun = nullptr;      ///< of every lane: what they ask of this tick by itself
    const Real* bonus = nullptr;      ///< of every lane: what a spike costs by itself; null: none
    const Real* amplitude = nullptr;  ///< smooth: of all lanes
    Real* arrivals = nullptr;         ///< adjoint of what arrived: a copy of di
};
template <class Real>
struct AdjointPass {
    std::size_t lanes = 0;
    Coefficients<Real> of;
    Real keep_asked = 0;  ///< asked = keep_asked · asked + begun
};
void go_back(const AdjointPass<float>& pass, const AdjointPlace<float>* places, std::size_t count);
void go_back(const AdjointPass<double>& pass, const AdjointPlace<double>* places,
             std::size_t count);

/// The same by EventProp on a grid of ticks: spikes pass what moving them in time would change
/// (Wunderlich and Pehle, "Event-based backpropagation can compute exact gradients for spiking
/// neural networks", Scientific Reports 11, 2021). After a step of shape `crossing`.
template <class Real>
struct EventPlace {
    Real* dv = nullptr;
    Real* di = nullptr;
    const std::uint16_t* spiked = nullptr;
    const Real* slowness = nullptr;  ///< of those that spiked: one by rest + current − threshold
    const Real* by_time = nullptr;   ///< of those: what a tick's delay changes, as gathered
    const Real* bonus = nullptr;     ///< of every lane: what a spike costs by itself; null: none
    Real* arrivals = nullptr;
    Real* motion = nullptr;  ///< by how much `arrivals` changes in a tick
};
template <class Real>
struct EventPass {
    std::size_t lanes = 0;
    Coefficients<Real> of;
    Values<Real> rate_v, rate_i;  ///< tick / time constant of the membrane and of the current
    Values<Real> ticks_v;         ///< one by rate_v
};
void go_back_by_events(const EventPass<float>& pass, const EventPlace<float>* places,
                       std::size_t count);
void go_back_by_events(const EventPass<double>& pass, const EventPlace<double>* places,
                       std::size_t count);

/// What arrived in one of several trials, and its adjoint, by which the rows' gradient grows.
template <class Real>
struct GrowPlace {
    const Arriving<Real>* rows = nullptr;
    std::size_t count = 0;
    const Real* adjoint = nullptr;
};
template <class Real>
struct GrowPass {
    std::size_t lanes = 0;
    Real* gradient = nullptr;  ///< of all parameters
};
void grow(const GrowPass<float>& pass, const GrowPlace<float>* places, std::size_t count);
void grow(const GrowPass<double>& pass, const GrowPlace<double>* places, std::size_t count);

}  // namespace efferent::snn::training
