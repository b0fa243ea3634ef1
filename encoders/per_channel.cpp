// What the encoders made from a rule per channel do with a block and with an event.
#include "encoders/per_channel.hpp"

#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::encoders {

namespace {

std::string place(const SignalView& block, std::size_t row, std::size_t channel) {
    return "encoder: channel " + std::to_string(channel) + ", sample " +
           std::to_string(block.first() + static_cast<std::int64_t>(row)) + " (from 0): ";
}

}  // namespace

void require_as_calibrated(const SignalView& block, const Calibration& calibration) {
    if (block.channels() != calibration.scale.size())
        throw Error(Fault::config, "encoder: the signal has " + std::to_string(block.channels()) +
                                       " channels and its calibration " +
                                       std::to_string(calibration.scale.size()) +
                                       "; calibrate on the same channels");
    if (block.rate() != calibration.rate)
        throw Error(Fault::config, "encoder: the signal has " + exact(block.rate().value) +
                                       " Hz and its calibration " + exact(calibration.rate.value) +
                                       " Hz; calibrate at the same rate");
}

void append_events(const SignalView& block, std::size_t row, std::size_t channel, double count,
                   std::vector<Event>& out) {
    if (!std::isfinite(block.row(row)[channel]))
        throw Error(Fault::format,
                    place(block, row, channel) + "is not finite, where a number is needed");
    if (!(std::abs(count) <= max_events_per_sample))
        throw Error(Fault::config, place(block, row, channel) + "needs " + exact(std::abs(count)) +
                                       " events, more than " + exact(max_events_per_sample) +
                                       ": the threshold is too small for this signal; raise it");
    const Event event{block.time(row), static_cast<ChannelId>(channel),
                      count > 0.0 ? Polarity::up : Polarity::down};
    out.insert(out.end(), static_cast<std::size_t>(std::abs(count)), event);
}

}  // namespace efferent::encoders
