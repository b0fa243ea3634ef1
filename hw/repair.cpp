#include "hw/repair.hpp"

#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "hw/computed.hpp"
#include "hw/synapse_list.hpp"
#include "hw/wiring.hpp"

namespace efferent::hw {
namespace {

using snn::Network;
using snn::Projection;

/// A synapse that may go.
struct Candidate {
    std::size_t list = 0, synapse = 0;
    float strength = 0.0F;
};

}  // namespace

Repaired prune_fan_in(const Network& network, std::size_t most) {
    std::vector<SynapseList> lists;
    std::vector<std::vector<Candidate>> into(network.neurons());
    for (const Projection& p : network.projections()) {
        lists.push_back(synapses_of(network, p));
        const auto& synapses = lists.back().synapses;
        for (std::size_t k = 0; k < synapses.size(); ++k)
            into[first_of(network, p.to) + synapses[k].target].push_back(
                {lists.size() - 1, k, std::abs(synapses[k].weight)});
    }
    Repaired made{.network = unconnected(network), .changes = {}};
    std::vector<bool> touched(lists.size(), false);
    for (std::size_t n = 0; n < into.size(); ++n) {
        auto& candidates = into[n];
        if (candidates.size() <= most) continue;
        std::ranges::stable_sort(candidates, [](const Candidate& a, const Candidate& b) {
            return a.strength > b.strength;
        });
        double all = 0.0, gone = 0.0;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            const Candidate& c = candidates[i];
            all += static_cast<double>(c.strength);
            if (i < most) continue;
            gone += static_cast<double>(c.strength);
            lists[c.list].synapses[c.synapse].weight = 0.0F;
            touched[c.list] = true;
        }
        made.changes.push_back(name_of_neuron(network, n) + ": " +
                               std::to_string(candidates.size() - most) + " of " +
                               std::to_string(candidates.size()) + " inputs pruned, " +
                               fixed(100.0 * gone / all, 1) + " % of its weights' sum");
    }
    for (std::size_t i = 0; i < lists.size(); ++i) {
        const Projection& p = network.projections()[i];
        if (!touched[i]) {
            made.network.connect(p.from, p.to, p.synapses, p.delay);
            continue;
        }
        std::erase_if(lists[i].synapses, [](const Synapse& s) { return s.weight == 0.0F; });
        connect(made.network, std::move(lists[i]));
    }
    return made;
}

Repaired round_delays(const Network& network, Duration tick, std::int64_t longest) {
    Repaired made{.network = unconnected(network), .changes = {}};
    for (const Projection& p : network.projections()) {
        SynapseList list = synapses_of(network, p);
        Duration most{};
        std::size_t changed = 0;
        for (Synapse& s : list.synapses) {
            const double ticks = std::round(static_cast<double>(s.delay.count()) /
                                            static_cast<double>(tick.count()));
            const Duration rounded =
                std::clamp(static_cast<std::int64_t>(ticks), std::int64_t{1}, longest) * tick;
            most = std::max(most, std::chrono::abs(rounded - s.delay));
            if (rounded != s.delay) ++changed;
            s.delay = rounded;
        }
        if (std::holds_alternative<snn::InputLines>(p.from) || changed == 0) {
            made.network.connect(p.from, p.to, p.synapses, p.delay);
            continue;
        }
        made.changes.push_back("projection from " + name_of(network, p) + ": " +
                               std::to_string(changed) + " delays rounded to whole ticks of " +
                               exact(milliseconds(tick)) + " ms, by " + exact(milliseconds(most)) +
                               " ms at most");
        connect(made.network, std::move(list));
    }
    return made;
}

namespace {

/// Does a repair to what has been made so far.
void then(Repaired& made, Repaired next) {
    made.network = std::move(next.network);
    made.changes.insert(made.changes.end(), next.changes.begin(), next.changes.end());
    made.repeats.insert(made.repeats.end(), next.repeats.begin(), next.repeats.end());
}

std::optional<std::size_t> smallest(std::initializer_list<const Known*> figures) {
    std::optional<std::size_t> least;
    for (const Known* f : figures)
        if (*f) least = std::min(least.value_or(SIZE_MAX), static_cast<std::size_t>((*f)->value));
    return least;
}

double outputs(const Network& network) {
    return static_cast<double>(std::ranges::count(outputs_of(network), true));
}

enum class LongDelays : std::uint8_t { relayed, cut };

/// `longest` is what the chip has, if that is known.
Repaired repaired(const Network& network, const Chip& chip, Duration tick, const Known& longest,
                  LongDelays long_delays) {
    const Limits& l = chip.limits;
    Repaired made{.network = network, .changes = {}};
    const std::int64_t ticks = longest ? static_cast<std::int64_t>(longest->value) : 0;
    then(made, long_delays == LongDelays::cut && longest
                   ? round_delays(made.network, tick, std::max(ticks, std::int64_t{1}))
                   : round_delays(made.network, tick));
    if (const auto most = smallest({&l.fan_in, &l.in_axons_per_core, &l.synapses_per_core})) {
        Repaired parts = split_readouts(made.network, *most);
        if (!l.outputs || outputs(parts.network) <= l.outputs->value) then(made, std::move(parts));
        then(made, prune_fan_in(made.network, *most));
    }
    if (long_delays == LongDelays::relayed && ticks > 0)
        then(made, relay_delays(made.network, ticks * tick));
    Known of_destinations;
    if (l.destinations && l.neurons_per_core)
        of_destinations = Figure{l.destinations->value * l.neurons_per_core->value, ""};
    if (const auto most = smallest({&l.fan_out, &of_destinations}))
        then(made, share_fan_out(made.network, *most));
    return made;
}

/// Whether a delay between neurons is longer.
bool has_longer(const Network& network, Duration longest) {
    return std::ranges::any_of(network.projections(), [&](const Projection& p) {
        return std::holds_alternative<PopulationId>(p.from) &&
               std::ranges::any_of(synapses_of(network, p).synapses,
                                   [&](const Synapse& s) { return s.delay > longest; });
    });
}

}  // namespace

Repaired repair(const Network& network, const Chip& chip, Duration tick) {
    const Known longest = longest_delay(chip);
    if (!longest || longest->value < 1.0)
        return repaired(network, chip, tick, longest, LongDelays::cut);
    Repaired made = repaired(network, chip, tick, longest, LongDelays::relayed);
    if (!has_longer(network, static_cast<std::int64_t>(longest->value) * tick) ||
        !refusal_of(made.network, chip, tick))
        return made;
    return repaired(network, chip, tick, longest, LongDelays::cut);
}

}  // namespace efferent::hw
