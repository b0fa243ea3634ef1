// A board of crossbars that run a network, and the host that carries spikes from tick to tick.
#pragma once

#include <utility>

#include "hw/arithmetic.hpp"
#include "hw/odin/board.hpp"
#include "hw/odin/event_core.hpp"
#include "hw/odin/programming.hpp"

namespace efferent::hw::odin {

/// Of each neuron of the network, as it begins; `never` is the threshold of readouts.
std::vector<LifNeuron> lif_neurons(const WholeNetwork& network, std::int32_t never);

/// Of each neuron: ticks between its time references, 0 without a leak.
std::vector<std::int32_t> leak_intervals(const WholeNetwork& network);

/// `set_weight(image, row, target, weight)` is the image's own way.
template <class Image, class SetWeight>
std::vector<Image> images_of(const Board& board, std::span<const LifNeuron> neurons,
                             SetWeight set_weight) {
    std::vector<Image> images(board.cores.size());
    for (std::size_t c = 0; c < images.size(); ++c) {
        const CoreOnBoard& core = board.cores[c];
        for (std::size_t i = 0; i < core.neurons.size(); ++i)
            images[c].set_neuron(i, neurons[index(core.neurons[i])]);
        for (const Synapse& s : core.synapses) set_weight(images[c], s.row, s.target, s.weight);
        images[c].open_loop = !core.loop;
    }
    return images;
}

/// In each tick, first time references to the neurons whose leak is due: to all of a core at once
/// if that is all that leak. Then the spikes of earlier ticks that are due, in the order in which
/// they were made, and the events of the lines: those of rows that inhibit, then the others, so
/// that a neuron fires little oftener than if the tick's arrivals were summed before it is tested.
/// The host waits until a core is idle before it sends on.
class BoardMachine final : public Machine {
public:
    BoardMachine(const WholeNetwork& network, Board board, std::vector<EventCore> cores);

    void tick(std::span<const std::uint32_t> lines, std::vector<NeuronId>& spikes) override;
    std::int32_t potential(NeuronId neuron) const override;
    std::int32_t current(NeuronId) const override { return 0; }
    Work work() const override;

    /// Keeps what the host sends from now on.
    void record() { recording_ = true; }
    /// To each core: tick and event.
    const std::vector<std::vector<std::pair<std::uint64_t, AerEvent>>>& recorded() const {
        return sent_;
    }

private:
    void leak(std::size_t core, std::vector<NeuronId>& spikes);
    void send(std::size_t core, const AerEvent& event, std::vector<NeuronId>& spikes);

    Board board_;
    std::vector<EventCore> cores_;
    std::vector<std::int32_t> intervals_;                  ///< of leaks, of each neuron
    std::vector<std::pair<std::size_t, std::size_t>> at_;  ///< core and index of each neuron
    std::vector<std::vector<Sent>> due_;                   ///< by tick, as long as any delay
    std::vector<std::vector<std::pair<std::uint64_t, AerEvent>>> sent_;
    std::vector<std::uint8_t> left_;
    std::uint64_t tick_ = 0, events_ = 0;
    bool recording_ = false;
};

}  // namespace efferent::hw::odin
