// One step of NIR's neurons by a platform's rules.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "core/error.hpp"
#include "snn/nir/flat.hpp"
#include "snn/nir/platform.hpp"
#include "snn/nir/shapes.hpp"

namespace efferent::snn::nir {

/// Its parameter for each neuron, one number standing for all.
inline std::vector<double> spread(const Part& part, const char* key, double otherwise) {
    const auto it = part.node->parameters.find(key);
    if (it == part.node->parameters.end()) return std::vector<double>(part.size(), otherwise);
    const std::vector<double>& given = parameter(*part.node, key).values;
    return given.size() == 1 ? std::vector<double>(part.size(), given.front()) : given;
}

/// Those of a node. Real is the platform's precision.
template <class Real>
class Neurons {
public:
    Neurons(const Part& part, const Platform& as)
        : as_(as),
          type_(part.node->type),
          fires_(type_ == "IF" || type_ == "LIF" || type_ == "CubaLIF"),
          leaks_(type_ != "I" && type_ != "IF"),
          current_(type_.starts_with("Cuba")) {
        if ((current_ && !as.currents) || (as.decay == Decay::exact && type_ != "LIF"))
            throw Error(Fault::unsupported, "node \"" + part.name + "\": how " +
                                                std::string(as.name) + " computes " + type_ +
                                                " is not known here");
        const auto r = spread(part, "r", 1.0), leak = spread(part, "v_leak", 0.0);
        const auto threshold = spread(part, "v_threshold", 0.0);
        const auto reset = spread(part, "v_reset", 0.0), w = spread(part, "w_in", 1.0);
        const auto tau = spread(part, current_ ? "tau_mem" : "tau", 1.0);
        const auto tau_syn = spread(part, "tau_syn", 1.0);
        for (std::size_t n = 0; n < part.size(); ++n) {
            const double share = leaks_ ? as.dt_s / tau[n] : as.dt_s;
            const double kept = !leaks_                    ? 1.0
                                : as.decay == Decay::euler ? 1.0 - share
                                                           : std::exp(-share);
            all_.push_back({.keep = static_cast<Real>(kept),
                            .gain = static_cast<Real>(r[n] * share),
                            .rest = static_cast<Real>(leaks_ ? leak[n] * share : 0.0),
                            .keep_current = static_cast<Real>(1.0 - as.dt_s / tau_syn[n]),
                            .gain_current = static_cast<Real>(w[n] * as.dt_s / tau_syn[n]),
                            .threshold = static_cast<Real>(threshold[n]),
                            .reset = static_cast<Real>(reset[n]),
                            .tau = tau[n],
                            .r = r[n],
                            .leak = leak[n],
                            .v = static_cast<Real>(leaks_ ? leak[n] : 0.0)});
        }
    }

    /// Neuron n hears x; what it answers.
    Real step(std::size_t n, Real x) {
        One& o = all_[n];
        if (current_) {
            o.i = o.keep_current * o.i + o.gain_current * x;
            x = o.i;
        }
        if (as_.decay == Decay::exact) return exactly(o, static_cast<double>(x));
        const bool before = fires_ && o.v > o.threshold;
        const Real heard = o.gain * x;
        o.v = as_.decay == Decay::exponential_after ? o.keep * (o.v + heard) + o.rest
                                                    : o.keep * o.v + heard + o.rest;
        if (!fires_) return o.v;
        if (as_.when != ResetWhen::at_once && before) reset(o);
        const bool spike = as_.spikes_first ? before : o.v > o.threshold;
        if (as_.when == ResetWhen::at_once && spike) reset(o);
        if (as_.when == ResetWhen::at_once_and_for_comparison)
            o.v -=
                static_cast<Real>(static_cast<int>(spike) - static_cast<int>(before)) * o.threshold;
        return spike ? Real{1} : Real{0};
    }
    double potential(std::size_t n) const { return static_cast<double>(all_[n].v); }

private:
    struct One {
        Real keep, gain, rest, keep_current, gain_current, threshold, reset;
        double tau, r, leak;
        Real v{}, i{};
    };

    void reset(One& o) const { o.v = as_.reset == ResetTo::subtract ? o.v - o.threshold : o.reset; }

    /// τ v' = v_leak − v + r x with x constant for a step; from a threshold on it starts from
    /// v_reset.
    Real exactly(One& o, double x) const {
        const double towards = o.leak + o.r * x;
        double v = static_cast<double>(o.v), left = as_.dt_s;
        const auto threshold = static_cast<double>(o.threshold);
        bool spike = false;
        for (;;) {
            const double end = towards + (v - towards) * std::exp(-left / o.tau);
            if (end <= threshold || towards <= threshold) {
                o.v = static_cast<Real>(end);
                return spike ? Real{1} : Real{0};
            }
            const double after =
                v > threshold ? 0.0 : -o.tau * std::log((threshold - towards) / (v - towards));
            if (static_cast<double>(o.reset) >= threshold)
                throw Error(Fault::network, "a neuron's v_reset is not below its v_threshold");
            spike = true;
            left -= after;
            v = static_cast<double>(o.reset);
        }
    }

    const Platform& as_;
    std::string type_;
    bool fires_, leaks_, current_;
    std::vector<One> all_;
};

}  // namespace efferent::snn::nir
