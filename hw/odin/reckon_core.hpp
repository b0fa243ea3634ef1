// ReckOn as it infers, tick by tick: 256 inputs, 256 recurrent leaky neurons, 16 readouts. Source:
// the chip's RTL, with which it agrees in every spike and potential (docs/hardware/odin.md).
#pragma once

#include <array>
#include <span>
#include <vector>

#include "hw/odin/event_core.hpp"
#include "hw/odin/image.hpp"

namespace efferent::hw::odin {

/// At a TIME_TICK the chip steps (not at a sample's first) and then propagates what arrived before.
class ReckonCore {
public:
    explicit ReckonCore(const ReckonImage& image);

    /// Spikes, resets and leaks of all neurons, then leaks of the readouts: a neuron at or above
    /// its threshold spikes; what is left of its potential u is u · alpha / 2^15, less the
    /// threshold after a spike (or 0, if so set). Divisions round down. Appends the neurons that
    /// spike, ascending.
    void step(std::vector<std::uint8_t>& spikes);

    /// Adds the weights of `inputs` and of the neurons that spiked in the last step: sources
    /// ascending, each sum held within 16 bits. An input that comes twice in a tick counts once,
    /// and as dropped.
    void propagate(std::span<const std::uint8_t> inputs);

    std::int32_t potential(std::size_t neuron) const { return potential_[neuron]; }
    std::int32_t output(std::size_t readout) const { return output_[readout]; }
    const Tally& tally() const { return tally_; }

private:
    std::int32_t sum(std::int32_t a, std::int32_t b);
    void spread(std::size_t source, bool input);

    ReckonImage image_;
    std::array<std::int32_t, rows> potential_{};
    std::array<std::int32_t, 16> output_{};
    std::array<bool, rows> spiked_{}, arrived_{};
    Tally tally_;
};

}  // namespace efferent::hw::odin
