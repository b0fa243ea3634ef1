// The four forms of synapses as text, strictly read.
#include "snn/synapses_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::snn {
namespace {

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

Config text_of(const Dense& d) {
    return Config::of(DenseText{.sources = static_cast<std::int64_t>(d.sources),
                                .targets = static_cast<std::int64_t>(d.targets),
                                .weights = for_text(d.weights)},
                      "dense");
}

Config text_of(const Sparse& s) {
    return Config::of(SparseText{.offsets = {s.offsets.begin(), s.offsets.end()},
                                 .targets = {s.targets.begin(), s.targets.end()},
                                 .weights = for_text(s.weights),
                                 .delays_ms = delays_text(s.delays)},
                      "sparse");
}

Config text_of(const OneToOne& o) {
    return Config::of(OneToOneText{for_text(o.weights)}, "one_to_one");
}

Config text_of(const Random& r) {
    return Config::of(
        RandomText{r, static_cast<std::int64_t>(r.sources), static_cast<std::int64_t>(r.targets),
                   for_text(r.weight), for_text(r.weight_sd)},
        "random");
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

}  // namespace

std::vector<double> delays_text(const std::vector<Duration>& delays) {
    std::vector<double> texts;
    for (const Duration d : delays) texts.push_back(milliseconds(d));
    return texts;
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

Config synapses_text(const Synapses& synapses) {
    return std::visit([](const auto& s) { return text_of(s); }, synapses);
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

}  // namespace efferent::snn
