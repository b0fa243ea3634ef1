#include "hw/quantise.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "hw/base_currents.hpp"
#include "hw/chip_neurons.hpp"
#include "hw/scale.hpp"
#include "hw/wiring.hpp"

namespace efferent::hw {
namespace {

class Quantiser {
public:
    Quantiser(const snn::Network& network, const Chip& chip, const Arithmetic& arithmetic,
              Duration tick, const Activity& activity)
        : network_(network),
          arithmetic_(arithmetic),
          registers_(arithmetic.registers(chip)),
          tick_(tick),
          activity_(activity) {}

    Quantised take() && {
        made_.network.channels = network_.channels();
        made_.network.tick = tick_;
        for (const snn::Population& p : network_.populations()) add(p);
        for (const snn::Projection& p : network_.projections()) add(p);
        made_.roundings.resize(network_.projections().size());
        for (std::size_t p = 0; p < network_.populations().size(); ++p)
            hold(static_cast<PopulationId>(p));
        require_sound(made_.network);
        return std::move(made_);
    }

private:
    [[noreturn]] static void refuse(const std::string& where, const std::string& story) {
        throw Error(Fault::unsupported, where + ": " + story);
    }

    void add(const snn::Population& p) {
        neurons_.push_back(chip_neurons(p, arithmetic_, registers_, tick_, made_.changes));
        const snn::Dynamics& d = neurons_.back().front().dynamics;
        WholePopulation whole;
        whole.name = p.name;
        whole.first = p.first;
        whole.size = p.size;
        whole.spikes = d.spikes();
        whole.subtracts = d.spikes() && d.reset == snn::Reset::by_subtraction;
        made_.network.populations.push_back(std::move(whole));
        std::vector<double>& zeros = made_.zeros.emplace_back();
        for (const ChipNeuron& n : neurons_.back()) zeros.push_back(n.zero);
    }

    double activity(const snn::Projection& p, std::size_t source) const {
        const auto* from = std::get_if<PopulationId>(&p.from);
        const auto& all = from == nullptr ? activity_.lines : activity_.neurons;
        if (all.empty()) return 1.0;
        return all.at(source + (from == nullptr ? 0 : first_of(network_, *from)));
    }

    /// The shape and the delays; weights come with their population's scale.
    void add(const snn::Projection& p) {
        const std::string where = "projection from " + name_of(network_, p);
        WholeProjection whole;
        whole.from = p.from;
        whole.to = p.to;
        std::vector<float>& weights = weights_.emplace_back();
        snn::Row row;
        bool own = !p.delay.own.empty();
        for (std::size_t s = 0; s < sources_of(network_, p.from); ++s) {
            snn::row_of(p.synapses, s, row);
            const bool of_synapses = !row.delays.empty();
            own = own || of_synapses;
            for (std::size_t k = 0; k < row.targets.size(); ++k) {
                whole.targets.push_back(row.targets[k]);
                weights.push_back(row.weights[k]);
                if (own)
                    whole.delays.push_back(
                        delay(of_synapses ? row.delays[k] : p.delay.of(s), p, where));
            }
            whole.offsets.push_back(static_cast<std::uint32_t>(whole.targets.size()));
        }
        if (!own) whole.delays = {delay(p.delay.all, p, where)};
        made_.network.projections.push_back(std::move(whole));
    }

    /// Input waits outside the chip, as long as it must.
    std::uint8_t delay(Duration d, const snn::Projection& p, const std::string& where) const {
        const std::int64_t n = whole_ticks(static_cast<double>(d.count()), tick_, where, "a delay");
        const bool input = std::holds_alternative<snn::InputLines>(p.from);
        const Range range = input ? Range{0, 255} : registers_.delay;
        if (n < range.least || n > std::min<std::int64_t>(range.most, 255))
            refuse(where, "a delay of " + std::to_string(n) + " ticks is beyond the " +
                              (input ? "host's " : "chip's ") + std::to_string(range.least) +
                              " to " + std::to_string(std::min<std::int64_t>(range.most, 255)));
        return static_cast<std::uint8_t>(n);
    }

