#include "hw/lava_layers.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/error.hpp"
#include "snn/nir/hdf5.hpp"

namespace efferent::hw {
namespace {

namespace hdf5 = snn::nir::hdf5;
using snn::nir::Array;
using snn::nir::Number;
using Layer = LavaLayer;
using Column = LavaLayer::Column;

struct Entry {
    const char* key;
    Column Layer::*column;
};
constexpr Entry neuron_entries[] = {{"iDecay", &Layer::current_decay},
                                    {"vDecay", &Layer::potential_decay},
                                    {"vThMant", &Layer::threshold},
                                    {"refDelay", &Layer::refractory_delay}};
constexpr Entry layer_entries[] = {{"bias", &Layer::bias}, {"delay", &Layer::delay}};
constexpr const char* passed_over[] = {"wgtExp", "tauRho", "scaleRho", "theta"};
constexpr std::int32_t extra_delay_most = 62;

[[noreturn]] void refuse(Fault fault, const std::string& where, const std::string& why) {
    throw Error(fault, where + ": " + why);
}

Array numbers(const hdf5::Handle& in, const std::string& name, const std::string& where) {
    auto all = hdf5::array(in, name);
    if (!all) refuse(Fault::format, where, "\"" + name + "\" is absent or is no array of numbers");
    return *std::move(all);
}

Column column(const hdf5::Handle& in, const Entry& entry, std::size_t neurons,
              const std::string& where) {
    const Array all = numbers(in, entry.key, where);
    if (all.values.size() != 1 && all.values.size() != neurons)
        refuse(Fault::format, where,
               "\"" + std::string(entry.key) + "\" has neither one value nor one a neuron");
    Column result;
    for (std::size_t n = 0; n < neurons; ++n) {
        const double v = all.values[all.values.size() == 1 ? 0 : n];
        if (v != std::floor(v) || std::abs(v) > 1e9)
            refuse(Fault::format, where, "\"" + std::string(entry.key) + "\" is no whole number");
        result.push_back(static_cast<std::int32_t>(v));
    }
    return result;
}

std::string text(const hdf5::Handle& in, const std::string& name, const std::string& where) {
    const auto all = hdf5::strings(in, name);
    if (!all || all->values.size() != 1)
        refuse(Fault::format, where, "\"" + name + "\" is absent or is no text");
    return all->values.front();
}

void read_neuron(const hdf5::Handle& in, const std::string& where, Layer& layer) {
    const std::string type = text(in, "type", where);
    if (type != "CUBA" && type != "LOIHI")
        refuse(Fault::unsupported, where,
               "neurons of type \"" + type + "\"; only CUBA can be read");
    for (const std::string& name : hdf5::names(in)) {
        if (name == "gradedSpike" || name == "messageBits") {
            if (numbers(in, name, where).values != std::vector{0.0})
                refuse(Fault::unsupported, where, "graded spikes cannot be read");
        } else if (name != "type" &&
                   std::ranges::find(passed_over, name) == std::end(passed_over) &&
                   std::ranges::none_of(neuron_entries,
                                        [&](const Entry& e) { return name == e.key; })) {
            refuse(Fault::unsupported, where, "\"" + name + "\" is not known");
        }
    }
    for (const Entry& e : neuron_entries) layer.*e.column = column(in, e, layer.neurons, where);
}

Layer dense_in(const hdf5::Handle& in, const std::string& where) {
    Layer layer;
    Array weight = numbers(in, "weight", where);
    if (weight.shape.size() != 2 || weight.values.empty())
        refuse(Fault::format, where, "\"weight\" is no matrix of neurons by inputs");
    layer.neurons = weight.shape[0];
    layer.inputs = weight.shape[1];
    layer.weight = std::move(weight.values);
    for (const std::string& name : hdf5::names(in)) {
        if (std::ranges::any_of(layer_entries, [&](const Entry& e) { return name == e.key; }))
            continue;
        if (name != "type" && name != "shape" && name != "inFeatures" && name != "outFeatures" &&
            name != "weight" && name != "neuron")
            refuse(Fault::unsupported, where, "\"" + name + "\" is not known");
    }
    if (!hdf5::is_group(in, "neuron"))
        refuse(Fault::unsupported, where, "a dense layer without neurons cannot be read");
    read_neuron(hdf5::group(in, "neuron"), where + "/neuron", layer);
    for (const Entry& e : layer_entries) {
        const bool there = std::ranges::count(hdf5::names(in), e.key) > 0;
        layer.*e.column = there ? column(in, e, layer.neurons, where) : Column(layer.neurons, 0);
    }
    for (const std::int32_t d : layer.delay)
        if (d < 0 || d > extra_delay_most)
            refuse(Fault::capacity, where, "a delay of " + std::to_string(d) + ", not of 0 to 62");
    return layer;
}

void put(const hdf5::Handle& in, const char* key, const Column& column) {
    const bool one = std::ranges::all_of(column, [&](int x) { return x == column.front(); });
    if (one)
        hdf5::put(in, key, Array{Number::i64, {}, {double(column.front())}});
    else
        hdf5::put(in, key, Array{Number::i64, {column.size()}, {column.begin(), column.end()}});
}

}  // namespace

std::vector<LavaLayer> lava_layers(const std::string& bytes) {
    const hdf5::Handle file = hdf5::opened(bytes);
    if (!hdf5::is_group(file, "layer")) refuse(Fault::format, "it", "no group \"layer\"");
    const hdf5::Handle all = hdf5::group(file, "layer");
    std::vector<Layer> layers;
    std::optional<double> before;  // features
    const std::size_t count = hdf5::names(all).size();
    for (std::size_t i = 0; i < count; ++i) {
        const std::string where = "layer/" + std::to_string(i);
        if (!hdf5::is_group(all, std::to_string(i)))
            refuse(Fault::format, where, "not a group, though there are " + std::to_string(count));
        const hdf5::Handle in = hdf5::group(all, std::to_string(i));
        const std::string type = text(in, "type", where);
        if (type == "flatten") continue;  // features are in this order already
        if (type == "input" && i == 0 && !hdf5::is_group(in, "neuron")) {
            before = 1.0;
            for (const double extent : numbers(in, "shape", where).values) *before *= extent;
            continue;
        }
        if (type != "dense")
            refuse(Fault::unsupported, where,
                   type == "input" ? "an input layer with neurons of its own cannot be read"
                                   : "layers of type \"" + type +
                                         "\" cannot be read, only input, flatten and dense");
        layers.push_back(dense_in(in, where));
        if (before && *before != static_cast<double>(layers.back().inputs))
            refuse(Fault::format, where, "it does not take what comes before it");
        before = static_cast<double>(layers.back().neurons);
    }
    if (layers.empty()) refuse(Fault::format, "it", "no dense layer");
    return layers;
}

std::string lava_image(const std::vector<LavaLayer>& layers) {
    const hdf5::Handle file = hdf5::created();
    const hdf5::Handle all = hdf5::add_group(file, "layer");
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Layer& layer = layers[i];
        const hdf5::Handle in = hdf5::add_group(all, std::to_string(i));
        const auto inputs = static_cast<double>(layer.inputs);
        const auto neurons = static_cast<double>(layer.neurons);
        hdf5::put(in, "type", hdf5::Strings{{1}, {"dense"}});
        hdf5::put(in, "shape", Array{Number::i64, {1}, {neurons}});
        hdf5::put(in, "inFeatures", Array{Number::i64, {}, {inputs}});
        hdf5::put(in, "outFeatures", Array{Number::i64, {}, {neurons}});
        hdf5::put(in, "weight", Array{Number::f32, {layer.neurons, layer.inputs}, layer.weight});
        for (const Entry& e : layer_entries) {
            const Column& values = layer.*e.column;
            if (std::ranges::any_of(values, [](int x) { return x != 0; }))
                hdf5::put(in, e.key,
                          Array{Number::i64, {values.size()}, {values.begin(), values.end()}});
        }
        const hdf5::Handle neuron = hdf5::add_group(in, "neuron");
        hdf5::put(neuron, "type", hdf5::Strings{{}, {"CUBA"}});
        for (const Entry& e : neuron_entries) put(neuron, e.key, layer.*e.column);
        hdf5::put(neuron, "gradedSpike", Array{Number::boolean, {}, {0.0}});
    }
    return hdf5::image(file);
}

}  // namespace efferent::hw
