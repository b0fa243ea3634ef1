// Eligibility traces of one layer's synapses: what e-prop needs of the past, carried forwards.
// Bellec et al., "A solution to the learning dilemma for recurrent networks of spiking neurons",
// Nature Communications 11, 2020.
//
// The eligibility e of a synapse is what its weight changes of its target's spike now, through the
// target's own state alone. That state is linear in what arrives: its derivative by a weight is a
// trace of the source's arrivals, which all targets share, less what resets have taken from it,
// which each target remembers (`taken`). Neurons far from their threshold have e = 0, so a row is
// touched only at ticks when its neuron is near its threshold or spikes, and at windows' bounds.
#pragma once

#include <span>
#include <vector>

#include "snn/learning/view.hpp"

namespace efferent::snn::training {

/// base^n of whole n, the first few from a table.
class Powers {
public:
    explicit Powers(double base = 0.0);
    double operator()(std::int64_t n) const;

private:
    double base_;
    std::vector<double> table_;
};

/// Memory: a few numbers for each pair of a neuron and one that it can hear, however long the
/// trial. Rows are [neuron][column]; columns are the padded sources of the links into the layer,
/// and one for the bias.
template <class Real>
class Eligibility {
public:
    Eligibility(const Plan& plan, std::size_t layer);

    /// A trial begins, at tick 0.
    void begin(const LayerView<Real>& view);
    /// A tick begins; then what arrives at it; then what the layer did.
    void begin_tick();
    void arrive(std::size_t link, std::size_t source, Real times);
    /// Masks of blocks of lanes, and psi of the active alone, as step() gives them.
    void end_tick(std::int64_t now, const std::uint16_t* active, const std::uint16_t* spiked,
                  const Real* psi);

    /// Adds `times` the readout's trace of e, [neuron][column], as it is now.
    void add_filtered(std::int64_t now, Real times, Aligned<Real>& out) const;
    /// The same of the sum of that trace over the ticks so far.
    void add_summed(std::int64_t now, Real times, Aligned<Real>& out) const;
    std::size_t numbers() const { return rows() * columns_; }  ///< of such an array

    /// What is learned: each neuron's signal times its row of `by_error`, or of the sum of e.
    void learn(std::span<const Real> signal, const Aligned<Real>& by_error);
    void learn_from_activity(std::span<const double> by_spike);
    /// Adds what was learned since the last time to the gradient.
    void collect(Aligned<Real>& gradient);

    /// Numbers held.
    std::size_t memory() const;

private:
    std::size_t rows() const { return layer_.size; }
    Real* row(Aligned<Real>& of, std::size_t n) const { return of.data() + n * columns_; }
    const Real* row(const Aligned<Real>& of, std::size_t n) const {
        return of.data() + n * columns_;
    }
    void reset(std::size_t n, std::int64_t now, double adaptation_kept);

    const Plan& plan_;
    const Layer& layer_;
    double read_keep_;
    bool to_value_;
    std::vector<std::size_t> first_column_;  ///< of each link of the plan
    std::size_t bias_column_ = 0;
    std::size_t columns_ = 0;
    Real keep_v_ = 0, keep_i_ = 0, gain_ = 0;
    std::vector<Real> adaptation_step_;
    std::vector<Powers> adaptation_powers_;  ///< one, or one a neuron
    Powers read_powers_, membrane_powers_;
    Aligned<Real> current_, trace_;   ///< [column]: shared by all targets
    Aligned<Real> e_;                 ///< of one neuron, now
    Aligned<Real> total_, filtered_;  ///< Σ e, and the readout's trace of it at touched_
    Aligned<Real> taken_;    ///< what resets took: trace − taken · keep^(now − reset_) is left
    Aligned<Real> adapted_;  ///< of the adaptation, after the tick touched_
    Aligned<Real> learned_;
    std::vector<std::int64_t> touched_, reset_;
};

extern template class Eligibility<float>;
extern template class Eligibility<double>;

}  // namespace efferent::snn::training
