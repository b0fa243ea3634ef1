#include "bench/engine/translate.hpp"

#include <cmath>

#include "core/text.hpp"

namespace efferent::bench {
namespace {

Duration from_ms(double ms) { return Duration{std::llround(ms * 1e6)}; }

std::string setting(const std::string& key, double value) {
    return ", \"" + key + "\": " + exact(value);
}

Config model_of(const Meta& meta) {
    const bool jumps = meta.model == "brunel";
    std::string text = jumps ? R"({"type": "lif")" : R"({"type": "cuba_lif")";
    text += setting("membrane_ms", meta.membrane_ms) + setting("v_leak", meta.v_leak) +
            setting("bias", meta.bias) + setting("threshold", meta.threshold) +
            setting("v_reset", meta.v_reset) + setting("refractory_ms", meta.refractory_ms);
    if (!jumps)
        text += setting("excitatory_ms", meta.excitatory_ms) +
                setting("inhibitory_ms", meta.inhibitory_ms);
    return Config::parse(text + "}", "bench");
}

/// Ids [first, last) of the files.
struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

/// The synapses from `sources` to `targets`; each source is followed by `empty_rows`.
snn::Sparse between(const NetworkFiles& files, Range sources, Range targets,
                    std::size_t empty_rows) {
    snn::Sparse synapses;
    auto next = static_cast<std::size_t>(
        std::lower_bound(files.pre.begin(), files.pre.end(), sources.first) - files.pre.begin());
    for (std::uint32_t source = sources.first; source < sources.last; ++source) {
        for (; next < files.pre.size() && files.pre[next] == source; ++next) {
            const std::uint32_t target = files.post[next];
            if (target >= targets.first && target < targets.last)
                synapses.connect(target - targets.first, files.weights[next]);
        }
        for (std::size_t ends = 0; ends <= empty_rows; ++ends) synapses.end_row();
    }
    return synapses;
}

/// Populations that differ in what reaches them: a decoder's outputs are one of their own.
std::vector<Group> populations_of(const Meta& meta) {
    if (meta.model == "dec") return groups_of(meta);
    return {{"neurons", 0, meta.neurons}};
}

}  // namespace

snn::Network to_network(const NetworkFiles& files) {
    const Meta& meta = files.meta;
    snn::Network network(meta.inputs);
    const auto inputs = static_cast<std::uint32_t>(meta.inputs);
    std::vector<std::pair<PopulationId, Range>> made;
    for (const Group& group : populations_of(meta)) {
        const auto id = network.add(group.name, group.last - group.first, model_of(meta));
        const auto* begin = files.potentials.data();
        network.set(id, "v_initial", {begin + group.first, begin + group.last});
        made.push_back({id,
                        {inputs + static_cast<std::uint32_t>(group.first),
                         inputs + static_cast<std::uint32_t>(group.last)}});
    }
    const auto connect = [&](snn::Origin from, Range sources, std::size_t empty_rows) {
        for (const auto& [to, targets] : made) {
            snn::Sparse synapses = between(files, sources, targets, empty_rows);
            if (synapses.targets.empty()) continue;
            network.connect(from, to, std::move(synapses), from_ms(meta.delay_ms));
        }
    };
    // Every event is `up`, so that the line for `down`, which comes after it, has no synapses.
    if (inputs > 0) connect(snn::InputLines{}, {0, inputs}, 1);
    for (const auto& [from, sources] : made) connect(from, sources, 0);
    return network;
}

}  // namespace efferent::bench