    std::vector<std::size_t> into(PopulationId population) const {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < network_.projections().size(); ++i)
            if (network_.projections()[i].to == population) found.push_back(i);
        return found;
    }

    /// Neurons that share a scale share a group: each its own, or all of the population one.
    std::size_t group(std::size_t neuron) const { return registers_.own_scales ? neuron : 0; }

    void hold(PopulationId id) {
        WholePopulation& p = made_.network.populations[id];
        const auto projections = into(id);
        const auto bundles = bundles_of(id, projections);
        std::vector<std::vector<double>> thresholds(bundles.size());
        for (std::size_t n = 0; n < p.size && p.spikes; ++n)
            thresholds[group(n)].push_back(neurons_[index(id)][n].threshold);
        std::vector<Scale> scales;
        try {
            for (std::size_t g = 0; g < bundles.size(); ++g)
                scales.push_back(best_scale(bundles[g], thresholds[g], registers_));
        } catch (Error& e) {
            e.during("population \"" + p.name + "\"");
            throw;
        }
        p.base_currents = chosen_currents(bundles, scales, registers_);
        p.unit.clear();
        for (const Scale& s : scales) p.unit.push_back(1.0 / s.steps);
        fill(p, scales);
        for (std::size_t b = 0; b < projections.size(); ++b)
            fill(projections[b], scales, scales.front().exponents[b]);
    }

    /// [group][projection]
    std::vector<std::vector<Bundle>> bundles_of(PopulationId population,
                                                std::span<const std::size_t> projections) const {
        const auto& neurons = neurons_[index(population)];
        std::vector<std::vector<Bundle>> all(group(neurons.size() - 1) + 1,
                                             std::vector<Bundle>(projections.size()));
        for (std::size_t b = 0; b < projections.size(); ++b) {
            const std::size_t i = projections[b];
            const WholeProjection& whole = made_.network.projections[i];
            for (std::size_t s = 0; s + 1 < whole.offsets.size(); ++s) {
                const double heard = activity(network_.projections()[i], s);
                for (std::size_t k = whole.offsets[s]; k < whole.offsets[s + 1]; ++k) {
                    const std::size_t n = whole.targets[k];
                    all[group(n)][b].push_back(
                        {static_cast<double>(weights_[i][k]) * neurons[n].gain, heard});
                }
            }
        }
        return all;
    }

    void fill(WholePopulation& p, const std::vector<Scale>& scales) {
        const std::string where = "population \"" + p.name + "\"";
        double off = 0.0;
        for (std::size_t n = 0; n < p.size; ++n) {
            const ChipNeuron& neuron = neurons_[made_.threshold_errors.size()][n];
            const double steps = scales[group(n)].steps;
            const auto register_of = [&](double v) { return held_threshold(v, steps, registers_); };
            std::int64_t threshold = registers_.threshold.most;
            if (p.spikes) {
                threshold = register_of(neuron.threshold);
                const double back =
                    std::ldexp(static_cast<double>(threshold), registers_.threshold_shift);
                off += std::abs(back / (neuron.threshold * steps) - 1.0);
            }
            const std::int64_t bias =
                std::llround(std::ldexp(neuron.bias * steps, -registers_.bias_shift));
            if (bias < registers_.bias.least || bias > registers_.bias.most)
                refuse(where, "a bias of " + std::to_string(bias) + " steps is beyond the chip's " +
                                  std::to_string(registers_.bias.most));
            const Decays held = decays_of(arithmetic_, neuron, tick_, threshold, where);
            p.threshold.push_back(static_cast<std::int32_t>(threshold));
            p.membrane.push_back(held.membrane);
            p.current.push_back(held.current);
            p.bias.push_back(static_cast<std::int32_t>(bias));
            p.refractory.push_back(neuron.refractory);
        }
        made_.threshold_errors.push_back(off / static_cast<double>(p.size));
    }

