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

/// `crossing` has no slope: who spiked is active, and what is kept as its psi is how fast v crossed
/// the threshold, in v a membrane time constant (cuba_lif alone).
enum class Shape : std::uint8_t { triangle, boxcar, fast_sigmoid, atan, crossing };

/// What a spike passes backwards, as a function of x = (v − threshold) / threshold.
template <class Real>
struct Slope {
    Shape shape = Shape::triangle;
    Real peak = 0;           ///< at x = 0
    Real inverse_width = 0;  ///< of the half-width of those of compact support
    Real amplitude = 0;      ///< peak · width: the scale of the integral from −∞ to x
};

/// A row of weights that arrives so many times.
template <class Real>
struct Arriving {
    const Real* row = nullptr;
    Real times = 0;
};

/// The settings of a layer's neurons as a tick needs them: docs/semantics.md, "Ticks".
template <class Real>
struct Coefficients {
    Values<Real> keep_v, add, gain, keep_i, keep_u, threshold, inverse_threshold, v_reset, step_u;
    bool subtracts = false;
};

template <class Real>
struct StepPass {
    std::size_t lanes = 0;  ///< a multiple of 16; all arrays are of this length
    Real* v = nullptr;
    Real* i = nullptr;  ///< null where arrivals move v
    Real* u = nullptr;  ///< null without adaptation
    const Arriving<Real>* dense = nullptr;
    std::size_t dense_count = 0;
    const Arriving<Real>* apart = nullptr;  ///< summed by themselves, as `clocked` does sparse rows
    std::size_t apart_count = 0;
    Coefficients<Real> of;
    Slope<Real> slope;
    std::uint32_t* spikes = nullptr;  ///< room for `lanes`
    Real* amplitude = nullptr;        ///< smooth: of all lanes

    // What going backwards needs; null in a run that only looks.
    std::uint16_t* active = nullptr;  ///< a mask a block: who passes something backwards
    std::uint16_t* spiked = nullptr;  ///< a mask a block
    Real* psi = nullptr;              ///< of the active alone: d spike / d v; room for `lanes` + 16
    Real* drop = nullptr;             ///< by what a reset lowers v; null if that is not asked for
    Real* v_after = nullptr;          ///< a copy of the state after the tick, if asked for
    Real* i_after = nullptr;
};
struct StepCount {
    std::size_t active = 0;
    std::size_t spikes = 0;
};
StepCount step(const StepPass<float>& pass);
StepCount step(const StepPass<double>& pass);
/// The spike is the integral of its slope instead of a step: what differences can be taken of.
StepCount step_smoothly(const StepPass<double>& pass);

/// For each active neuron of several trials Σ over its row of weight · adjoint, added to `out`.
template <class Real>
struct GatherPass {
    std::size_t blocks = 0;  ///< of sources
    std::size_t trials = 0;
    const std::uint16_t* const* active = nullptr;  ///< [trial][block]
    const Real* weights = nullptr;                 ///< rows of `stride`
    std::size_t stride = 0;
    const Real* const* adjoint = nullptr;  ///< [trial], of `stride`; null: nothing comes back
    Real* const* out = nullptr;            ///< [trial], one an active neuron, in order
};
void gather(const GatherPass<float>& pass);
void gather(const GatherPass<double>& pass);

/// A tick backwards: from the adjoints of the tick after to those of this one.
template <class Real>
struct AdjointPass {
    std::size_t lanes = 0;
    Real* dv = nullptr;
    Real* di = nullptr;
    Real* du = nullptr;  ///< null without adaptation
    Coefficients<Real> of;
    const std::uint16_t* active = nullptr;
    const std::uint16_t* spiked = nullptr;
    const Real* psi = nullptr;        ///< of the active, as the step left it
    const Real* ds = nullptr;         ///< of the active, as gathered
    const Real* drop = nullptr;       ///< null: a reset's dependence on the spike is left out
    const Real* bonus = nullptr;      ///< of every lane, added to ds; null: none
    const Real* amplitude = nullptr;  ///< smooth: of all lanes
    Real* arrivals = nullptr;         ///< adjoint of what arrived: a copy of di
};
void go_back(const AdjointPass<float>& pass);
void go_back(const AdjointPass<double>& pass);

/// The same by EventProp on a grid of ticks: spikes pass what moving them in time would change
/// (Wunderlich and Pehle, "Event-based backpropagation can compute exact gradients for spiking
/// neural networks", Scientific Reports 11, 2021). After a step of shape `crossing`.
template <class Real>
struct EventPass {
    std::size_t lanes = 0;
    Real* dv = nullptr;
    Real* di = nullptr;
    Coefficients<Real> of;
    Values<Real> rate_v, rate_i;  ///< tick / time constant of the membrane and of the current
    const std::uint16_t* spiked = nullptr;
    const Real* speed = nullptr;  ///< of those that spiked: rest + current − threshold
    const Real* by_time = nullptr;  ///< of those: what a tick's delay changes, as gathered
    const Real* bonus = nullptr;    ///< of every lane: what a spike costs by itself; null: none
    Real slowest = 0;               ///< speed below which spikes count as being this fast
    Real* arrivals = nullptr;
    Real* motion = nullptr;  ///< by how much `arrivals` changes in a tick
};
void go_back_by_events(const EventPass<float>& pass);
void go_back_by_events(const EventPass<double>& pass);

/// A row of a gradient, and how often what is added to it counts.
template <class Real>
struct Growing {
    Real* row = nullptr;
    Real times = 0;
};
template <class Real>
struct GrowPass {
    const Growing<Real>* rows = nullptr;
    std::size_t count = 0;
    const Real* adjoint = nullptr;
    std::size_t lanes = 0;
};
void grow(const GrowPass<float>& pass);
void grow(const GrowPass<double>& pass);

}  // namespace efferent::snn::training
