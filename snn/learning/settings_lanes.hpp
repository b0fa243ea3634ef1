// The settings of a block's neurons, for the loops: read once where all neurons are alike.
#pragma once

#include "snn/learning/lanes.hpp"
#include "snn/learning/loops.hpp"

namespace efferent::snn::training {
namespace {

template <class Real>
struct Settings {
    Lanes<Real> keep_v, add, gain, keep_i, keep_u, threshold, inverse_threshold, v_reset, step_u,
        pull, draw;
};

template <class Real>
EFFERENT_INLINE Settings<Real> settings(const Coefficients<Real>& of, std::size_t lane) {
    return {load(of.keep_v, lane),
            load(of.add, lane),
            load(of.gain, lane),
            load(of.keep_i, lane),
            load(of.keep_u, lane),
            load(of.threshold, lane),
            load(of.inverse_threshold, lane),
            load(of.v_reset, lane),
            load(of.step_u, lane),
            load(of.pull, lane),
            load(of.draw, lane)};
}

template <class Real>
EFFERENT_INLINE bool alike(const Coefficients<Real>& of) {
    return (of.keep_v.mask | of.add.mask | of.gain.mask | of.keep_i.mask | of.keep_u.mask |
            of.threshold.mask | of.inverse_threshold.mask | of.v_reset.mask | of.step_u.mask |
            of.pull.mask | of.draw.mask) == 0;
}

}  // namespace
}  // namespace efferent::snn::training
