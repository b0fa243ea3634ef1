#include "hw/odin/event_core.hpp"

#include <algorithm>
#include <string>

#include "core/error.hpp"
#include "hw/odin/bits.hpp"

namespace efferent::hw::odin {
namespace {

void require_leaky(const OdinImage& image) {
    for (std::size_t n = 0; n < rows; ++n) {
        const char* const trouble =
            bits(image.neurons[n], 0, 1) == 0    ? "is an Izhikevich neuron, which"
            : bits(image.neurons[n], 17, 1) != 0 ? "learns (its calcium is on), which"
                                                 : nullptr;
        if (trouble != nullptr)
            throw Error(Fault::unsupported,
                        "ODIN: neuron " + std::to_string(n) + " " + trouble +
                            " is not modelled; only leaky neurons without learning are");
    }
}

/// A loop that excites itself goes on for ever; no network that computes something gets near this.
constexpr std::uint64_t longest_cascade = 1U << 20U;

}  // namespace

template <class Image>
void EventCore::load(const Image& image) {
    for (std::size_t n = 0; n < rows; ++n) {
        const LifNeuron neuron = image.neuron(n);
        potential_[n] = neuron.potential;
        threshold_[n] = neuron.threshold;
        leak_[n] = neuron.leak;
        disabled_[n] = neuron.disabled;
        for (std::size_t t = 0; t < rows; ++t) {
            weights_.push_back(static_cast<std::int8_t>(image.weight(n, t)));
            synapses_[n] += t < neurons_ && weights_.back() != 0 ? 1U : 0U;
        }
    }
}

EventCore::EventCore(const TinyOdinImage& image, std::size_t queue)
    : least_(-2048),
      most_(2047),
      neurons_(image.last_neuron + std::size_t{1}),
      depth_(queue),
      open_loop_(image.open_loop) {
    load(image);
}

EventCore::EventCore(const OdinImage& image, std::size_t queue)
    : least_(0), most_(255), neurons_(rows), depth_(queue), open_loop_(image.open_loop) {
    require_leaky(image);
    load(image);
}

// Whatever changed the potential, or would have: a neuron that is visited is tested.
void EventCore::test(std::size_t neuron, std::int32_t potential,
                     std::vector<std::uint8_t>& spikes) {
    const bool fires = potential >= 0 && potential >= threshold_[neuron];
    potential_[neuron] = fires ? 0 : potential;
    if (!fires || disabled_[neuron]) return;
    ++tally_.spikes;
    spikes.push_back(static_cast<std::uint8_t>(neuron));
    if (open_loop_) return;
    if (queue_.size() == depth_)
        ++tally_.dropped;
    else
        queue_.push_back({static_cast<std::uint8_t>(neuron), 0, false});
}

void EventCore::add(std::size_t neuron, std::int32_t weight, std::vector<std::uint8_t>& spikes) {
    const std::int32_t sum = potential_[neuron] + weight;
    const std::int32_t held = std::clamp(sum, least_, most_);
    tally_.saturated += held != sum ? 1U : 0U;
    test(neuron, held, spikes);
}

void EventCore::leak(std::size_t neuron, std::vector<std::uint8_t>& spikes) {
    const std::int32_t v = potential_[neuron];
    ++tally_.leaks;
    test(neuron, v < 0 ? std::min(v + leak_[neuron], 0) : std::max(v - leak_[neuron], 0), spikes);
}

void EventCore::process(const Waiting& waiting, std::vector<std::uint8_t>& spikes) {
    ++tally_.processed;
    if (waiting.stimulus) {
        ++tally_.visits;
        ++tally_.synapses;
        add(waiting.neuron, waiting.weight, spikes);
        return;
    }
    tally_.visits += neurons_;
    tally_.synapses += synapses_[waiting.neuron];
    const std::int8_t* const row = weights_.data() + waiting.neuron * rows;
    for (std::size_t n = 0; n < neurons_; ++n) add(n, row[n], spikes);
}

void EventCore::receive(const AerEvent& event, std::vector<std::uint8_t>& spikes) {
    ++tally_.events;
    if (event.kind == AerKind::leak_all)
        for (std::size_t n = 0; n < neurons_; ++n) leak(n, spikes);
    else if (event.kind == AerKind::leak_one)
        leak(event.neuron, spikes);
    else
        queue_.push_back({event.neuron, event.weight, event.kind == AerKind::stimulus});
    const std::uint64_t before = tally_.processed;
    while (!queue_.empty()) {
        if (tally_.processed - before == longest_cascade)
            throw Error(Fault::capacity,
                        "the core does not come to rest: its own spikes go on firing its neurons "
                        "after " +
                            std::to_string(longest_cascade) + " of them");
        const Waiting first = queue_.front();
        process(first, spikes);
        queue_.pop_front();
    }
}

void EventCore::store(TinyOdinImage& image) const {
    for (std::size_t n = 0; n < rows; ++n) {
        LifNeuron neuron = image.neuron(n);
        neuron.potential = potential_[n];
        image.set_neuron(n, neuron);
    }
}

void EventCore::store(OdinImage& image) const {
    for (std::size_t n = 0; n < rows; ++n)
        set_bits(image.neurons[n], 70, 8, static_cast<std::uint32_t>(potential_[n]));
}

}  // namespace efferent::hw::odin
