// Decomposition of a recording as if it arrived now, with filters that were made before.
#pragma once

#include <string>

#include "pipeline/motor_unit_stream.hpp"

namespace efferent::apps {

struct OnlineRequest {
    std::string recording;
    std::string filters;  ///< file, of filters or of spiking units
    Stretch stretch;
    double block_ms = 10.0;
    double memory = 100.0;
    double adapt_s = 0.0;  ///< over which filters follow; 0: they stay
    std::string truth;     ///< file, or empty
    std::string out;       ///< folder, or empty
    std::string chip;      ///< that runs spiking units, or empty
    bool traffic = false;  ///< of spiking units: encoder_events.csv and spikes.csv too
};

/// Prints what was found, how late and at which cost, and writes events.tsv and run.json.
/// `memory` and `adapt_s` mean nothing to spiking units, `chip` and `traffic` nothing to filters.
void decompose_online(const OnlineRequest& request);

/// Takes what `efferent decompose` has found to a file, and tells how much of it. Error{format}
/// where there is nothing to take.
void save_filters(const MotorUnitRun& run, const std::string& path);

}  // namespace efferent::apps
