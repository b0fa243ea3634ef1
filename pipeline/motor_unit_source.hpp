// Where the units of a file were found, and what a recording must be like to be read with it.
#pragma once

#include <string>
#include <vector>

#include "pipeline/motor_unit_stretch.hpp"

namespace efferent {

struct MotorUnitSource {
    std::string origin;     ///< what messages call the file
    std::string recording;  ///< in which the units were found
    bool simulated = false;
    Hertz rate;
    std::string unit;                   ///< of the samples
    std::vector<std::string> channels;  ///< those used, in order
    std::vector<std::string> skipped;   ///< those that the recording has besides
};

/// Error{config} naming `origin` and the first thing that does not fit: rate, number or names of
/// channels, unit of the samples. `what` is what the file holds: "filters".
void require_fits(const MotorUnitSource& source, const std::string& what,
                  const emg::Dataset& dataset);

/// From samples as they come from the amplifier to what is searched for motor units: means away,
/// causal band-pass.
class MotorUnitFrontEnd {
public:
    MotorUnitFrontEnd(std::vector<double> means, const Band& band, Hertz rate);
    /// Valid until the next call. Blocks in order; samples must be finite.
    SignalView operator()(SignalView block);

private:
    std::vector<double> means_;
    std::unique_ptr<emg::Filter> band_;
    std::vector<float> scratch_;
};

/// Error{format} naming the first sample that is NaN or infinite.
void require_finite(SignalView block);

}  // namespace efferent
