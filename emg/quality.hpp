// What a data set's own numbers say about its quality. Nothing here is fatal: it is told, not
// judged.
#pragma once

#include <string>
#include <vector>

#include "emg/dataset.hpp"

namespace efferent::emg {

enum class Severity : std::uint8_t { note, warning };

struct QualityNote {
    std::string check;  ///< "flat_channel" and the like, one of quality_checks()
    Severity severity{};
    std::string sentence;  ///< with the channel, class or trial that it is about
};

/// What the samples of one channel look like. A stretch is a trial, or the whole recording where
/// there are no trials; nothing is counted across the ends of a stretch.
struct ChannelQuality {
    float lowest = 0.0F;
    float highest = 0.0F;
    std::int64_t flat_stretches = 0;  ///< longer than one sample, and all of them the same number
    std::int64_t at_extreme = 0;      ///< samples in runs of 3 or more at `lowest` or `highest`
};

/// One entry per channel; empty if there are no samples.
std::vector<ChannelQuality> channel_quality(const Dataset& dataset);

/// All notes, in the order of quality_checks() and within it of channels, classes and trials.
std::vector<QualityNote> quality(const Dataset& dataset);

/// The checks there are:
/// flat_channel (warning)       a channel never changes;
/// flat_stretch (note)          a channel does not change within a whole trial;
/// saturated_channel (warning)  at least 0.1 % of a channel is in runs of 3 or more at an extreme;
/// repeated_samples (warning)   at least half of all samples equal the one before in all channels;
/// short_trial (warning)        a trial of one sample;
/// empty_class (warning)        a class without a trial;
/// single_repetition (warning)  a class with one trial, so that no split can train and test it;
/// unit_without_volts (note)    the unit has no size in volts.
const std::vector<std::string>& quality_checks();

}  // namespace efferent::emg
