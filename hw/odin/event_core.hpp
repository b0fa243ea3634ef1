// tinyODIN and ODIN as they compute, event by event: a crossbar of 256 leaky neurons, and a queue
// through which their spikes come back to them. Source: the chips' RTL, with which it agrees in
// every spike and potential (docs/hardware/odin.md).
#pragma once

#include <array>
#include <deque>
#include <vector>

#include "hw/odin/aer.hpp"
#include "hw/odin/image.hpp"
#include "hw/odin/queue.hpp"

namespace efferent::hw::odin {

/// What a core has done.
struct Tally {
    std::uint64_t events = 0;     ///< taken from the bus
    std::uint64_t processed = 0;  ///< spikes and stimuli that left the queue
    std::uint64_t visits = 0;     ///< neurons visited, most of them for a weight of zero
    std::uint64_t synapses = 0;   ///< weights other than zero that were added
    std::uint64_t leaks = 0;      ///< neurons that leaked
    std::uint64_t spikes = 0;     ///< that left on the output bus
    std::uint64_t dropped = 0;    ///< of these, those that the queue had no room for
    std::uint64_t saturated = 0;  ///< potentials that met the end of their register
};

class EventCore {
public:
    /// `queue`: entries, the one that is being processed included.
    explicit EventCore(const TinyOdinImage& image, std::size_t queue = tinyodin_queue);
    /// Error{unsupported} names the neuron that is no leaky one or that learns.
    explicit EventCore(const OdinImage& image, std::size_t queue = odin_queue);

    /// One event from outside, after which the host waits until the core is idle: neither chip
    /// says when it is, but each event and each spike on the output bus keeps it busy for a known
    /// time. Appends the neurons that spike, in the order in which the output bus shows them.
    /// Error{capacity} if it never is.
    void receive(const AerEvent& event, std::vector<std::uint8_t>& spikes);

    std::int32_t potential(std::size_t neuron) const { return potential_[neuron]; }
    const Tally& tally() const { return tally_; }
    /// The same image with the potentials as they are now.
    void store(TinyOdinImage& image) const;
    void store(OdinImage& image) const;

private:
    struct Waiting {
        std::uint8_t neuron;
        std::int8_t weight;
        bool stimulus;
    };
    template <class Image>
    void load(const Image& image);
    void add(std::size_t neuron, std::int32_t weight, std::vector<std::uint8_t>& spikes);
    void leak(std::size_t neuron, std::vector<std::uint8_t>& spikes);
    void test(std::size_t neuron, std::int32_t potential, std::vector<std::uint8_t>& spikes);
    void process(const Waiting& waiting, std::vector<std::uint8_t>& spikes);

    std::int32_t least_, most_;
    std::size_t neurons_, depth_;
    bool open_loop_;
    std::array<std::int32_t, rows> potential_{}, threshold_{}, leak_{};
    std::array<bool, rows> disabled_{};
    std::vector<std::int8_t> weights_;            ///< rows × rows
    std::array<std::uint32_t, rows> synapses_{};  ///< weights other than zero of a row
    std::deque<Waiting> queue_;  ///< the one that is being processed is still its first
    Tally tally_;
};

}  // namespace efferent::hw::odin
