// Carries eligibilities forwards, row by row, each only when its neuron passes anything.
#include "snn/learning/eligibility.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace efferent::snn::training {
namespace {

constexpr std::size_t in_table = 256;

/// out = Σ rows · times, or that much more; `out` may be one of the rows.
template <class Real, std::size_t Count>
void combined(const std::array<Weighed<Real>, Count>& rows, std::size_t columns, bool adds,
              Real* out) {
    combine(CombinePass<Real>{
        .lanes = columns, .rows = rows.data(), .count = Count, .adds = adds, .out = out});
}

}  // namespace

Powers::Powers(double base) : base_(base) {
    for (std::size_t n = 0; n < in_table; ++n)
        table_.push_back(std::pow(base, static_cast<double>(n)));
}

double Powers::operator()(std::int64_t n) const {
    const auto i = static_cast<std::size_t>(n);
    return i < table_.size() ? table_[i] : std::pow(base_, static_cast<double>(n));
}

template <class Real>
Eligibility<Real>::Eligibility(const Plan& plan, std::size_t layer)
    : plan_(plan),
      layer_(plan.layers[layer]),
      read_keep_(plan.readout_keep),
      to_value_(layer_.dynamics.front().reset == Reset::to_value),
      first_column_(plan.links.size()),
      read_powers_(plan.readout_keep) {
    for (std::size_t i = 0; i < plan.links.size(); ++i) {
        if (plan.links[i].to != layer) continue;
        first_column_[i] = columns_;
        columns_ += plan.links[i].rows;
    }
    bias_column_ = columns_;
    if (plan.learned.biases) columns_ += block_lanes;
    current_.resize(columns_);
    trace_.resize(columns_);
    e_.resize(columns_);
    for (Aligned<Real>* each : {&total_, &filtered_, &learned_}) each->resize(numbers());
    if (to_value_ || layer_.adapts) taken_.resize(numbers());
    if (layer_.adapts) adapted_.resize(numbers());
}

template <class Real>
void Eligibility<Real>::begin(const LayerView<Real>& view) {
    keep_v_ = view.keep_v().at(0);
    keep_i_ = view.keep_i().at(0);
    gain_ = view.gain().at(0);
    membrane_powers_ = Powers(static_cast<double>(keep_v_));
    if (layer_.adapts) {
        const Coefficients<Real> of = view.coefficients();
        adaptation_powers_.clear();
        adaptation_step_.clear();
        for (std::size_t n = 0; n < rows(); ++n) {
            adaptation_step_.push_back(of.step_u.at[n & of.step_u.mask]);
            if (n == 0 || of.keep_u.mask != 0)
                adaptation_powers_.emplace_back(
                    static_cast<double>(of.keep_u.at[n & of.keep_u.mask]));
        }
    }
    for (Aligned<Real>* each : {&current_, &trace_, &total_, &filtered_, &taken_, &adapted_})
        std::ranges::fill(*each, Real{0});
    touched_.assign(rows(), 0);
    reset_.assign(rows(), 0);
}

template <class Real>
void Eligibility<Real>::begin_tick() {
    for (Real& i : current_) i *= keep_i_;
    if (plan_.learned.biases) current_[bias_column_] = (1 - keep_v_) / gain_;
}

template <class Real>
void Eligibility<Real>::arrive(std::size_t link, std::size_t source, Real times) {
    current_[first_column_[link] + source] += times;
}

