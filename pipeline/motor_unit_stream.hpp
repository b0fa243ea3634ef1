// A recording pushed block by block through the filters of its motor units.
#pragma once

#include <functional>

#include "decoders/motor_units/lost.hpp"
#include "pipeline/motor_unit_filters.hpp"
#include "pipeline/motor_unit_source.hpp"
#include "pipeline/still_channels.hpp"

namespace efferent {

/// From samples as they come from the amplifier to discharges: means away, causal band-pass,
/// motor_units::Stream. The same discharges whatever the blocks; memory does not grow.
class MotorUnitStream {
public:
    /// `memory` and `adapt` as in motor_units::Stream.
    MotorUnitStream(const MotorUnitFilters& filters, double memory,
                    const motor_units::AdaptParams& adapt = {});

    /// Blocks in order and without gaps; errors and result as in motor_units::Stream, and
    /// Error{format} for a NaN or infinity. A block that is refused leaves the stream as it was.
    std::vector<motor_units::Discharge> push(SignalView block);
    std::vector<motor_units::Discharge> finish() { return stream_.finish(); }
    /// In samples, from a discharge to when it is told.
    std::size_t latency() const { return stream_.latency(); }

private:
    MotorUnitFrontEnd front_;
    motor_units::Stream stream_;
};

struct StreamSettings {
    Duration block{10'000'000};
    double memory = 100.0;  ///< peaks of a class until its mean has followed by 63 %; 0: never
    motor_units::AdaptParams adapt{};
};

struct StreamRun {
    std::vector<motor_units::Train> trains;   ///< one a filter; times from the recording's begin
    std::vector<std::vector<float>> heights;  ///< of the sources at these discharges
    std::vector<motor_units::Loss> losses;
    std::vector<StillChannel> still;
    std::size_t begin = 0;    ///< sample of the recording
    std::size_t length = 0;   ///< samples
    std::size_t block = 0;    ///< samples
    std::size_t latency = 0;  ///< samples, without waiting for the block's end
    std::size_t blocks = 0;
    double cpu_s = 0.0;          ///< in all blocks
    double longest_cpu_s = 0.0;  ///< in one
};

/// Pushes a stretch block by block, measures what that costs, and keeps what is found; units are
/// called `names`. Error{config} for a block shorter than a sample.
StreamRun stream_blocks(const Cut& part, Hertz rate, Duration block,
                        const std::vector<std::string>& names,
                        const std::function<std::vector<motor_units::Discharge>(SignalView)>& push);

/// What units were like where their filters, or their network, were made.
struct Usual {
    double high = 0.0;  ///< as in motor_units::Followed; 0 without heights
    double discharges_per_s = 0.0;
};

/// Fills `losses` and `still`.
void look_for_losses(StreamRun& run, const Cut& part, Hertz rate, const std::vector<Usual>& usual);

/// Starts at rest where the stretch begins; `stretch.skip_channels` is not looked at: the filters
/// know. Errors as require_fits, cut and require_alive; Error{config} for a block shorter than a
/// sample.
StreamRun stream_motor_units(const emg::Dataset& dataset, const Stretch& stretch,
                             const MotorUnitFilters& filters, const StreamSettings& settings);

/// The same filters with hindsight: two-class k-means over the stretch as a whole.
std::vector<motor_units::Train> batch_motor_units(const emg::Dataset& dataset,
                                                  const Stretch& stretch,
                                                  const MotorUnitFilters& filters);

}  // namespace efferent
