// Networks as JSON text, through the same strict reader and writer as every setting.
#include "core/error.hpp"
#include "core/text.hpp"
#include "snn/network.hpp"
#include "snn/synapses_json.hpp"

namespace efferent::snn {
namespace {

constexpr std::int64_t most_channels = 65536;  // what ChannelId can tell apart

/// A list that a file must give, even if it is empty, starts as one absent entry.
bool given(const std::vector<Config>& list) { return list.size() != 1 || list[0].present(); }

struct NetworkText {
    std::int64_t channels = -1;
    std::vector<Config> populations{Config{}};
    std::vector<Config> projections{Config{}};
};

void describe(Fields& field, NetworkText& n) {
    field("channels", n.channels, "how many input channels");
    field("populations", n.populations, "neurons that share a model");
    field("projections", n.projections, "what is connected to what");
    field.require(n.channels >= 0 && n.channels <= most_channels, "channels",
                  "must be given, from 0 to " + std::to_string(most_channels));
    field.require(given(n.populations), "populations", "must be given, as a list");
    field.require(given(n.projections), "projections", "must be given, as a list");
}

struct PopulationText {
    std::string name;
    std::int64_t size = 0;
    Config model;
    std::vector<Config> own;
};

struct OwnText {
    std::string key;
    std::vector<double> values;
};

void describe(Fields& field, OwnText& o) {
    field("key", o.key, "a setting of the model");
    field("values", o.values, "one a neuron");
}

void describe(Fields& field, PopulationText& p) {
    field("name", p.name, "its own among the populations");
    field("size", p.size, "how many neurons");
    field("model", p.model, "a neuron model or a source of spikes, with its settings");
    field("own", p.own, "settings that are each neuron's own");
    field.require(p.size > 0, "size", "must be given, above zero");
}

struct ProjectionText {
    std::string from;
    std::string to;
    Duration delay{};
    Config synapses;
};

void describe(Fields& field, ProjectionText& p) {
    field("from", p.from, "a population, or \"input\"");
    field("to", p.to, "a population");
    field("delay_ms", p.delay, "from an event or a spike to its arrival");
    field("synapses", p.synapses, "\"dense\", \"sparse\", \"one_to_one\" or \"random\"");
}

/// Where each source has its own delay; what is read, since it has all keys.
struct AxonalText {
    ProjectionText projection;
    std::vector<double> delays_ms;
};

void describe(Fields& field, AxonalText& p) {
    describe(field, p.projection);
    field("delays_ms", p.delays_ms, "one a source, instead of delay_ms");
}

std::string entry(const Config& line, const std::string& before) {
    return (before.ends_with('[') ? "\n" : ",\n") + line.dump(-1);
}

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
    throw Error(Fault::format, where + ": " + why);
}

PopulationId read_population(const Network& network, const std::string& name,
                             const std::string& where) {
    std::vector<std::string> names;
    for (const Population& p : network.populations()) {
        if (p.name == name) return static_cast<PopulationId>(names.size());
        names.push_back(p.name);
    }
    if (where.ends_with("/from")) names.emplace_back(input_name);
    refuse(where, unknown_name(name, names));
}

void read_projection(Network& network, const Config& config) {
    const auto read = config.as<AxonalText>();
    const ProjectionText& text = read.projection;
    const std::string& where = config.origin();
    Origin from = InputLines{};
    if (text.from != input_name) from = read_population(network, text.from, where + "/from");
    const PopulationId to = read_population(network, text.to, where + "/to");
    auto synapses = read_synapses(text.synapses, where + "/synapses");
    try {
        Delay delay(read_delays(read.delays_ms, where));
        delay.all = text.delay;
        network.connect(from, to, std::move(synapses), std::move(delay));
    } catch (Error& e) {
        e.during(where);
        throw;
    }
}

Network read_network(const Config& config) {
    const auto text = config.as<NetworkText>();
    Network network(static_cast<std::size_t>(text.channels));
    for (const Config& c : text.populations) {
        const auto p = c.as<PopulationText>();
        std::vector<OwnText> all_own;
        for (const Config& line : p.own) all_own.push_back(line.as<OwnText>());
        try {
            const auto id = network.add(p.name, static_cast<std::size_t>(p.size), p.model);
            for (OwnText& own : all_own) network.set(id, std::move(own.key), std::move(own.values));
        } catch (Error& e) {
            e.during(c.origin());
            throw;
        }
    }
    for (const Config& c : text.projections) read_projection(network, c);
    return network;
}

}  // namespace

std::string to_json(const Network& network) {
    std::string text =
        "{\"channels\":" + std::to_string(network.channels()) + ",\n\"populations\":[";
    for (const Population& p : network.populations()) {
        PopulationText line{p.name, static_cast<std::int64_t>(p.size), p.model, {}};
        for (const OwnValues& own : p.own)
            line.own.push_back(Config::of(OwnText{own.key, own.values}));
        text += entry(Config::of(std::move(line)), text);
    }
    text += "\n],\n\"projections\":[";
    for (const Projection& p : network.projections()) {
        const auto* source = std::get_if<PopulationId>(&p.from);
        ProjectionText line{source == nullptr ? input_name : network.populations()[*source].name,
                            network.populations()[p.to].name,
                            p.delay.all,
                            {}};
        line.synapses = synapses_text(p.synapses);
        text += entry(p.delay.own.empty()
                          ? Config::of(std::move(line))
                          : Config::of(AxonalText{std::move(line), delays_text(p.delay.own)}),
                      text);
    }
    return text + "\n]}\n";
}

Network network_from_json(std::string_view text, const std::string& origin) {
    try {
        return read_network(Config::parse(text, origin));
    } catch (const Error& e) {
        // A wrong key is a wrong setting to the reader of settings; here the file is what is wrong.
        throw Error(e.fault() == Fault::config ? Fault::format : e.fault(), e.what());
    }
}

}  // namespace efferent::snn
