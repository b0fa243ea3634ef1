// From NIR to a network.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "core/error.hpp"
#include "core/text.hpp"
#include "snn/nir/convert.hpp"
#include "snn/nir/flat.hpp"
#include "snn/nir/neuron.hpp"
#include "snn/nir/sound.hpp"
#include "snn/nir/stateless.hpp"

namespace efferent::snn::nir {
namespace {

constexpr std::size_t most_weights = 100'000'000;

[[noreturn]] void refuse(const Part& part, const std::string& story) {
    throw Error(Fault::unsupported, "node \"" + part.name + "\": " + story);
}

/// What one neuron node or the input reaches by one path.
struct Path {
    std::size_t source = 0;       ///< part
    std::size_t width = 0;        ///< of the source
    std::vector<double> weights;  ///< [target][source]
    std::vector<double> delay_s;  ///< of each source; empty: none on the way
    bool untouched = true;        ///< nothing but the source yet: weights are the identity
};

class Import {
public:
    Import(const Graph& graph, Duration dt)
        : flat_(laid_open(graph)), dt_(dt), dt_s_(seconds(dt)) {}

    Network network() const {
        Network result((flat_.parts[flat_.input].size() + 1) / 2);
        std::map<std::size_t, PopulationId> populations;
        for (std::size_t p = 0; p < flat_.parts.size(); ++p)
            if (is_neuron(flat_.parts[p].node->type)) populations[p] = add(result, flat_.parts[p]);
        for (const auto& [part, population] : populations)
            for (const std::size_t from : flat_.parts[part].from)
                for (Path& path : paths(from)) connect(result, path, part, population, populations);
        return result;
    }

private:
    PopulationId add(Network& network, const Part& part) const {
        const std::string& type = part.node->type;
        if (type == "I") refuse(part, "an integrator without a threshold is no neuron here");
        const bool current = type.starts_with("Cuba"), leaks = type != "IF";
        const auto reset = part.node->metadata.find("reset");
        const bool subtracts = reset != part.node->metadata.end() &&
                               reset->second == Value(std::string("by_subtraction"));
        std::string model = type == "IF"        ? "if"
                            : type == "LIF"     ? "lif"
                            : type == "LI"      ? "li"
                            : type == "CubaLIF" ? "cuba_lif"
                                                : "cuba_li";
        std::string text = "{\"type\": \"" + model + '"';
        std::vector<std::pair<std::string, std::vector<double>>> own;
        const auto put = [&](const std::string& key, std::vector<double> values) {
            if (std::ranges::all_of(values, [&](double v) { return v == values.front(); }))
                text += ", \"" + key + "\": " + exact(values.front());
            else
                own.emplace_back(key, std::move(values));
        };
        const auto ms = [](std::vector<double> s) {
            for (double& x : s) x = std::round(x * 1e12) / 1e9;  // whole fs, as 1e3 is not exact
            return s;
        };
        if (leaks) {
            put("membrane_ms", ms(spread(part, current ? "tau_mem" : "tau", 1.0)));
            put("v_leak", spread(part, "v_leak", 0.0));
        }
        if (current) {
            put("excitatory_ms", ms(spread(part, "tau_syn", 1.0)));
            put("inhibitory_ms", ms(spread(part, "tau_syn", 1.0)));
        }
        if (type == "IF" || type == "LIF" || type == "CubaLIF") {
            put("threshold", spread(part, "v_threshold", 0.0));
            if (subtracts)
                text += ", \"reset\": \"by_subtraction\"";
            else
                put("v_reset", spread(part, "v_reset", 0.0));
        }
        const PopulationId id =
            network.add(part.name, part.size(), Config::parse(text + "}", "node " + part.name));
        for (auto& [key, values] : own) network.set(id, key, std::move(values));
        return id;
    }

    std::vector<Path> paths(std::size_t p) const {
        const Part& part = flat_.parts[p];
        if (p == flat_.input || is_neuron(part.node->type)) {
            Path path{p, part.size(), {}, {}, true};
            require_room(part.size(), part.size());
            path.weights.assign(part.size() * part.size(), 0.0);
            for (std::size_t i = 0; i < part.size(); ++i) path.weights[i * part.size() + i] = 1.0;
            return {std::move(path)};
        }
        std::vector<Path> all;
        for (const std::size_t from : part.from)
            for (Path& path : paths(from)) all.push_back(through(part, std::move(path)));
        return all;
    }

    static void require_room(std::size_t a, std::size_t b) {
        if (a > 0 && b > most_weights / a)
            throw Error(Fault::capacity, std::to_string(a) + " by " + std::to_string(b) +
                                             " weights; a projection of NIR may have 100 million");
    }

