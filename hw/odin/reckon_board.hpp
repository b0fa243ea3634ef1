// A network on a ReckOn: neurons that spike are its recurrent neurons, readouts its outputs.
#pragma once

#include <utility>

#include "hw/arithmetic.hpp"
#include "hw/odin/reckon_core.hpp"

namespace efferent::hw::odin {

struct ReckonParams {
    std::int64_t copies = 8;
};
void describe(Fields& field, ReckonParams& p);

struct ReckonBoard {
    /// Inputs [first, first + copies) that an event of a line goes to, so many ticks later.
    struct Sent {
        std::uint8_t first = 0;
        std::uint8_t delay = 0;
    };
    struct Place {
        bool readout = false;
        std::uint8_t at = 0;
    };
    ReckonImage image;
    std::size_t copies = 1;
    std::vector<std::vector<Sent>> lines;
    std::vector<Place> neurons;
    std::vector<NeuronId> spiking;  ///< at each recurrent neuron of the chip; spares repeat another
};

/// A line has one input for each of its delays, or, as far as 256 inputs go, `copies` of it: an
/// input speaks once a tick. Neurons of one threshold and leak share words. The network is held by
/// the registers. Error{capacity} names population, core (there is one), limit and excess: more
/// than 256 inputs, 256 neurons or 16 readouts, lines that go to readouts, two weights from one
/// source to one neuron; several leaks of readouts, resets, or exponents of weights of a kind.
ReckonBoard reckon_board(const WholeNetwork& network, const Registers& registers,
                         const ReckonParams& params);

/// A tick takes its inputs and the last tick's spikes in, and then steps: on the chip its TIME_TICK
/// does the first and the next one the second. So a potential is what the chip shows between the
/// two, after its leak.
class ReckonMachine final : public Machine {
public:
    explicit ReckonMachine(ReckonBoard board);

    void tick(std::span<const std::uint32_t> lines, std::vector<NeuronId>& spikes) override;
    std::int32_t potential(NeuronId neuron) const override;
    std::int32_t current(NeuronId) const override { return 0; }
    Work work() const override;
    /// Of the chip, that the last tick's events went to.
    std::span<const std::uint8_t> last_inputs() const { return inputs_; }

private:
    ReckonBoard board_;
    ReckonCore core_;
    std::vector<std::vector<std::uint8_t>> due_;  ///< first inputs, by tick
    std::vector<std::uint8_t> inputs_, stepped_;
    std::uint64_t tick_ = 0, events_ = 0;
};

}  // namespace efferent::hw::odin
