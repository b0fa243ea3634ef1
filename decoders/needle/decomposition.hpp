// Blind decomposition of one needle channel into motor-unit potential trains.
#pragma once

#include <optional>
#include <vector>

#include "core/monitor.hpp"
#include "core/signal.hpp"
#include "decoders/motor_units/train.hpp"
#include "decoders/needle/params.hpp"

namespace efferent::needle {

/// One motor unit: when it discharged, and what its potential looks like.
struct NeedleUnit {
    std::vector<std::int64_t> discharges;  ///< in steps of the fine rate, ascending
    std::vector<double> amplitudes;        ///< of each, relative to the shape
    std::vector<float> shape;              ///< steps of the fine rate, its middle at the discharge
    double signal_to_noise_db = 0.0;  ///< mean square of the shape's samples within its greatest
                                      ///< 5 ms over that of what is left of the signal
    std::optional<double> interval_variation;
    double rate_hz = 0.0;  ///< 1 / the median interval
};

struct NeedleDecomposition {
    std::vector<NeedleUnit> units;  ///< the most energy first
    Hertz fine_rate;                ///< of shapes and discharges: a multiple of the signal's
    std::size_t rounds = 0;         ///< that were made
    std::size_t merged = 0;         ///< shapes that turned out to be of one unit
    std::size_t dropped = 0;        ///< units that were too few, too small or too irregular
    double explained = 0.0;         ///< part of the signal's power that the units explain
    double noise = 0.0;             ///< standard deviation of what is left, in the signal's unit
};

/// `signal` has one channel, filtered already so that potentials are sharp and slow waves gone.
/// Error{config} for another number of channels, a rate below 2 kHz, or a signal shorter than 1 s;
/// Error{format} if it is constant.
/// Reports the stage "decomposing" to the monitor and stops with Error{cancelled}.
NeedleDecomposition decompose(SignalView signal, const NeedleParams& params, Monitor& monitor);

}  // namespace efferent::needle