    Path through(const Part& part, Path path) const {
        const Node& node = *part.node;
        const std::size_t heard = path.weights.size() / std::max<std::size_t>(path.width, 1);
        if (node.type == "Flatten" || node.type == "Input" || node.type == "Output") return path;
        if (node.type == "Delay") {
            const std::vector<double> delays = spread(part, "delay", 0.0);
            const bool same =
                std::ranges::all_of(delays, [&](double d) { return d == delays.front(); });
            if (!same && !path.untouched)
                refuse(part, "different delays of sums; a network has them of sources");
            path.delay_s.resize(path.width, 0.0);
            for (std::size_t s = 0; s < path.width; ++s)
                path.delay_s[s] += same ? delays.front() : delays[s];
            return path;
        }
        if (node.type == "Threshold") refuse(part, "a threshold without a neuron");
        const auto bias = node.parameters.find("bias");
        if (bias != node.parameters.end())
            for (const double b : std::get<Array>(bias->second).values)
                if (b != 0.0) refuse(part, "a bias, an input at every step, is no event");
        path.untouched = false;
        if (node.type == "Scale") {
            const std::vector<double> scale = spread(part, "scale", 1.0);
            for (std::size_t i = 0; i < path.weights.size(); ++i)
                path.weights[i] *= scale[i / path.width];
            return path;
        }
        require_room(part.size(), path.width);
        std::vector<double> result(part.size() * path.width, 0.0), x(heard), y(part.size());
        const bool linear = node.type == "Linear" || node.type == "Affine";
        const Kernel kernel =
            linear ? Kernel{} : kernel_of(part, flat_.parts[part.from.front()].shape);
        for (std::size_t s = 0; s < path.width; ++s) {
            for (std::size_t i = 0; i < heard; ++i) x[i] = path.weights[i * path.width + s];
            if (linear)
                multiply(parameter(node, "weight").values, x, y);
            else
                apply(kernel, x, y);
            for (std::size_t o = 0; o < y.size(); ++o) result[o * path.width + s] = y[o];
        }
        path.weights = std::move(result);
        return path;
    }

    static void multiply(const std::vector<double>& w, const std::vector<double>& x,
                         std::vector<double>& y) {
        for (std::size_t o = 0; o < y.size(); ++o) {
            double sum = 0.0;
            for (std::size_t i = 0; i < x.size(); ++i)
                if (x[i] != 0.0) sum += w[o * x.size() + i] * x[i];
            y[o] = sum;
        }
    }

    /// By how much a value of 1, for one step, moves what an event moves here.
    std::vector<double> moves(const Part& part) const {
        std::vector<double> r = spread(part, "r", 1.0);
        const std::string& type = part.node->type;
        const bool current = type.starts_with("Cuba");
        const auto tau = spread(part, current ? "tau_syn" : "tau", 1.0);
        const auto w = spread(part, "w_in", 1.0);
        for (std::size_t n = 0; n < r.size(); ++n)
            r[n] *= type == "IF" ? dt_s_ : (current ? w[n] : 1.0) * dt_s_ / tau[n];
        return r;
    }

    void connect(Network& network, const Path& path, std::size_t part, PopulationId to,
                 const std::map<std::size_t, PopulationId>& populations) const {
        const Part& target = flat_.parts[part];
        const bool input = path.source == flat_.input;
        const std::size_t sources = input ? 2 * network.channels() : path.width;
        const std::vector<double> gain = moves(target);
        Dense dense{sources, target.size(), std::vector<float>(sources * target.size(), 0.0F)};
        for (std::size_t s = 0; s < path.width; ++s)
            for (std::size_t n = 0; n < target.size(); ++n)
                dense.weights[s * target.size() + n] =
                    static_cast<float>(path.weights[n * path.width + s] * gain[n]);
        network.connect(input ? Origin(InputLines{}) : Origin(populations.at(path.source)), to,
                        std::move(dense), delay_of(path, sources));
    }

    /// A step, and what Delay nodes add.
    Delay delay_of(const Path& path, std::size_t sources) const {
        std::vector<Duration> all(sources, dt_);
        for (std::size_t s = 0; s < path.delay_s.size(); ++s)
            all[s] = dt_ + Duration{std::llround(path.delay_s[s] * 1e9)};
        const bool same =
            std::ranges::all_of(path.delay_s, [&](double d) { return d == path.delay_s.front(); });
        return path.delay_s.empty() || same ? Delay(all.front()) : Delay(all);
    }

    Flat flat_;
    Duration dt_;
    double dt_s_;
};

}  // namespace

Network from_nir(const Graph& graph, Duration dt) {
    if (dt <= 0ns) throw Error(Fault::config, "dt: must be above zero");
    return Import(graph, dt).network();
}

}  // namespace efferent::snn::nir
