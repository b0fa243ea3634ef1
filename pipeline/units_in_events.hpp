// Motor units found blindly in delta events, nothing of the signal behind them being known.
#pragma once

#include <vector>

#include "core/monitor.hpp"
#include "decoders/motor_units/decomposition.hpp"
#include "pipeline/motor_unit_stretch.hpp"
#include "pipeline/spiking_unit_events.hpp"

namespace efferent {

/// The signal as a receiver of delta events knows it, band-passed: each channel's ups less downs
/// so far, which is its height in steps above where it began. Channels that sent nothing are not
/// among its columns.
struct Rebuilt {
    std::size_t channels = 0;
    std::vector<float> samples;  ///< row-major, as many rows as `sent` has samples
};
Rebuilt rebuild(const SentEvents& sent, const Band& band);

/// Discharges, as samples of the signal, of the units that motor_units::decompose finds in what
/// rebuild() gives, the most certain unit first; which peaks of a unit's source are discharges is
/// decided by heights instead of their squares, since steps make sources noisy. Error{config} if no
/// event was sent, otherwise as band_pass and decompose.
std::vector<std::vector<std::size_t>> units_in_events(
    const SentEvents& sent, const Band& band, const motor_units::DecompositionParams& search,
    Monitor& monitor);

}  // namespace efferent
