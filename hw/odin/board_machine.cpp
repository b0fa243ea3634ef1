#include "hw/odin/board_machine.hpp"

#include "hw/odin/crossbar.hpp"

namespace efferent::hw::odin {
namespace {

constexpr std::size_t slots = 256;  // beyond the longest delay

}  // namespace

std::vector<LifNeuron> lif_neurons(const WholeNetwork& network, std::int32_t never) {
    std::vector<LifNeuron> neurons;
    for (const WholePopulation& p : network.populations)
        for (std::size_t n = 0; n < p.size; ++n)
            neurons.push_back({.potential = 0,
                               .threshold = p.spikes ? p.threshold[n] : never,
                               .leak = p.membrane.empty() ? 0 : leak_of(p.membrane[n]).steps,
                               .disabled = !p.spikes});
    return neurons;
}

std::vector<std::int32_t> leak_intervals(const WholeNetwork& network) {
    std::vector<std::int32_t> intervals;
    for (const WholePopulation& p : network.populations)
        for (std::size_t n = 0; n < p.size; ++n) {
            const Leak leak = p.membrane.empty() ? Leak{} : leak_of(p.membrane[n]);
            intervals.push_back(leak.steps == 0 ? 0 : leak.every);
        }
    return intervals;
}

BoardMachine::BoardMachine(const WholeNetwork& network, Board board, std::vector<EventCore> cores)
    : board_(std::move(board)),
      cores_(std::move(cores)),
      intervals_(leak_intervals(network)),
      at_(board_.spikes.size()),
      due_(slots),
      sent_(cores_.size()) {
    for (std::size_t c = 0; c < cores_.size(); ++c)
        for (std::size_t i = 0; i < board_.cores[c].neurons.size(); ++i)
            at_[index(board_.cores[c].neurons[i])] = {c, i};
}

void BoardMachine::tick(std::span<const std::uint32_t> lines, std::vector<NeuronId>& spikes) {
    for (std::size_t c = 0; c < cores_.size(); ++c) leak(c, spikes);
    for (const std::uint32_t line : lines)
        for (const Sent& s : board_.lines[line]) due_[(tick_ + s.delay) % slots].push_back(s);
    std::vector<Sent> now;
    now.swap(due_[tick_ % slots]);
    for (const bool inhibits : {true, false})
        for (const Sent& s : now)
            if (s.inhibits == inhibits) send(s.core, {.neuron = s.row}, spikes);
    events_ += lines.size();
    ++tick_;
}

void BoardMachine::leak(std::size_t core, std::vector<NeuronId>& spikes) {
    std::vector<std::uint8_t> due;
    std::size_t leaking = 0;
    const auto& neurons = board_.cores[core].neurons;
    for (std::size_t i = 0; i < neurons.size(); ++i) {
        const auto interval = static_cast<std::uint64_t>(intervals_[index(neurons[i])]);
        if (interval == 0) continue;
        ++leaking;
        if (tick_ % interval == 0) due.push_back(static_cast<std::uint8_t>(i));
    }
    if (due.empty()) return;
    if (due.size() == leaking) {
        send(core, {.kind = AerKind::leak_all}, spikes);
        return;
    }
    for (const std::uint8_t i : due) send(core, {.kind = AerKind::leak_one, .neuron = i}, spikes);
}

void BoardMachine::send(std::size_t core, const AerEvent& event, std::vector<NeuronId>& spikes) {
    if (recording_) sent_[core].push_back({tick_, event});
    left_.clear();
    cores_[core].receive(event, left_);
    for (const std::uint8_t at : left_) {
        const NeuronId neuron = board_.cores[core].neurons[at];
        spikes.push_back(neuron);
        for (const Sent& s : board_.spikes[index(neuron)])
            due_[(tick_ + s.delay) % slots].push_back(s);
    }
}

std::int32_t BoardMachine::potential(NeuronId neuron) const {
    const auto [core, at] = at_[index(neuron)];
    return cores_[core].potential(at);
}

Work BoardMachine::work() const {
    Work work{.events = events_};
    for (const EventCore& core : cores_) {
        const Tally& t = core.tally();
        work.synapses += t.synapses;
        work.updates += t.leaks;
        work.spikes += t.spikes;
        work.dropped += t.dropped;
        work.saturated += t.saturated;
    }
    return work;
}

}  // namespace efferent::hw::odin
