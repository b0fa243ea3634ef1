// Writes BDF+ files: 24-bit samples, with notes.
#pragma once

#include <string>

#include "emg/dataset.hpp"

namespace efferent::emg {

/// Microvolts that one stored step means for samples up to `largest` microvolts: the smallest power
/// of two of which 8,192,000 steps reach so far, at least 2^-13.
double bdf_step(double largest);

/// The data set's recording, in uV, as a BDF+ file of records of one second each; a sample is
/// stored to the nearest bdf_step() of the recording's largest. Trials are notes, with their class
/// as the text. Dates are left out, as the standard's anonymous form has it; the equipment is
/// "simulated" if the data are. Error{format} if the rate is no whole number, the length no whole
/// seconds, a name is longer than 16 characters, the unit is not uV, or a sample is beyond 8 V.
std::string to_bdf(const Dataset& dataset);

}  // namespace efferent::emg
