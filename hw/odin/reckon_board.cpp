#include "hw/odin/reckon_board.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "core/error.hpp"
#include "hw/fits.hpp"

namespace efferent::hw::odin {
namespace {

constexpr std::size_t most_readouts = 16, slots = 256;
constexpr Range alphas{0x7000, 0x8000}, kappas{1, 128};

class Planner {
public:
    Planner(const WholeNetwork& network, const ReckonParams& params)
        : network_(network), copies_(static_cast<std::size_t>(params.copies)) {}

    ReckonBoard take() && {
        for (const WholePopulation& p : network_.populations) p.spikes ? add(p) : add_readouts(p);
        count_inputs();
        for (const WholeProjection& p : network_.projections) connect(p);
        ReckonImage& image = board_.image;
        image.last_neuron = static_cast<std::uint8_t>(2 * std::max<std::size_t>(pairs_, 1) - 1);
        image.last_output = static_cast<std::uint8_t>(std::max<std::size_t>(readouts_, 1) - 1);
        image.last_input =
            static_cast<std::uint8_t>(std::max<std::size_t>(first_.size() * board_.copies, 1) - 1);
        return std::move(board_);
    }

private:
    [[noreturn]] static void refuse(const WholePopulation& p, const std::string& story) {
        throw Error(Fault::capacity, "population \"" + p.name + "\", core 0: " + story);
    }

    void add(const WholePopulation& p) {
        require_held(p, p.membrane, alphas, "a share that the leak leaves");
        if (resets_ && *resets_ != p.subtracts)
            refuse(p,
                   "it resets in another way than the population before it, and the chip has one");
        resets_ = p.subtracts;
        board_.image.resets_to_zero = !p.subtracts;
        for (std::size_t n = 0; n < p.size; ++n) {
            const std::pair kind(p.threshold[n], p.membrane[n]);
            const auto spare = spares_.find(kind);
            std::size_t at = 2 * pairs_;
            if (spare != spares_.end()) {
                at = spare->second;
                spares_.erase(spare);
            } else {
                if (at == rows)
                    refuse(p, "neuron " + std::to_string(n) + " finds no place among " +
                                  std::to_string(rows) +
                                  ", of which two share a word with one threshold and one leak; " +
                                  std::to_string(p.size - n) + " of the population are too many");
                board_.image.set_pair(pairs_++, p.threshold[n], p.membrane[n]);
                spares_[kind] = at + 1;
            }
            board_.neurons.push_back({false, static_cast<std::uint8_t>(at)});
            board_.spiking.resize(2 * pairs_);
            board_.spiking[at] = static_cast<NeuronId>(index(p.first) + n);
        }
    }

    void add_readouts(const WholePopulation& p) {
        if (readouts_ + p.size > most_readouts)
            refuse(p, std::to_string(readouts_ + p.size) + " readouts, " +
                          std::to_string(readouts_ + p.size - most_readouts) + " more than the " +
                          std::to_string(most_readouts) + " of the chip");
        require_held(p, p.membrane, kappas, "a share that the leak leaves");
        for (std::size_t n = 0; n < p.size; ++n) {
            if (kappa_ && *kappa_ != p.membrane[n])
                refuse(p, "its readouts leak unlike others, and the chip has one leak for all");
            kappa_ = p.membrane[n];
            board_.neurons.push_back({true, static_cast<std::uint8_t>(readouts_++)});
        }
        board_.image.kappa = static_cast<std::uint8_t>(*kappa_);
    }

    static std::uint8_t delay(const WholeProjection& p, std::size_t synapse) {
        return p.delays[p.delays.size() == 1 ? 0 : synapse];
    }

    /// A place for each line and delay that a synapse has.
    void count_inputs() {
        for (const WholeProjection& p : network_.projections) {
            if (!std::holds_alternative<snn::InputLines>(p.from)) continue;
            for (std::size_t line = 0; line + 1 < p.offsets.size(); ++line)
                for (std::size_t k = p.offsets[line]; k < p.offsets[line + 1]; ++k)
                    if (p.weights[k] != 0) first_[{line, delay(p, k)}] = 0;
            if (first_.size() > rows)
                refuse(network_.populations[p.to],
                       "lines, each as often as they have delays, need " +
                           std::to_string(first_.size()) + " inputs, " +
                           std::to_string(first_.size() - rows) + " more than the " +
                           std::to_string(rows) + " of the chip");
        }
        board_.lines.resize(2 * network_.channels);
        board_.copies = first_.empty() ? 1 : std::min(copies_, rows / first_.size());
        std::size_t next = 0;
        for (auto& [key, first] : first_) {
            first = static_cast<std::uint8_t>(next);
            board_.lines[key.first].push_back({first, key.second});
            next += board_.copies;
        }
    }

