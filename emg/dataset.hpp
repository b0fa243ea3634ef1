// A recording together with its labelled trials.
#pragma once

#include <string>
#include <vector>

#include "core/ids.hpp"
#include "emg/recording.hpp"

namespace efferent::emg {

/// One continuous stretch of samples with one label.
struct Trial {
    std::int64_t start = 0;   ///< first sample in the recording
    std::int64_t length = 0;  ///< samples
    TaskId task{};            ///< index into Dataset::classes
    std::int64_t subject = 0;
    std::int64_t session = 0;
    std::int64_t repetition = 0;
    friend bool operator==(const Trial&, const Trial&) = default;
};

/// What a reader gives. A file without labels has no classes and no trials.
struct Dataset {
    std::string name;
    Recording recording;
    std::vector<std::string> classes;
    std::vector<Trial> trials;
    std::string licence;
    std::string source;
    bool simulated = false;
    /// Files, or people and sessions, that were put one after another; empty where the samples are
    /// one continuous recording.
    std::vector<std::string> recordings;

    /// The trial's samples as a stream of their own (first index 0).
    SignalView signal(const Trial& trial) const {
        return recording.signal()
            .rows(static_cast<std::size_t>(trial.start), static_cast<std::size_t>(trial.length))
            .from_zero();
    }
};

/// Error{format} if a trial lies outside the recording, is empty, or has no class; the message
/// names the trial by its number. Readers call this last.
void check_trials(const Dataset& dataset);

/// The trials of the named classes only, with labels renumbered in the order of `names`.
/// Error{config} for a name that the data set does not have.
Dataset with_classes(const Dataset& dataset, const std::vector<std::string>& names);

}  // namespace efferent::emg
