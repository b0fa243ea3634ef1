// Hidden layers one after the other and a leaky readout: what is there to be trained.
#include <cmath>

#include "core/random.hpp"
#include "core/text.hpp"
#include "snn/design.hpp"

namespace efferent::snn {
namespace {

struct LayeredParams {
    std::vector<std::int64_t> hidden{256};
    Config model = Config::parse(
        R"({"type": "cuba_lif", "membrane_ms": 20, "excitatory_ms": 10, "inhibitory_ms": 10})",
        "default");
    bool recurrent = true;
    std::int64_t fan_in = 0;
    double gain = 1.0;
    Duration delay = 1ms;
    Duration readout_membrane = 50ms;
};

void describe(Fields& field, LayeredParams& p) {
    field("hidden", p.hidden, "neurons of each hidden layer, the first hears the input");
    field("model", p.model, "of the hidden neurons");
    field("recurrent", p.recurrent, "whether the neurons of a layer also hear each other");
    field("fan_in", p.fan_in,
          "synapses of a hidden neuron from each place it hears, drawn at random; 0: all");
    field("gain", p.gain, "standard deviation of a hidden neuron's summed weights at the start");
    field("delay_ms", p.delay, "of every synapse");
    field("readout_membrane_ms", p.readout_membrane, "time constant of the readout");
    field.require(!p.hidden.empty(), "hidden", "must not be empty");
    for (const std::int64_t size : p.hidden)
        field.require(size > 0 && size <= 65536, "hidden", "must be from 1 to 65536");
    field.require(p.model.present(), "model", "must be given");
    field.require(p.fan_in >= 0, "fan_in", "must not be negative");
    field.require(p.gain > 0.0, "gain", "must be above zero");
    field.require(p.delay > 0ns, "delay_ms", "must be above zero");
    field.require(p.readout_membrane > 0ns, "readout_membrane_ms", "must be above zero");
}

/// Whom a target hears; its own stream of random numbers, so that no other layer changes it.
std::vector<bool> heard(std::size_t sources, std::size_t wanted, RandomStream random) {
    std::vector<bool> chosen(sources, wanted == 0 || wanted >= sources);
    for (std::size_t left = chosen.front() ? 0 : wanted; left > 0;) {
        const std::size_t s = random.below(sources);
        if (chosen[s]) continue;
        chosen[s] = true;
        --left;
    }
    return chosen;
}

/// Weights of mean 0, and of variance gain² / fan-in.
Synapses drawn(std::size_t sources, std::size_t targets, std::size_t fan_in, double gain,
               RandomStream& random, std::uint64_t seed) {
    const bool all = fan_in == 0 || fan_in >= sources;
    const double sd = gain / std::sqrt(static_cast<double>(all ? sources : fan_in));
    const auto weight = [&] { return static_cast<float>(sd * random.normal()); };
    if (all) {
        Dense dense{.sources = sources, .targets = targets, .weights = {}};
        for (std::size_t i = 0; i < sources * targets; ++i) dense.weights.push_back(weight());
        return dense;
    }
    std::vector<std::vector<bool>> by_target;
    for (std::size_t t = 0; t < targets; ++t)
        by_target.push_back(heard(sources, fan_in, RandomStream(seed, "fan-in", t)));
    Sparse sparse;
    for (std::size_t s = 0; s < sources; ++s) {
        for (std::size_t t = 0; t < targets; ++t)
            if (by_target[t][s]) sparse.connect(t, weight());
        sparse.end_row();
    }
    return sparse;
}

class Layered final : public Design {
public:
    using Params = LayeredParams;
    explicit Layered(const Params& params) : p_(params) {}

    Network build(const Purpose& purpose) const override {
        if (purpose.classes == 0)
            throw Error(Fault::config, "layered: has a readout and needs classes to tell apart");
        Network network(purpose.channels);
        std::uint64_t number = 0;
        const auto connect = [&](Origin from, std::size_t sources, PopulationId to,
                                 std::size_t fan_in) {
            RandomStream random(purpose.seed, "layered weights", number);
            network.connect(from, to,
                            drawn(sources, network.populations()[to].size, fan_in, p_.gain, random,
                                  RandomStream(purpose.seed, "layered fan-in", number).next()),
                            p_.delay);
            ++number;
        };
        const auto fan_in = static_cast<std::size_t>(p_.fan_in);
        Origin from = InputLines{};
        std::size_t sources = 2 * purpose.channels;
        for (std::size_t i = 0; i < p_.hidden.size(); ++i) {
            const auto size = static_cast<std::size_t>(p_.hidden[i]);
            const PopulationId layer =
                network.add("hidden " + std::to_string(i + 1), size, p_.model);
            connect(from, sources, layer, fan_in);
            if (p_.recurrent) connect(layer, size, layer, fan_in);
            from = layer;
            sources = size;
        }
        const PopulationId readout =
            network.add("readout", purpose.classes,
                        Config::parse("{\"type\": \"li\", \"membrane_ms\": " +
                                          exact(milliseconds(p_.readout_membrane)) + "}",
                                      "layered"));
        connect(from, sources, readout, 0);
        return network;
    }

private:
    Params p_;
};

}  // namespace

extern constinit const PartInfo<Design> part_layered = part<Design, Layered>(
    "layered", "hidden layers, each recurrent or not, and a leaky readout: to be trained");

}  // namespace efferent::snn
