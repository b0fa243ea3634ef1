// A continuous multichannel recording. Immutable; copies share the samples.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/signal.hpp"

namespace efferent::emg {

/// What a sample's number means.
struct Unit {
    std::string name = "uV";  ///< as the source states it
    /// Microvolts per unit, or 0 where the unit has no size in volts ("normalised", counts).
    double microvolts = 1.0;
    friend bool operator==(const Unit&, const Unit&) = default;
};

/// "uV", "mV", "V", "1e-5 V" and the like; anything else is a unit without a size in microvolts.
Unit parse_unit(const std::string& name);

/// Whether a side file may state it: a unit of volts above zero, or "normalised", "a.u." or counts.
bool is_known_unit(const std::string& name);

/// What is_known_unit takes.
inline constexpr const char* known_units =
    "must be V, mV, uV or nV, with a factor before it if need be (\"1e-5 V\"), or without a size "
    "in "
    "volts \"normalised\", \"a.u.\" or \"counts\"";

class Recording {
public:
    struct Parts {
        std::string name;  ///< for messages: a file, a subject
        Hertz rate;
        Unit unit;
        std::vector<std::string> channels;  ///< names, one per column
        std::vector<float> samples;         ///< row-major, one row per instant
    };

    Recording() : Recording(Parts{}) {}
    /// Error{format} if the samples are no whole number of rows, hold a NaN or infinity (named by
    /// sample and channel), or the rate is not above zero while there are samples.
    explicit Recording(Parts parts);

    const std::string& name() const { return parts_->name; }
    Hertz rate() const { return parts_->rate; }
    const Unit& unit() const { return parts_->unit; }
    const std::vector<std::string>& channels() const { return parts_->channels; }
    std::size_t length() const { return signal().length(); }  ///< in samples
    SignalView signal() const {
        return {parts_->rate, 0, parts_->channels.size(), parts_->samples};
    }

private:
    std::shared_ptr<const Parts> parts_;
};

}  // namespace efferent::emg
