// Networks as JSON text, through the same strict reader and writer as every setting.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/text.hpp"
#include "snn/network.hpp"

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

struct DenseText {
    std::int64_t sources = 0;
    std::int64_t targets = 0;
    std::vector<double> weights;
};

void describe(Fields& field, DenseText& d) {
    field("sources", d.sources, "rows");
    field("targets", d.targets, "columns");
    field("weights", d.weights, "row after row, one row a source");
    field.require(d.sources >= 0, "sources", "must not be negative");
    field.require(d.targets >= 0, "targets", "must not be negative");
}

struct SparseText {
    std::vector<std::int64_t> offsets;
    std::vector<std::int64_t> targets;
    std::vector<double> weights;
    std::vector<double> delays_ms;
};

void describe(Fields& field, SparseText& s) {
    field("offsets", s.offsets, "where each source's row begins, and where the last one ends");
    field("targets", s.targets, "row after row, each ascending");
    field("weights", s.weights, "one for each target");
    field("delays_ms", s.delays_ms, "one for each target; empty: the projection's");
}

struct OneToOneText {
    std::vector<double> weights;
};

void describe(Fields& field, OneToOneText& o) { field("weights", o.weights, "one a source"); }

struct RandomText {
    Random random;
    std::int64_t sources = 0;
    std::int64_t targets = 0;
    double weight = 0.0;
    double weight_sd = 0.0;
};

void describe(Fields& field, RandomText& r) {
    field("sources", r.sources, "neurons or lines");
    field("targets", r.targets, "neurons");
    field("probability", r.random.probability, "with which a pair is connected");
    field("weight", r.weight, "mean of the weights");
    field("weight_sd", r.weight_sd, "their standard deviation, of a normal distribution");
    field("seed", r.random.seed, "of the random streams, one a source");
    field.require(r.sources >= 0, "sources", "must not be negative");
    field.require(r.targets >= 0, "targets", "must not be negative");
}

/// The double of the shortest text that still reads back, through a double, as the same float.
double for_text(float weight) {
    if (weight == 0.0F) return 0.0;  // zero and minus zero are equal, so their text is too
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), weight).ptr;
    const auto brief = to_double({text.data(), static_cast<std::size_t>(end - text.data())});
    const bool same = brief && static_cast<float>(*brief) == weight;
    return same ? *brief : static_cast<double>(weight);
}

std::vector<double> for_text(const std::vector<float>& weights) {
    std::vector<double> texts;
    texts.reserve(weights.size());
    for (const float w : weights) texts.push_back(for_text(w));
    return texts;
}

std::vector<double> in_ms(const std::vector<Duration>& delays) {
    std::vector<double> texts;
    for (const Duration d : delays) texts.push_back(milliseconds(d));
    return texts;
}

Config synapses_text(const Dense& d) {
    return Config::of(DenseText{.sources = static_cast<std::int64_t>(d.sources),
                                .targets = static_cast<std::int64_t>(d.targets),
                                .weights = for_text(d.weights)},
                      "dense");
}

Config synapses_text(const Sparse& s) {
    return Config::of(SparseText{.offsets = {s.offsets.begin(), s.offsets.end()},
                                 .targets = {s.targets.begin(), s.targets.end()},
                                 .weights = for_text(s.weights),
                                 .delays_ms = in_ms(s.delays)},
                      "sparse");
}

Config synapses_text(const OneToOne& o) {
    return Config::of(OneToOneText{for_text(o.weights)}, "one_to_one");
}

Config synapses_text(const Random& r) {
    return Config::of(
        RandomText{r, static_cast<std::int64_t>(r.sources), static_cast<std::int64_t>(r.targets),
                   for_text(r.weight), for_text(r.weight_sd)},
        "random");
}

std::string entry(const Config& line, const std::string& before) {
    return (before.ends_with('[') ? "\n" : ",\n") + line.dump(-1);
}

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
    throw Error(Fault::format, where + ": " + why);
}

std::vector<float> read_weights(const std::vector<double>& texts, const std::string& where) {
    std::vector<float> weights;
    weights.reserve(texts.size());
    for (const double w : texts) {
        if (std::abs(w) > static_cast<double>(std::numeric_limits<float>::max()))
            refuse(where + "/weights/" + std::to_string(weights.size()),
                   "must be a single-precision number, not " + exact(w));
        weights.push_back(static_cast<float>(w));
    }
    return weights;
}

std::vector<std::uint32_t> read_indices(const std::vector<std::int64_t>& texts,
                                        const std::string& where) {
    std::vector<std::uint32_t> indices;
    indices.reserve(texts.size());
    for (const std::int64_t i : texts) {
        if (i < 0 || i > std::numeric_limits<std::uint32_t>::max())
            refuse(where + "/" + std::to_string(indices.size()),
                   "must be an index from 0 to 2^32 - 1, not " + std::to_string(i));
        indices.push_back(static_cast<std::uint32_t>(i));
    }
    return indices;
}

std::vector<Duration> read_delays(const std::vector<double>& texts, const std::string& where) {
    std::vector<Duration> delays;
    for (const double ms : texts) {
        const Duration delay{std::llround(std::clamp(ms, -1e12, 1e12) * 1e6)};
        if (std::abs(milliseconds(delay) - ms) > 1e-9)
            refuse(where + "/delays_ms/" + std::to_string(delays.size()),
                   "must be a whole number of nanoseconds, not " + exact(ms) + " ms");
        delays.push_back(delay);
    }
    return delays;
}

Synapses read_synapses(const Config& config, const std::string& where) {
    if (!config.present()) refuse(where, "must be given");
    const std::string type = config.type();
    if (type == "dense") {
        const auto text = config.as<DenseText>();
        return Dense{static_cast<std::size_t>(text.sources), static_cast<std::size_t>(text.targets),
                     read_weights(text.weights, where)};
    }
    if (type == "sparse") {
        const auto text = config.as<SparseText>();
        return Sparse{read_indices(text.offsets, where + "/offsets"),
                      read_indices(text.targets, where + "/targets"),
                      read_weights(text.weights, where), read_delays(text.delays_ms, where)};
    }
    if (type == "one_to_one")
        return OneToOne{read_weights(config.as<OneToOneText>().weights, where)};
    if (type == "random") {
        auto text = config.as<RandomText>();
        const auto scale = read_weights({text.weight, text.weight_sd}, where);
        text.random.sources = static_cast<std::size_t>(text.sources);
        text.random.targets = static_cast<std::size_t>(text.targets);
        text.random.weight = scale[0];
        text.random.weight_sd = scale[1];
        return text.random;
    }
    const std::vector<std::string> types{"dense", "sparse", "one_to_one", "random"};
    refuse(where + "/type", unknown_name(type, types));
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
        line.synapses = std::visit([](const auto& s) { return synapses_text(s); }, p.synapses);
        text +=
            entry(p.delay.own.empty() ? Config::of(std::move(line))
                                      : Config::of(AxonalText{std::move(line), in_ms(p.delay.own)}),
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
