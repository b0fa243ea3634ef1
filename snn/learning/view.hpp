// The numbers that a tick is computed with, from the parameters that are learned. Made anew for
// every batch, and shared by all trials of it.
#pragma once

#include <cmath>
#include <vector>

#include "snn/learning/loops.hpp"
#include "snn/learning/plan.hpp"

namespace efferent::snn::training {

/// One value a lane, kept once if all are alike.
template <class Real>
class Column {
public:
    void assign(std::vector<Real> values, Real filling, bool whole_blocks) {
        bool same = whole_blocks;
        for (const Real x : values) same = same && x == values.front();
        if (same)
            values.assign(16, Real(values.front()));
        else
            values.resize(padded(values.size()), filling);
        values_.assign(values.begin(), values.end());
        mask_ = same ? 0 : ~std::size_t{0};
    }
    Values<Real> values() const { return {values_.data(), mask_}; }
    Real at(std::size_t lane) const { return values_[lane & mask_]; }

private:
    Aligned<Real> values_;
    std::size_t mask_ = 0;
};

template <class Real>
class LayerView {
public:
    LayerView(const Plan& plan, const Layer& layer, const Aligned<Real>& parameters);

    Coefficients<Real> coefficients() const;
    Values<Real> rate_v() const { return rate_v_.values(); }  ///< tick / time constant
    Values<Real> rate_i() const { return rate_i_.values(); }
    Values<Real> ticks_v() const { return ticks_v_.values(); }  ///< one by rate_v
    const Column<Real>& keep_v() const { return keep_v_; }
    const Column<Real>& keep_i() const { return keep_i_; }
    const Column<Real>& gain() const { return gain_; }
    Real rest(std::size_t neuron) const { return rest_[neuron]; }
    Real start(std::size_t neuron) const { return start_[neuron]; }

private:
    Column<Real> keep_v_, add_, gain_, keep_i_, keep_u_, threshold_, inverse_threshold_, v_reset_,
        step_u_, pull_, draw_, rate_v_, rate_i_, ticks_v_;
    std::vector<Real> rest_, start_;
    bool subtracts_ = false;
    bool drains_ = false;
};

extern template class LayerView<float>;
extern template class LayerView<double>;

}  // namespace efferent::snn::training
