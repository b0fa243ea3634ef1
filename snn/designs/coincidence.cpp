// An untrained layer that reads what counts of delta events lack: how channels move together.
#include <algorithm>

#include "core/text.hpp"
#include "snn/design.hpp"

namespace efferent::snn {
namespace {

/// Levels are in events, half-way between whole numbers so that no sum of ±1 ever ties with one.
struct CoincidenceParams {
    std::vector<double> levels{1.5, 3.5, 7.5, 15.5};
    Duration membrane = 5ms;
    double comparator_level = 0.5;
    Duration comparator_membrane = 50ms;
    std::int64_t reach = 0;
    Duration delay = 1ms;
};

void describe(Fields& field, CoincidenceParams& p) {
    field("levels", p.levels, "thresholds of single and pair neurons, in events");
    field("membrane_ms", p.membrane, "time constant of single and pair neurons");
    field("comparator_level", p.comparator_level, "threshold of comparators, in events");
    field("comparator_membrane_ms", p.comparator_membrane, "time constant of comparators");
    field("reach", p.reach, "join channels up to this far apart around the ring; 0: all");
    field("delay_ms", p.delay, "of every synapse");
    field.require(!p.levels.empty(), "levels", "must not be empty");
    for (const double level : p.levels) field.require(level > 0.0, "levels", "must be above zero");
    field.require(p.membrane > 0ns, "membrane_ms", "must be above zero");
    field.require(p.comparator_level > 0.0, "comparator_level", "must be above zero");
    field.require(p.comparator_membrane > 0ns, "comparator_membrane_ms", "must be above zero");
    field.require(p.reach >= 0, "reach", "must not be negative");
    field.require(p.delay > 0ns, "delay_ms", "must be above zero");
}

/// One neuron's weights on the input lines.
using Inputs = std::vector<std::pair<std::size_t, float>>;

/// +sign for a rising channel, −sign for a falling one: the neuron adds sign · dx.
void add_difference(Inputs& inputs, std::size_t channel, float sign) {
    inputs.emplace_back(line(ChannelId(channel), Polarity::up), sign);
    inputs.emplace_back(line(ChannelId(channel), Polarity::down), -sign);
}

/// sign for every event: the neuron adds sign · |dx|.
void add_activity(Inputs& inputs, std::size_t channel, float sign) {
    inputs.emplace_back(line(ChannelId(channel), Polarity::up), sign);
    inputs.emplace_back(line(ChannelId(channel), Polarity::down), sign);
}

/// The same by input line, which is how a network stores it.
Sparse by_line(std::size_t lines, const std::vector<Inputs>& neurons) {
    std::vector<std::vector<std::pair<std::size_t, float>>> rows(lines);
    for (std::size_t n = 0; n < neurons.size(); ++n)
        for (const auto& [from, weight] : neurons[n]) rows[from].emplace_back(n, weight);
    Sparse synapses;
    for (const auto& row : rows) {
        for (const auto& [target, weight] : row) synapses.connect(target, weight);
        synapses.end_row();
    }
    return synapses;
}

Config lif(Duration membrane, double threshold) {
    return Config::parse("{\"type\": \"lif\", \"membrane_ms\": " + exact(milliseconds(membrane)) +
                             ", \"threshold\": " + exact(threshold) + "}",
                         "coincidence");
}

class Coincidence final : public Design {
public:
    using Params = CoincidenceParams;
    explicit Coincidence(const Params& params) : p_(params) {}

    Network build(const Purpose& purpose) const override {
        const std::size_t channels = purpose.channels;
        Network network(channels);
        const auto add = [&](const std::string& name, const std::vector<Inputs>& neurons,
                             Config model) {
            if (neurons.empty()) return;
            const auto population = network.add(name, neurons.size(), std::move(model));
            network.connect(InputLines{}, population, by_line(2 * channels, neurons), p_.delay);
        };
        for (const double level : p_.levels)
            add("single above " + exact(level), singles(channels), lif(p_.membrane, level));
        for (const double level : p_.levels)
            add("pair above " + exact(level), pairs(channels), lif(p_.membrane, level));
        add("comparator", comparators(channels), lif(p_.comparator_membrane, p_.comparator_level));
        return network;
    }

private:
    bool joined(std::size_t i, std::size_t j, std::size_t channels) const {
        const std::size_t apart = i < j ? j - i : i - j;
        return i != j && (p_.reach == 0 ||
                          std::min(apart, channels - apart) <= static_cast<std::size_t>(p_.reach));
    }

    static std::vector<Inputs> singles(std::size_t channels) {
        std::vector<Inputs> neurons;
        for (std::size_t c = 0; c < channels; ++c)
            for (const float sign : {1.0F, -1.0F}) add_difference(neurons.emplace_back(), c, sign);
        return neurons;
    }

    /// ±(xi + xj) and ±(xi − xj): how often they exceed the level is what a covariance holds.
    std::vector<Inputs> pairs(std::size_t channels) const {
        std::vector<Inputs> neurons;
        for (std::size_t i = 0; i < channels; ++i)
            for (std::size_t j = i + 1; j < channels; ++j) {
                if (!joined(i, j, channels)) continue;
                for (const float both : {1.0F, -1.0F})
                    for (const float sign : {1.0F, -1.0F}) {
                        Inputs& inputs = neurons.emplace_back();
                        add_difference(inputs, i, sign);
                        add_difference(inputs, j, sign * both);
                    }
            }
        return neurons;
    }

    /// i excites, j inhibits: spikes while channel i is the busier one, at any force.
    std::vector<Inputs> comparators(std::size_t channels) const {
        std::vector<Inputs> neurons;
        for (std::size_t i = 0; i < channels; ++i)
            for (std::size_t j = 0; j < channels; ++j) {
                if (!joined(i, j, channels)) continue;
                Inputs& inputs = neurons.emplace_back();
                add_activity(inputs, i, 1.0F);
                add_activity(inputs, j, -1.0F);
            }
        return neurons;
    }

    Params p_;
};

}  // namespace

extern constinit const PartInfo<Design> part_coincidence = part<Design, Coincidence>(
    "coincidence", "single-channel, pair and comparator neurons, all synapses ±1");

}  // namespace efferent::snn