    void set(std::vector<std::uint32_t>& memory, std::size_t per_source, std::size_t source,
             std::size_t target, std::int32_t weight, const WholePopulation& to) {
        if (byte_weight(memory, per_source, source, target) != 0)
            refuse(to,
                   "a neuron has two weights from one source at one delay, 1 more than the "
                   "chip holds");
        set_byte_weight(memory, per_source, source, target, weight);
    }

    void shift(std::optional<int>& held, std::uint8_t& field, const WholeProjection& p) {
        if (held && *held != p.exponent)
            refuse(network_.populations[p.to],
                   "its weights have exponent " + std::to_string(p.exponent) +
                       ", and others of their kind (from inputs, between neurons, to readouts) " +
                       std::to_string(*held) + ", where the chip has one a kind");
        held = p.exponent;
        field = static_cast<std::uint8_t>(p.exponent);
    }

    void connect(const WholeProjection& p) {
        if (std::ranges::all_of(p.weights, [](std::int16_t w) { return w == 0; })) return;
        const WholePopulation& to = network_.populations[p.to];
        const std::size_t target = index(to.first);
        ReckonImage& image = board_.image;
        const auto* const from = std::get_if<PopulationId>(&p.from);
        if (from != nullptr && !network_.populations[*from].spikes) return;  // it never speaks
        if (from == nullptr && !to.spikes)
            refuse(to,
                   "input lines go to readouts, where the chip has none but neurons that spike");
        if (from == nullptr)
            shift(input_, image.shift_input, p);
        else if (to.spikes)
            shift(recurrent_, image.shift_recurrent, p);
        else
            shift(output_, image.shift_output, p);
        for (std::size_t s = 0; s + 1 < p.offsets.size(); ++s)
            for (std::size_t k = p.offsets[s]; k < p.offsets[s + 1]; ++k) {
                if (p.weights[k] == 0) continue;
                const std::size_t at = board_.neurons[target + p.targets[k]].at;
                if (from != nullptr) {
                    const auto& source =
                        board_.neurons[index(network_.populations[*from].first) + s];
                    set(to.spikes ? image.recurrent : image.output, to.spikes ? 64 : 4, source.at,
                        at, p.weights[k], to);
                    continue;
                }
                const std::size_t first = first_.at({s, delay(p, k)});
                for (std::size_t c = 0; c < board_.copies; ++c)
                    set(image.input, 64, first + c, at, p.weights[k], to);
            }
    }

    const WholeNetwork& network_;
    std::size_t copies_;
    ReckonBoard board_;
    std::size_t pairs_ = 0, readouts_ = 0;
    std::map<std::pair<std::int32_t, std::int32_t>, std::size_t> spares_;
    std::map<std::pair<std::size_t, std::uint8_t>, std::uint8_t> first_;
    std::optional<bool> resets_;
    std::optional<std::int32_t> kappa_;
    std::optional<int> input_, recurrent_, output_;
};

}  // namespace

void describe(Fields& field, ReckonParams& p) {
    field("copies", p.copies,
          "inputs that a line gets if there are enough: so many of its events count in a tick");
    field.require(p.copies >= 1 && p.copies <= 256, "copies", "must be from 1 to 256");
}

ReckonBoard reckon_board(const WholeNetwork& network, const Registers& registers,
                         const ReckonParams& params) {
    require_held(network, registers);
    return Planner(network, params).take();
}

ReckonMachine::ReckonMachine(ReckonBoard board)
    : board_(std::move(board)), core_(board_.image), due_(slots) {}

void ReckonMachine::tick(std::span<const std::uint32_t> lines, std::vector<NeuronId>& spikes) {
    for (const std::uint32_t line : lines)
        for (const ReckonBoard::Sent& s : board_.lines[line])
            due_[(tick_ + s.delay) % slots].push_back(s.first);
    auto& now = due_[tick_ % slots];
    std::ranges::sort(now);
    inputs_.clear();
    for (std::size_t i = 0, same = 0; i < now.size(); ++i) {
        same = i > 0 && now[i] == now[i - 1] ? same + 1 : 0;
        inputs_.push_back(static_cast<std::uint8_t>(now[i] + std::min(same, board_.copies - 1)));
    }
    now.clear();
    core_.propagate(inputs_);
    stepped_.clear();
    core_.step(stepped_);
    for (const std::uint8_t at : stepped_) spikes.push_back(board_.spiking[at]);
    events_ += lines.size();
    ++tick_;
}

std::int32_t ReckonMachine::potential(NeuronId neuron) const {
    const auto [readout, at] = board_.neurons[index(neuron)];
    return readout ? core_.output(at) : core_.potential(at);
}

Work ReckonMachine::work() const {
    const Tally& t = core_.tally();
    return {.events = events_,
            .synapses = t.synapses,
            .updates = t.leaks,
            .spikes = t.spikes,
            .dropped = t.dropped,
            .saturated = t.saturated};
}

}  // namespace efferent::hw::odin
