// The samples of a recording in which motor units are sought.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emg/dataset.hpp"
#include "emg/filter.hpp"

namespace efferent {

/// Which part of a recording is decomposed.
struct Stretch {
    double begin_s = 0.0;
    std::optional<double> length_s;          ///< to the end where absent
    std::vector<std::string> skip_channels;  ///< by name
};

/// Its samples, as they are.
struct Cut {
    std::vector<std::string> channels;
    std::vector<std::size_t> places;  ///< of the channels among all of the recording
    std::vector<float> samples;       ///< row-major
    std::size_t begin = 0;            ///< sample of the recording
};

/// Error{config} for a stretch that is not in the recording, an unknown channel, or none that is
/// left; Error{format} for samples of a size that cannot be computed with.
Cut cut(const emg::Dataset& dataset, const Stretch& stretch);

/// Band-pass before any search for motor units: Butterworth, causal.
struct Band {
    double low_hz = 20.0;
    double high_hz = 4400.0;
    std::int64_t order = 2;  ///< poles for each edge
};
void describe(Fields& field, Band& b);

/// At rest. Error{config} if the upper edge is not below half the rate.
std::unique_ptr<emg::Filter> band_pass(const Band& band, Hertz rate, std::size_t channels);

}  // namespace efferent
