// Delays of the sources' own, axonal: each is a number of ticks, rounded to a whole one wherever it
// is computed with. docs/semantics.md, "Training"; docs/decisions/0015-axonal-delays.md.
#pragma once

#include <span>
#include <vector>

#include "snn/learning/pairs.hpp"
#include "snn/learning/plan.hpp"

namespace efferent::snn::training {

/// The whole ticks that stand for a delay.
std::int64_t whole_ticks(float ticks);

/// What is drawn at the start: each delay uniformly from one tick to the longest.
void draw_delays(const Plan& plan, std::uint64_t seed, Aligned<float>& values);
/// Those that are learned become one tick at least, the longest at most.
void bound_delays(const Plan& plan, Aligned<float>& values);
/// All become whole.
void hold_delays(const Plan& plan, Aligned<float>& values);

/// A delay as a pass computes with it: what is sent arrives after `whole` ticks but for the `part`
/// that arrives a tick later. In single precision there is no part; in double, so that differences
/// can be taken, a delay between two ticks is the straight line between both.
template <class Real>
struct SplitDelay {
    std::int64_t whole = 1;
    Real part = 0;
};
template <class Real>
std::vector<SplitDelay<Real>> split_delays(const Link& link, const Aligned<Real>& values);

/// What arrives at a tick from one source.
template <class Real>
struct Due {
    std::uint32_t source = 0;
    Real times = 0;
    Real sent = 0;  ///< of `times` and the rest that arrives a tick later; 0 in that rest
};

/// What arrives through one link in one trial: the tape of a link with delays of its sources' own.
/// Keeps its memory.
template <class Real>
class DueList {
public:
    /// Arrivals after tick `last` + 1 are of no interest.
    void begin(std::int64_t last);
    void send(std::size_t source, std::int64_t now, Real times, const SplitDelay<Real>& delay);
    /// Ascending by source; of ticks up to `last` + 1.
    std::span<const Due<Real>> at(std::int64_t tick) const {
        return by_tick_[static_cast<std::size_t>(tick)];
    }

private:
    void put(std::int64_t tick, const Due<Real>& due);

    std::int64_t last_ = 0;
    std::vector<std::vector<Due<Real>>> by_tick_;
};

/// Adjoints of what arrives at a layer around a tick, each of `stride`; null: none.
template <class Real>
struct Around {
    const Real* before = nullptr;
    const Real* here = nullptr;
    const Real* after = nullptr;
};

/// The derivative of the loss by the delays of what arrives at a tick, added to `gradient`, one a
/// source: what a tick more would change, Σ over its row of weight · (adjoint a tick later − now),
/// for each arrival. At a whole delay the straight line bends, and the mean of both sides counts,
/// or the only side that there is at the shortest and the longest.
template <class Real>
class DelaySlopes {
public:
    void add(const Link& link, const Real* weights, std::span<const SplitDelay<Real>> delays,
             std::span<const Due<Real>> due, const Around<Real>& adjoint, Real* gradient);
    /// The same with that change as it is: EventProp's motion of the adjoint (Mészáros, Knight and
    /// Nowotny, "Efficient event-based delay learning in spiking neural networks", 2025).
    void add(const Link& link, const Real* weights, std::span<const Due<Real>> due,
             const Real* motion, Real* gradient);

private:
    /// What a tick more changes, by which neighbours there are.
    enum Kind : std::size_t { both, later, earlier, kinds };
    const Real* change(Kind kind, const Around<Real>& adjoint, std::size_t lanes);
    void add_to(std::size_t lanes, Real* gradient);

    Aligned<Real> changes_[kinds];
    bool made_[kinds] = {};
    std::vector<Pair<Real>> pairs_;
    std::vector<Due<Real>> of_pairs_;
    std::vector<Real> sums_;
};

extern template class DueList<float>;
extern template class DueList<double>;
extern template class DelaySlopes<float>;
extern template class DelaySlopes<double>;

}  // namespace efferent::snn::training
