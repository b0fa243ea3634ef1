// A simulated forearm: people, sessions and repetitions of 16 hand tasks under a ring of
// electrodes.
#pragma once

#include "core/monitor.hpp"
#include "emg/dataset.hpp"

namespace efferent {
class Fields;
}

namespace efferent::emg {

struct ForearmParams {
    std::int64_t people = 5;
    std::int64_t sessions = 3;
    std::int64_t repetitions = 5;
    std::int64_t channels = 8;
    Duration trial = std::chrono::milliseconds(1500);
    double rate_hz = 1000.0;
    double effort = 0.3;
    double force_spread = 0.3;
    double pattern_spread = 0.2;
    double shift_mm = 4.0;
    double gain_spread = 0.1;
    double snr_db = 20.0;
    double mains_snr_db = 30.0;
};

void describe(Fields& field, ForearmParams& p);

/// Bipolar surface EMG in microvolts; what is modelled and what is not is in
/// docs/simulated-forearm.md. Trials are ordered by person, session, repetition and task, and
/// counted from 1; the recording is the trials one after the other, each a steady contraction of
/// its own. The data are the same bytes for the same parameters and seed. Error{config} for
/// parameters that break their rules; Error{cancelled} when the monitor says so.
Dataset simulate_forearm(const ForearmParams& params, std::uint64_t seed,
                         Monitor* monitor = nullptr);

}  // namespace efferent::emg
