#include "snn/learning/view.hpp"

#include <type_traits>

namespace efferent::snn::training {
namespace {

/// In ns. What runs in single precision has the time constants that a network can have, whole
/// nanoseconds; differences in double are taken of the parameter itself.
template <class Real>
double tau_ns(double given, Real logit, const Plan& plan) {
    if (!plan.learned.time_constants) return given;
    if constexpr (std::is_same_v<Real, float>)
        return whole_tau_ns(static_cast<double>(logit), plan.reading.tick);
    else
        return static_cast<double>(plan.reading.tick.count()) / std::log1p(std::exp(-logit));
}

}  // namespace

template <class Real>
LayerView<Real>::LayerView(const Plan& plan, const Layer& layer, const Aligned<Real>& parameters)
    : subtracts_(layer.dynamics.front().reset == Reset::by_subtraction),
      drains_(!layer.dynamics.front().has_closed_form()) {
    const double tick = static_cast<double>(plan.reading.tick.count());
    std::vector<Real> keep_v, add, gain, keep_i, keep_u, threshold, inverse, v_reset, step_u, pull,
        draw, rate_v, rate_i, ticks_v;
    for (std::size_t n = 0; n < layer.size; ++n) {
        const Dynamics& d = layer.of(n);
        const double membrane = tau_ns(d.membrane_ns, parameters[layer.membrane + n], plan);
        const double kept = std::exp(-tick / membrane);
        const double rest = plan.learned.biases
                                ? layer.leaks[n] + static_cast<double>(parameters[layer.bias + n])
                                : d.rest;
        const auto push = [](std::vector<Real>& to, double x) {
            to.push_back(static_cast<Real>(x));
        };
        push(keep_v, kept);
        push(rate_v, tick / membrane);
        push(ticks_v, membrane / tick);
        push(add, rest * (1.0 - kept));
        push(rest_, rest);
        push(start_, d.v_initial);
        if (d.has_current()) {
            const double current = tau_ns(d.excitatory_ns, parameters[layer.current + n], plan);
            push(keep_i, std::exp(-tick / current));
            push(rate_i, tick / current);
            push(gain, -std::expm1(-tick / membrane));
        } else {
            push(keep_i, 0.0);
            push(rate_i, 0.0);
            push(gain, 1.0);
        }
        const double kept_u = d.adapts() ? std::exp(-tick / d.adaptation_ns) : 0.0;
        push(keep_u, kept_u);
        push(pull, d.coupling * (1.0 - kept_u));
        push(draw, kept - 1.0);
        push(step_u, d.adaptation);
        const double fires_at = plan.learned.thresholds
                                    ? static_cast<double>(parameters[layer.threshold + n])
                                    : d.threshold;
        push(threshold, fires_at);
        push(inverse, 1.0 / fires_at);
        push(v_reset, d.v_reset);
    }
    const bool whole = layer.size == layer.lanes;
    keep_v_.assign(std::move(keep_v), 0, whole);
    add_.assign(std::move(add), 0, whole);
    gain_.assign(std::move(gain), 0, whole);
    keep_i_.assign(std::move(keep_i), 0, whole);
    keep_u_.assign(std::move(keep_u), 0, whole);
    threshold_.assign(std::move(threshold), Real(1e30), whole);  // never reached
    inverse_threshold_.assign(std::move(inverse), 1, whole);
    v_reset_.assign(std::move(v_reset), 0, whole);
    step_u_.assign(std::move(step_u), 0, whole);
    pull_.assign(std::move(pull), 0, whole);
    draw_.assign(std::move(draw), 0, whole);
    rate_v_.assign(std::move(rate_v), 1, whole);
    rate_i_.assign(std::move(rate_i), 0, whole);
    ticks_v_.assign(std::move(ticks_v), 1, whole);
}

template <class Real>
Coefficients<Real> LayerView<Real>::coefficients() const {
    return {keep_v_.values(),
            add_.values(),
            gain_.values(),
            keep_i_.values(),
            keep_u_.values(),
            threshold_.values(),
            inverse_threshold_.values(),
            v_reset_.values(),
            step_u_.values(),
            pull_.values(),
            draw_.values(),
            subtracts_,
            drains_};
}

template class LayerView<float>;
template class LayerView<double>;

}  // namespace efferent::snn::training
