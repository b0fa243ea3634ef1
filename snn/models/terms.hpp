// Settings that several models have, with their names, limits and meaning in one place.
#pragma once

#include <optional>

#include "core/fields.hpp"
#include "snn/dynamics.hpp"

namespace efferent::snn {

inline double in_ns(Duration d) { return static_cast<double>(d.count()); }

/// tau v' = v_leak - v + bias + input.
struct Membrane {
    Duration membrane = 20ms;
    double v_leak = 0.0;
    double bias = 0.0;
    std::optional<double> v_initial;
};

inline void describe_in(Fields& field, Membrane& m) {
    field("membrane_ms", m.membrane, "time constant of the leak");
    field("v_leak", m.v_leak, "potential at rest");
    field("bias", m.bias, "constant input: moves the resting potential by as much");
    field("v_initial", m.v_initial,
          "potential at the start; if null v_leak, or v_reset where v_leak reaches the threshold");
    field.require(m.membrane > 0ns, "membrane_ms", "must be above zero");
}

inline void apply(const Membrane& m, Dynamics& d) {
    d.membrane_ns = in_ns(m.membrane);
    d.rest = m.v_leak + m.bias;
    d.v_initial = m.v_initial.value_or(m.v_leak);
}

/// A current that every arrival moves by its weight.
struct Synapse {
    Duration excitatory = 5ms;
    Duration inhibitory = 5ms;
};

inline void describe_in(Fields& field, Synapse& s) {
    field("excitatory_ms", s.excitatory, "time constant of the current of positive weights");
    field("inhibitory_ms", s.inhibitory, "time constant of the current of the others");
    field.require(s.excitatory > 0ns, "excitatory_ms", "must be above zero");
    field.require(s.inhibitory > 0ns, "inhibitory_ms", "must be above zero");
}

inline void apply(const Synapse& s, Dynamics& d) {
    d.input = Input::current;
    d.excitatory_ns = in_ns(s.excitatory);
    d.inhibitory_ns = in_ns(s.inhibitory);
}

/// When a neuron spikes, and what becomes of its potential.
struct Firing {
    double threshold = 1.0;
    std::string reset = "to_value";
    double v_reset = 0.0;
    Duration refractory = 0ms;
};

inline void describe_in(Fields& field, Firing& f) {
    field("threshold", f.threshold, "potential that makes a spike");
    field("reset", f.reset,
          "after a spike: \"to_value\" v_reset, or \"by_subtraction\" of the threshold");
    field("v_reset", f.v_reset, "potential after a spike, with \"to_value\"");
    field("refractory_ms", f.refractory,
          "time after a spike during which the potential is held and what would move it is lost");
    field.require(f.reset == "to_value" || f.reset == "by_subtraction", "reset",
                  "must be \"to_value\" or \"by_subtraction\"");
    field.require(f.reset == "to_value" || f.threshold > 0.0, "threshold",
                  "must be above zero to be subtracted");
    field.require(f.threshold > f.v_reset, "threshold", "must be above v_reset");
    field.require(f.refractory >= 0ns, "refractory_ms", "must not be negative");
}

/// The rule that ties where a potential starts to where it ends.
inline void require_start(Fields& field, const std::optional<double>& v_initial, const Firing& f) {
    field.require(!v_initial || *v_initial < f.threshold, "v_initial", "must be below threshold");
}

/// After the membrane, whose start it may have to move.
inline void apply(const Firing& f, Dynamics& d) {
    d.threshold = f.threshold;
    d.reset = f.reset == "to_value" ? Reset::to_value : Reset::by_subtraction;
    d.v_reset = f.v_reset;
    d.refractory_ns = in_ns(f.refractory);
    if (d.v_initial >= d.threshold) d.v_initial = d.v_reset;
}

}  // namespace efferent::snn
