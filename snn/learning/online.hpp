// Trials one after the other, forwards alone: spikes, scores, and the gradient as e-prop has it, in
// which a window's error, known at its end, meets the eligibilities that were carried up to it.
#pragma once

#include <vector>

#include "snn/learning/bundle.hpp"
#include "snn/learning/eligibility.hpp"
#include "snn/learning/loss.hpp"

namespace efferent::snn::training {

/// Error{unsupported} naming a population in which eligibilities are not shared as they are here,
/// or to which the feedback leads nowhere.
void require_eligible(const Plan& plan, Feedback feedback);

/// What it holds does not grow with the ticks of a trial, only with the windows that are open at a
/// time.
template <class Real>
class Online {
public:
    Online(const Plan& plan, const Manner& manner);

    /// Adds to `tally` what the trial came to, and to `gradient` what the readout's weights learn.
    void run(const Trial& trial, const NetworkView<Real>& model, const ActivityLoss& activity,
             const Counts& counts, Aligned<Real>& gradient, Tally& tally);
    /// Adds what hidden neurons have learned since the last time.
    void collect(Aligned<Real>& gradient);
    /// Numbers held, the trial's own left out.
    std::size_t memory() const;

private:
    struct State {
        Aligned<Real> v, i, u;
        std::vector<std::vector<std::uint32_t>> sent;  ///< [tick mod ring]
        std::vector<double> counts;
        std::int64_t delay = 1;  ///< ticks to the readout
    };
    /// What a window has seen so far.
    struct Open {
        std::size_t window = 0;
        std::vector<double> begun, heard;     ///< sums of the readout, and of its sources
        std::vector<Aligned<Real>> by_error;  ///< of each layer: eligibilities in the window
    };

    void begin(const Trial& trial, const NetworkView<Real>& model);
    template <class F>
    void each_arrival(const Link& link, std::int64_t now, const F& each) const;
    void step_layer(std::size_t layer, std::int64_t now);
    void read(std::int64_t now);
    /// Windows that begin or end with this tick, in a layer's time or the readout's.
    void attend(std::int64_t now, const Counts& counts, Aligned<Real>& gradient, Tally& tally);
    std::size_t opened(std::size_t window);
    void conclude(const Open& open, const Counts& counts, Aligned<Real>& gradient, Tally& tally);
    void teach(std::size_t layer, const Open& open);

    const Plan& plan_;
    Manner manner_;
    Slope<Real> slope_;
    bool mean_;
    std::vector<Eligibility<Real>> layers_;
    std::vector<State> states_;
    std::vector<std::size_t> first_source_;  ///< of each link to the readout
    std::vector<Aligned<Real>> feedback_;    ///< random: of each layer, [class][lane]
    std::int64_t longest_delay_ = 1;         ///< of any layer to the readout
    const Trial* trial_ = nullptr;
    const NetworkView<Real>* model_ = nullptr;
    std::vector<double> potential_, sum_;    ///< [class lane]
    std::vector<double> heard_, heard_sum_;  ///< readout's trace of each source, and its sum
    std::vector<Open> open_, spare_;
    std::vector<double> scores_, by_scores_;
    Aligned<Real> error_, signal_;
    std::vector<Arriving<Real>> dense_, apart_, heard_rows_;
    std::vector<Weighed<Real>> by_class_;
    std::vector<std::uint16_t> active_, spiked_;
    Aligned<Real> psi_;
    std::vector<std::uint32_t> spikes_;
};

extern template class Online<float>;
extern template class Online<double>;

}  // namespace efferent::snn::training
