// Blind decomposition of a recording into the discharges of its motor units.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "core/monitor.hpp"
#include "core/signal.hpp"
#include "decoders/motor_units/peel.hpp"
#include "decoders/motor_units/pulses.hpp"
#include "decoders/motor_units/train.hpp"

namespace efferent::motor_units {

struct DecompositionParams {
    std::int64_t extension = 16;
    double regularisation = 1e-4;
    std::vector<double> exponents{3.0};
    std::int64_t iterations = 4;
    std::int64_t refinements = 8;
    std::int64_t rounds = 100;
    std::int64_t seeds = 12;
    std::int64_t patience = 48;
    double min_silhouette = 0.85;
    std::int64_t min_pulses = 10;
    double max_own_share = 0.25;
    Duration separation{10'000'000};
    Duration template_half{12'000'000};
    double duplicate_share = 0.3;
    std::string form = "fast";
};
void describe(Fields& field, DecompositionParams& p);

/// One motor unit: when it discharged, how sure that is, and what it looks like.
struct MotorUnit {
    std::vector<std::size_t> pulses;  ///< samples from the begin of the signal, ascending
    std::vector<float> source;        ///< what was classified: the other units were taken away
    double silhouette = 0.0;
    double pulse_to_noise_db = 0.0;
    std::optional<double> interval_variation;
    double rate_hz = 0.0;  ///< 1 / the median interval
    Template shape;        ///< in the signal's unit
    /// The filter for the whole signal, with nothing taken away, as a stream needs it, and the two
    /// classes that it makes.
    std::vector<float> filter;
    Classes online;
};

struct Decomposition {
    std::vector<MotorUnit> units;      ///< the most certain silhouette first
    std::size_t rounds = 0;            ///< that were made
    std::size_t seeds = 0;             ///< instants that the search began from
    std::size_t learned_by_heart = 0;  ///< candidates above max_own_share
    std::size_t fragments = 0;         ///< trains that turned out to be parts of other units
    std::size_t dropped = 0;           ///< units that did not stay above min_silhouette in the end
    double explained = 0.0;            ///< part of the signal's power that the units explain
};

/// Error{config} if the signal is too short for the extension; Error{format} names a channel that
/// is constant, by its number from 1 where it has no name.
void require_usable(SignalView signal, const DecompositionParams& params,
                    std::span<const std::string> names);

/// `signal` should be filtered already; its channels' means are taken away. It begins at sample 0.
/// Errors as require_usable, and Error{format} if the covariance has no inverse.
/// Reports the stage "decomposing" to the monitor and stops with Error{cancelled}.
Decomposition decompose(SignalView signal, const DecompositionParams& params, Monitor& monitor);

/// Named "0", "1", ... in the order of the units.
std::vector<Train> trains(const Decomposition& decomposition, Hertz rate);

}  // namespace efferent::motor_units
