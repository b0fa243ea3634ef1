#include "hw/program_file.hpp"

#include <algorithm>
#include <limits>

#include "core/error.hpp"
#include "core/file.hpp"
#include "hw/computed.hpp"

namespace efferent::hw {
namespace {

using Numbers = std::vector<std::int64_t>;
constexpr const char* format = "chip program 1";

struct PopulationText {
    std::string name;
    std::int64_t size = 0;
    bool spikes = true, subtracts = false;
    Numbers threshold, membrane, current, bias, refractory, base_currents;
    std::vector<double> unit;
};

void describe(Fields& field, PopulationText& p) {
    field("name", p.name, "its name");
    field("size", p.size, "neurons");
    field("spikes", p.spikes, "false: a readout");
    field("subtracts", p.subtracts, "a spike takes the threshold off");
    field("threshold", p.threshold, "registers, one a neuron or none");
    field("membrane", p.membrane, "registers of the leak");
    field("current", p.current, "registers of the synaptic current's decay");
    field("bias", p.bias, "registers");
    field("refractory", p.refractory, "ticks");
    field("base_currents", p.base_currents, "what each bit of a weight adds, or none");
    field("unit", p.unit, "what a step of the potential is in the network's unit");
    field.require(p.size > 0 && p.size <= std::numeric_limits<std::int32_t>::max(), "size",
                  "must be above zero");
}

struct ProjectionText {
    std::string from, to;
    std::int64_t exponent = 0;
    Numbers offsets, targets, weights, delays;
};

void describe(Fields& field, ProjectionText& p) {
    field("from", p.from, "a population, or \"input\"");
    field("to", p.to, "a population");
    field("exponent", p.exponent, "of two, by which weights are multiplied");
    field("offsets", p.offsets, "where each source's synapses begin, and the end");
    field("targets", p.targets, "neurons of the population");
    field("weights", p.weights, "registers");
    field("delays", p.delays, "ticks, one a synapse or one for all");
    field.require(p.exponent >= -64 && p.exponent <= 64, "exponent", "must be from -64 to 64");
}

struct FileText {
    std::string format, chip;
    std::int64_t channels = 0;
    Duration tick{};
    std::vector<Config> populations, projections;
};

void describe(Fields& field, FileText& f) {
    field("format", f.format, "of this file");
    field("chip", f.chip, "its name");
    field("channels", f.channels, "two input lines each");
    field("tick_us", f.tick, "time from tick to tick");
    field("populations", f.populations, "in their order");
    field("projections", f.projections, "in their order");
    field.require(f.format == efferent::hw::format, "format", "must be \"chip program 1\"");
    field.require(f.channels >= 0 && f.channels <= 65536, "channels", "must be from 0 to 65536");
    field.require(f.tick > Duration{}, "tick_us", "must be above zero");
}

template <class To, class From>
std::vector<To> each(const std::vector<From>& from) {
    return std::vector<To>(from.begin(), from.end());
}

/// Error{config} names the key and the number.
template <class To>
void narrow(const Numbers& from, std::vector<To>& to, const Config& where, const char* key) {
    for (const std::int64_t x : from)
        if (x < std::numeric_limits<To>::min() || x > std::numeric_limits<To>::max())
            throw Error(Fault::config, where.origin() + "/" + key + ": " + std::to_string(x) +
                                           " is beyond what such a register can be");
    to.assign(from.begin(), from.end());
}

std::string text_of(const WholePopulation& p) {
    PopulationText t;
    t.name = p.name;
    t.size = static_cast<std::int64_t>(p.size);
    t.spikes = p.spikes;
    t.subtracts = p.subtracts;
    t.threshold = each<std::int64_t>(p.threshold);
    t.membrane = each<std::int64_t>(p.membrane);
    t.current = each<std::int64_t>(p.current);
    t.bias = each<std::int64_t>(p.bias);
    t.refractory = each<std::int64_t>(p.refractory);
    t.base_currents = each<std::int64_t>(p.base_currents);
    t.unit = p.unit;
    return Config::of(t).dump(-1);
}

std::string text_of(const WholeProjection& p, const WholeNetwork& network) {
    ProjectionText t;
    const auto* from = std::get_if<PopulationId>(&p.from);
    t.from = from == nullptr ? snn::input_name : network.populations[*from].name;
    t.to = network.populations[p.to].name;
    t.exponent = p.exponent;
    t.offsets = each<std::int64_t>(p.offsets);
    t.targets = each<std::int64_t>(p.targets);
    t.weights = each<std::int64_t>(p.weights);
    t.delays = each<std::int64_t>(p.delays);
    return Config::of(t).dump(-1);
}

std::string list(const std::vector<std::string>& lines) {
    std::string all = "[";
    for (const std::string& line : lines) all += (all == "[" ? "\n" : ",\n") + line;
    return all + "]";
}

std::string text_of(const Chip& chip, const WholeNetwork& network) {
    std::vector<std::string> populations, projections;
    for (const WholePopulation& p : network.populations) populations.push_back(text_of(p));
    for (const WholeProjection& p : network.projections) projections.push_back(text_of(p, network));
    FileText head{format,       chip.name, static_cast<std::int64_t>(network.channels),
                  network.tick, {},        {}};
    std::string text = Config::of(head).without("populations").without("projections").dump(-1);
    text.pop_back();  // the closing brace
    return text + ",\n\"populations\": " + list(populations) +
           ",\n\"projections\": " + list(projections) + "}\n";
}

PopulationId named(const WholeNetwork& network, const std::string& name, const Config& where) {
    for (std::size_t p = 0; p < network.populations.size(); ++p)
        if (network.populations[static_cast<PopulationId>(p)].name == name)
            return static_cast<PopulationId>(p);
    throw Error(Fault::config, where.origin() + ": there is no population \"" + name + '"');
}

void add_population(WholeNetwork& network, const Config& config) {
    const auto t = config.as<PopulationText>();
    for (const WholePopulation& other : network.populations)
        if (other.name == t.name)
            throw Error(Fault::config,
                        config.origin() + "/name: there are two populations \"" + t.name + '"');
    WholePopulation p;
    p.name = t.name;
    p.first = static_cast<NeuronId>(network.neurons());
    p.size = static_cast<std::size_t>(t.size);
    p.spikes = t.spikes;
    p.subtracts = t.subtracts;
    narrow(t.threshold, p.threshold, config, "threshold");
    narrow(t.membrane, p.membrane, config, "membrane");
    narrow(t.current, p.current, config, "current");
    narrow(t.bias, p.bias, config, "bias");
    narrow(t.refractory, p.refractory, config, "refractory");
    narrow(t.base_currents, p.base_currents, config, "base_currents");
    p.unit = t.unit;
    if (p.unit.size() != 1 && p.unit.size() != p.size)
        throw Error(Fault::config, config.origin() + "/unit: must be one, or one a neuron");
    network.populations.push_back(std::move(p));
}

void add_projection(WholeNetwork& network, const Config& config) {
    const auto t = config.as<ProjectionText>();
    WholeProjection p;
    if (t.from != snn::input_name) p.from = named(network, t.from, config);
    p.to = named(network, t.to, config);
    p.exponent = static_cast<int>(t.exponent);
    narrow(t.offsets, p.offsets, config, "offsets");
    narrow(t.targets, p.targets, config, "targets");
    narrow(t.weights, p.weights, config, "weights");
    narrow(t.delays, p.delays, config, "delays");
    network.projections.push_back(std::move(p));
}

WholeNetwork network_of(const std::string& text, const std::string& origin, const Chip& chip) {
    const Config config = Config::parse(text, origin);
    const auto file = config.as<FileText>();
    if (file.chip != chip.name)
        throw Error(Fault::config, origin + "/chip: it is for \"" + file.chip + "\", not for \"" +
                                       chip.name + '"');
    WholeNetwork network;
    network.channels = static_cast<std::size_t>(file.channels);
    network.tick = file.tick;
    for (const Config& c : file.populations) add_population(network, c);
    for (const Config& c : file.projections) add_projection(network, c);
    return network;
}

/// The machine's own checks.
void require_runs(const Chip& chip, const WholeNetwork& network) {
    (void)required_arithmetic_of(chip)->start(chip, network, 0);
}

}  // namespace

void write_program_file(const std::filesystem::path& path, const Chip& chip,
                        const WholeNetwork& network) {
    require_runs(chip, network);
    const std::string text = text_of(chip, network);
    if (network_of(text, path.string(), chip) != network)
        throw Error(Fault::network,
                    path.string() + ": what would be written is not what is read back");
    write_file(path, text);
}

WholeNetwork read_program_file(const std::filesystem::path& path, const Chip& chip) {
    WholeNetwork network = network_of(read_file(path), path.string(), chip);
    try {
        require_runs(chip, network);
    } catch (Error& e) {
        e.during(path.string());
        throw;
    }
    return network;
}

}  // namespace efferent::hw
