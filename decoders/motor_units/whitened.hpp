// An extended signal together with the inverse of its covariance, and what peel-off leaves of it.
#pragma once

#include "decoders/motor_units/decomposition.hpp"
#include "decoders/motor_units/extended.hpp"
#include "decoders/motor_units/inverse.hpp"
#include "decoders/motor_units/peel.hpp"

namespace efferent::motor_units {

struct Whitened {
    Whitened(SignalView x, const DecompositionParams& p)
        : signal(p.form == "fast" ? extend(x, static_cast<std::size_t>(p.extension))
                                  : extend_reference(x, static_cast<std::size_t>(p.extension))),
          inverse(signal->covariance(), p.regularisation) {}
    std::unique_ptr<Extended> signal;
    Inverse inverse;
};

/// What least-squares peel-off leaves of a signal, and the action potentials that it took away.
struct Rest {
    Rest(SignalView x, const DecompositionParams& params,
         const std::vector<std::vector<std::size_t>>& pulses)
        : peeled(peel_off(x, params, pulses)),
          whitened({x.rate(), 0, x.channels(), peeled.rest}, params) {}
    static Peeled peel_off(SignalView x, const DecompositionParams& params,
                           const std::vector<std::vector<std::size_t>>& pulses) {
        constexpr std::size_t sweeps = 3;  // the residue changes by less than noise after
        return peel(x, pulses,
                    static_cast<std::size_t>(sample_count(x.rate(), params.template_half)), sweeps);
    }
    Peeled peeled;
    Whitened whitened;
};

}  // namespace efferent::motor_units