template <class Real>
void Eligibility<Real>::end_tick(std::int64_t now, const std::uint16_t* active,
                                 const std::uint16_t* spiked, const Real* psi) {
    for (std::size_t c = 0; c < columns_; ++c)
        trace_[c] = keep_v_ * trace_[c] + gain_ * current_[c];
    for (std::size_t n = 0; n < rows(); ++n) {
        const std::size_t block = n / block_lanes, lane = n % block_lanes;
        const bool is_active = (active[block] >> lane & 1U) != 0;
        const bool has_spiked = (spiked[block] >> lane & 1U) != 0;
        if (!is_active && !has_spiked) continue;
        const double kept =
            layer_.adapts
                ? adaptation_powers_[adaptation_powers_.size() == 1 ? 0 : n](now - touched_[n])
                : 0.0;
        const auto before = static_cast<Real>(kept);
        if (is_active) {
            // e, of which the adaptation takes its part as it stands before this tick's spike.
            const Real p = *psi++;
            combined<Real, 1>({{{trace_.data(), p}}}, columns_, false, e_.data());
            if (!taken_.empty())
                combined<Real, 1>(
                    {{{row(taken_, n), -p * static_cast<Real>(membrane_powers_(now - reset_[n]))}}},
                    columns_, true, e_.data());
            if (layer_.adapts)
                combined<Real, 1>({{{row(adapted_, n), -p * before}}}, columns_, true, e_.data());
        }
        if (has_spiked) reset(n, now, kept);
        if (!is_active) continue;
        combined<Real, 1>({{{e_.data(), 1}}}, columns_, true, row(total_, n));
        combined<Real, 2>({{{row(filtered_, n), static_cast<Real>(read_powers_(now - touched_[n]))},
                            {e_.data(), 1}}},
                          columns_, false, row(filtered_, n));
        if (layer_.adapts)
            combined<Real, 2>({{{row(adapted_, n), before}, {e_.data(), adaptation_step_[n]}}},
                              columns_, false, row(adapted_, n));
        touched_[n] = now;
    }
}

/// A reset to a value forgets the potential; one by subtraction takes the threshold with it, and so
/// the adaptation's part.
template <class Real>
void Eligibility<Real>::reset(std::size_t n, std::int64_t now, double adaptation_kept) {
    if (taken_.empty()) return;
    if (to_value_)
        std::ranges::copy(trace_, row(taken_, n));
    else
        combined<Real, 2>({{{row(taken_, n), static_cast<Real>(membrane_powers_(now - reset_[n]))},
                            {row(adapted_, n), static_cast<Real>(adaptation_kept)}}},
                          columns_, false, row(taken_, n));
    reset_[n] = now;
}

template <class Real>
void Eligibility<Real>::add_filtered(std::int64_t now, Real times, Aligned<Real>& out) const {
    for (std::size_t n = 0; n < rows(); ++n)
        combined<Real, 1>(
            {{{row(filtered_, n), times * static_cast<Real>(read_powers_(now - touched_[n]))}}},
            columns_, true, row(out, n));
}

/// Of z ← keep · z + e the sum so far is (Σ e − keep · z) / (1 − keep).
template <class Real>
void Eligibility<Real>::add_summed(std::int64_t now, Real times, Aligned<Real>& out) const {
    const double scale = static_cast<double>(times) / (1.0 - read_keep_);
    for (std::size_t n = 0; n < rows(); ++n)
        combined<Real, 2>(
            {{{row(total_, n), static_cast<Real>(scale)},
              {row(filtered_, n),
               static_cast<Real>(-scale * read_keep_ * read_powers_(now - touched_[n]))}}},
            columns_, true, row(out, n));
}

template <class Real>
void Eligibility<Real>::learn(std::span<const Real> signal, const Aligned<Real>& by_error) {
    for (std::size_t n = 0; n < rows(); ++n)
        combined<Real, 1>({{{row(by_error, n), signal[n]}}}, columns_, true, row(learned_, n));
}

template <class Real>
void Eligibility<Real>::learn_from_activity(std::span<const double> by_spike) {
    for (std::size_t n = 0; n < rows(); ++n)
        combined<Real, 1>({{{row(total_, n), static_cast<Real>(by_spike[n])}}}, columns_, true,
                          row(learned_, n));
}

template <class Real>
void Eligibility<Real>::collect(Aligned<Real>& gradient) {
    const auto layer = static_cast<std::size_t>(&layer_ - plan_.layers.data());
    for (std::size_t i = 0; i < plan_.links.size(); ++i) {
        const Link& link = plan_.links[i];
        if (link.to != layer) continue;
        for (std::size_t n = 0; n < rows(); ++n)
            for (std::size_t s = 0; s < link.rows; ++s)
                gradient[link.first + s * link.stride + n] +=
                    row(learned_, n)[first_column_[i] + s];
    }
    if (plan_.learned.biases)
        for (std::size_t n = 0; n < rows(); ++n)
            gradient[layer_.bias + n] += row(learned_, n)[bias_column_];
    std::ranges::fill(learned_, Real{0});
}

template <class Real>
std::size_t Eligibility<Real>::memory() const {
    return total_.size() + filtered_.size() + taken_.size() + adapted_.size() + learned_.size() +
           3 * columns_;
}

template class Eligibility<float>;
template class Eligibility<double>;

}  // namespace efferent::snn::training
