#include "hw/lava_net.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/file.hpp"
#include "hw/lava_layers.hpp"

namespace efferent::hw {
namespace {

using Layer = LavaLayer;
using Column = LavaLayer::Column;

[[noreturn]] void refuse(Fault fault, const std::string& where, const std::string& why) {
    throw Error(fault, where + ": " + why);
}

/// Whether Loihi holds these weights times 2^−exponent as mantissas.
bool holds(const std::vector<double>& weights, int exponent) {
    const auto [least, most] = std::ranges::minmax_element(weights);
    const double scale = std::ldexp(1.0, -exponent);
    const auto within = [&, lightest = *least, heaviest = *most](double low, double high,
                                                                 double step) {
        return lightest * scale >= low && heaviest * scale <= high &&
               std::ranges::all_of(weights, [&](double w) {
                   return w == std::floor(w) && std::fmod(w * scale, step) == 0.0;
               });
    };
    const bool one_sign = *least >= 0.0 || *most <= 0.0;
    return (one_sign && within(-255.0, 255.0, 1.0)) || within(-256.0, 254.0, 2.0);
}

/// Loihi as such a file has it: no exponents.
class WithoutExponents final : public Arithmetic {
public:
    explicit WithoutExponents(std::unique_ptr<Arithmetic> loihi) : loihi_(std::move(loihi)) {}
    Registers registers(const Chip& chip) const override {
        Registers r = loihi_->registers(chip);
        r.exponent = {};
        return r;
    }
    Decays decays(const snn::Dynamics& dynamics, Duration tick,
                  std::int64_t threshold) const override {
        return loihi_->decays(dynamics, tick, threshold);
    }
    std::unique_ptr<Machine> start(const Chip& chip, const WholeNetwork& network,
                                   std::uint64_t seed) const override {
        return loihi_->start(chip, network, seed);
    }

private:
    std::unique_ptr<Arithmetic> loihi_;
};

WholeProjection projection(const Layer& layer, std::size_t number, std::size_t lines,
                           const Column& delays) {
    WholeProjection p{.from = snn::InputLines{}, .to = static_cast<PopulationId>(number)};
    if (number > 0) p.from = static_cast<PopulationId>(number - 1);
    constexpr int exponents[] = {0, -1};  // lava-dl clips what needs others
    const auto* const fits =
        std::ranges::find_if(exponents, [&](int e) { return holds(layer.weight, e); });
    if (fits == std::end(exponents))
        refuse(Fault::capacity, "layer " + std::to_string(number),
               "its weights are no whole numbers of 8 bits, which is what lava-dl takes");
    p.exponent = *fits;
    for (std::size_t i = 0; i < lines; ++i) {
        for (std::size_t n = 0; i < layer.inputs && n < layer.neurons; ++n) {
            const double w = std::ldexp(layer.weight[n * layer.inputs + i], -p.exponent);
            if (w == 0.0) continue;
            p.targets.push_back(static_cast<std::uint32_t>(n));
            p.weights.push_back(static_cast<std::int16_t>(w));
            p.delays.push_back(static_cast<std::uint8_t>(1 + (delays.empty() ? 0 : delays[i])));
        }
        p.offsets.push_back(static_cast<std::uint32_t>(p.targets.size()));
    }
    if (std::ranges::all_of(p.delays, [](int d) { return d == 1; })) p.delays = {1};
    return p;
}

Column moved(Column column, std::int32_t by) {
    for (std::int32_t& x : column) x += by;
    return column;
}

WholeNetwork network_of(const std::vector<Layer>& layers, Duration tick) {
    WholeNetwork network;
    network.channels = (layers.front().inputs + 1) / 2;
    network.tick = tick;
    std::size_t first = 0, lines = 2 * network.channels;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Layer& layer = layers[i];
        network.populations.push_back({.name = "layer " + std::to_string(i),
                                       .first = static_cast<NeuronId>(first),
                                       .size = layer.neurons,
                                       .threshold = layer.threshold,
                                       .membrane = layer.potential_decay,
                                       .current = moved(layer.current_decay, -1),
                                       .bias = layer.bias,
                                       .refractory = layer.refractory_delay});
        network.projections.push_back(
            projection(layer, i, lines, i == 0 ? Column{} : layers[i - 1].delay));
        first += layer.neurons;
        lines = layer.neurons;
    }
    if (std::ranges::any_of(layers.back().delay, [](int d) { return d != 0; }))
        refuse(Fault::unsupported, "the last layer", "delays of what leaves it cannot be read");
    return network;
}

Column at_least_one(Column column) {
    for (std::int32_t& x : column) x = std::max(x, 1);
    return column;
}

/// Delays of this projection's sources, one each; weights into `layer`.
Column add(const WholeProjection& p, const std::string& where, Layer& layer) {
    Column delays(layer.inputs, 1);
    std::vector<bool> joined(layer.weight.size(), false);
    for (std::size_t s = 0; s < layer.inputs; ++s)
        for (std::size_t k = p.offsets[s]; k < p.offsets[s + 1]; ++k) {
            const std::size_t place = p.targets[k] * layer.inputs + s;
            const std::int32_t delay = p.delays[p.delays.size() == 1 ? 0 : k];
            const double w = std::ldexp(static_cast<double>(p.weights[k]), p.exponent);
            if (w != std::floor(w))
                refuse(Fault::unsupported, where, "a weight that is no whole number");
            if (joined[place]) refuse(Fault::unsupported, where, "two synapses of one pair");
            if (k > p.offsets[s] && delay != delays[s])
                refuse(Fault::unsupported, where, "delays that differ within a source");
            joined[place] = true;
            delays[s] = delay;
            layer.weight[place] = w;
        }
    return delays;
}

std::vector<Layer> layers_of(const WholeNetwork& network) {
    require_sound(network);
    std::vector<Layer> layers;
    for (std::size_t i = 0; i < network.populations.size(); ++i) {
        const WholePopulation& p = network.populations[static_cast<PopulationId>(i)];
        const std::string where = "population \"" + p.name + '"';
        snn::Origin from = snn::InputLines{};
        if (i > 0) from = static_cast<PopulationId>(i - 1);
        const auto into = [&](const WholeProjection& q) { return index(q.to) == i; };
        const auto it = std::ranges::find_if(network.projections, into);
        if (std::ranges::count_if(network.projections, into) != 1 || it->from != from)
            refuse(Fault::unsupported, where,
                   "it does not hear the layer before it, and that alone");
        if (!p.spikes || p.subtracts)
            refuse(Fault::unsupported, where,
                   p.spikes ? "a reset by subtraction" : "a readout, which does not spike");
        if (p.threshold.empty() || p.membrane.empty() || p.current.empty())
            refuse(Fault::network, where, "a register is not given");
        const Column none(p.size, 0);
        Layer layer{.inputs = i == 0 ? 2 * network.channels : layers.back().neurons,
                    .neurons = p.size,
                    .weight = {},
                    .current_decay = moved(p.current, 1),
                    .potential_decay = p.membrane,
                    .threshold = p.threshold,
                    .refractory_delay = at_least_one(p.refractory.empty() ? none : p.refractory),
                    .bias = p.bias.empty() ? none : p.bias,
                    .delay = none};
        layer.weight.resize(layer.inputs * layer.neurons);
        const Column delays = moved(add(*it, where, layer), -1);
        if (i > 0) layers.back().delay = delays;
        if (i == 0 && std::ranges::any_of(delays, [](int d) { return d != 0; }))
            refuse(Fault::unsupported, where, "delays of input lines other than of a tick");
        layers.push_back(std::move(layer));
    }
    return layers;
}

}  // namespace

std::unique_ptr<Arithmetic> without_exponents(std::unique_ptr<Arithmetic> loihi) {
    return std::make_unique<WithoutExponents>(std::move(loihi));
}

WholeNetwork read_lava_net(const std::filesystem::path& path, Duration tick) {
    const std::string bytes = read_file(path);
    try {
        return network_of(lava_layers(bytes), tick);
    } catch (Error& e) {
        e.during(path.string());
        throw;
    }
}

void write_lava_net(const std::filesystem::path& path, const WholeNetwork& network) {
    std::string bytes;
    try {
        const std::vector<Layer> layers = layers_of(network);
        (void)make(arithmetics(), Config::parse(R"({"type": "loihi"})", "Loihi"))
            ->start({}, network, 0);  // its registers hold all
        bytes = lava_image(layers);
        const std::vector<Layer> read = lava_layers(bytes);
        (void)network_of(read, network.tick);  // Loihi holds the weights
        if (read != layers) refuse(Fault::io, "it", "what was written is not what is read back");
    } catch (Error& e) {
        e.during(path.string());
        throw;
    }
    write_file(path, bytes);
}

}  // namespace efferent::hw