    void fill(std::size_t i, const std::vector<Scale>& scales, int exponent) {
        const auto& neurons = neurons_[index(network_.projections()[i].to)];
        WholeProjection& whole = made_.network.projections[i];
        whole.exponent = exponent;
        Rounding& r = made_.roundings[i];
        r.name = name_of(network_, network_.projections()[i]);
        const auto& currents = made_.network.populations[whole.to].base_currents;
        double lost = 0.0, all = 0.0;
        for (std::size_t s = 0; s + 1 < whole.offsets.size(); ++s) {
            const double heard = activity(network_.projections()[i], s);
            for (std::size_t k = whole.offsets[s]; k < whole.offsets[s + 1]; ++k) {
                const std::size_t n = whole.targets[k];
                const double steps = scales[group(n)].steps;
                const double w = static_cast<double>(weights_[i][k]) * neurons[n].gain;
                const auto [held, effect, clipped] =
                    held_as(w * steps, exponent, currents, registers_);
                const double off = w - effect / steps;
                lost += heard * off * off;
                all += heard * w * w;
                r.vanished += w != 0.0 && held == 0 ? 1 : 0;
                r.clipped += clipped ? 1 : 0;
                whole.weights.push_back(static_cast<std::int16_t>(held));
            }
        }
        r.lost = all > 0.0 ? lost / all : 0.0;
        const auto there = std::ranges::count_if(weights_[i], [](float w) { return w != 0.0F; });
        if (there > 0 && r.vanished == static_cast<std::size_t>(there))
            refuse(
                "projection from " + r.name,
                "all its weights are below half a step of the chip's, beside the others into the "
                "same neurons; bring them closer together");
    }

    const snn::Network& network_;
    const Arithmetic& arithmetic_;
    Registers registers_;
    Duration tick_;
    const Activity& activity_;
    Quantised made_;
    std::vector<std::vector<ChipNeuron>> neurons_;  ///< one a population
    std::vector<std::vector<float>> weights_;       ///< one a projection, as whole.targets
};

}  // namespace

Quantised quantise(const snn::Network& network, const Chip& chip, const Arithmetic& arithmetic,
                   Duration tick, const Activity& activity) {
    return Quantiser(network, chip, arithmetic, tick, activity).take();
}

Activity activity_of(const snn::Network& network, std::span<const Event> events,
                     std::span<const Spike> spikes) {
    Activity activity{.lines = std::vector<double>(2 * network.channels(), 1.0),
                      .neurons = std::vector<double>(network.neurons(), 1.0)};
    for (const Event& e : events) {
        if (index(e.channel) >= network.channels())
            throw Error(Fault::network, "events: channel " + std::to_string(index(e.channel)) +
                                            " is unknown; there are " +
                                            std::to_string(network.channels()));
        activity.lines[snn::line(e.channel, e.polarity)] += 1.0;
    }
    for (const Spike& s : spikes) {
        if (index(s.neuron) >= network.neurons())
            throw Error(Fault::network, "spikes: neuron " + std::to_string(index(s.neuron)) +
                                            " is unknown; there are " +
                                            std::to_string(network.neurons()));
        activity.neurons[index(s.neuron)] += 1.0;
    }
    return activity;
}

std::string report(const Quantised& quantised) {
    std::string text;
    for (const std::string& change : quantised.changes) text += change + "\n";
    for (const Rounding& r : quantised.roundings) {
        text += r.name + ": weights in whole numbers lose " + fixed(100.0 * r.lost, 2) +
                " % of their square";
        if (r.clipped > 0) text += ", " + std::to_string(r.clipped) + " clipped";
        if (r.vanished > 0) text += ", " + std::to_string(r.vanished) + " became 0";
        text += "\n";
    }
    std::size_t p = 0;
    for (const WholePopulation& population : quantised.network.populations) {
        if (population.spikes)
            text += population.name + ": thresholds off by " +
                    fixed(100.0 * quantised.threshold_errors[p], 2) + " % in the mean\n";
        ++p;
    }
    return text;
}

}  // namespace efferent::hw
