// Building and contracting hypergraphs.
#include "hw/map/hypergraph.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/random.hpp"

namespace efferent::hw {
namespace {

/// The nets of each cluster from the clusters of each net.
void transpose(Hypergraph& g) {
    g.cluster_offsets.assign(g.clusters + 1, 0);
    for (const Incidence& end : g.net_ends) ++g.cluster_offsets[end.other + 1];
    std::partial_sum(g.cluster_offsets.begin(), g.cluster_offsets.end(), g.cluster_offsets.begin());
    g.cluster_ends.resize(g.net_ends.size());
    std::vector<std::size_t> next(g.cluster_offsets.begin(), g.cluster_offsets.end() - 1);
    for (std::size_t e = 0; e < g.nets; ++e)
        for (const Incidence& end : g.ends_of(e))
            g.cluster_ends[next[end.other]++] = {static_cast<std::uint32_t>(e), end.count};
}

/// Adds a net of which ends of the same cluster may stand in several places.
void add_net(Hypergraph& g, std::vector<Incidence>& ends, std::int64_t weight,
             std::uint32_t source) {
    std::ranges::sort(ends, {}, &Incidence::other);
    const std::size_t first = g.net_ends.size();
    for (const Incidence& end : ends) {
        if (g.net_ends.size() > first && g.net_ends.back().other == end.other)
            g.net_ends.back().count += end.count;
        else
            g.net_ends.push_back(end);
    }
    if (g.net_ends.size() == first) return;
    ++g.nets;
    g.net_offsets.push_back(g.net_ends.size());
    g.weight.push_back(weight);
    g.source.push_back(source);
}

/// Nets with more ends say little about which two belong together, and cost their square.
std::size_t longest_rated(const Hypergraph& g) {
    constexpr double most_work = 2e8;
    for (std::size_t longest = 4096; longest > 8; longest /= 2) {
        double work = 0.0;
        for (std::size_t e = 0; e < g.nets; ++e) {
            const auto size = static_cast<double>(g.ends_of(e).size());
            work += size <= static_cast<double>(longest) ? size * size : 0.0;
        }
        if (work <= most_work) return longest;
    }
    return 8;
}

}  // namespace

Hypergraph hypergraph_of(const Traffic& t, std::vector<std::uint32_t>& neuron) {
    Hypergraph g;
    neuron.clear();
    std::vector<std::uint32_t> cluster(t.neurons, no_core);
    for (std::size_t n = 0; n < t.neurons; ++n) {
        if (t.outside(n)) continue;
        cluster[n] = static_cast<std::uint32_t>(neuron.size());
        neuron.push_back(static_cast<std::uint32_t>(n));
        g.neurons.push_back(1);
        g.synapses.push_back(t.fan_in[n]);
    }
    g.clusters = neuron.size();
    g.net_ends.reserve(t.pins.size() + t.neurons);
    std::vector<Incidence> ends;
    for (std::size_t s = 0; s < t.nets(); ++s) {
        ends.clear();
        const std::uint32_t source = s < t.neurons ? cluster[s] : no_core;
        for (const Pin& pin : t.net(s))
            if (cluster[pin.neuron] != no_core) ends.push_back({cluster[pin.neuron], 1});
        if (source != no_core && !ends.empty()) ends.push_back({source, 1});
        const auto spikes = static_cast<std::int64_t>(t.spikes[s]);
        add_net(g, ends, 1 + (source == no_core ? spikes : message_weight * spikes), source);
    }
    transpose(g);
    return g;
}

Hypergraph coarser(const Hypergraph& g, std::uint32_t most, const Room& room,
                   std::vector<std::uint32_t>& parent) {
    const std::uint64_t most_synapses =
        room.synapses ? *room.synapses / 10 + 1 : std::numeric_limits<std::uint64_t>::max();
    const std::size_t longest = longest_rated(g);
    std::vector<std::uint32_t> order(g.clusters), leader(g.clusters);
    std::iota(order.begin(), order.end(), 0U);
    leader = order;
    RandomStream(1, "coarsening", g.clusters).shuffle(std::span(order));
    std::vector<std::uint32_t> neurons = g.neurons;
    std::vector<std::uint64_t> synapses = g.synapses;
    std::vector<double> rating(g.clusters, 0.0);  // of leaders
    std::vector<std::uint32_t> rated;
    std::vector<char> alone(g.clusters, 1);
    for (const std::uint32_t v : order) {
        if (alone[v] == 0) continue;
        for (const Incidence& in : g.nets_of(v)) {
            const auto ends = g.ends_of(in.other);
            if (ends.size() < 2 || ends.size() > longest) continue;
            const double share =
                static_cast<double>(g.weight[in.other]) / static_cast<double>(ends.size() - 1);
            for (const Incidence& end : ends) {
                const std::uint32_t u = leader[end.other];
                if (rating[u] == 0.0) rated.push_back(u);
                rating[u] += share;
            }
        }
        std::uint32_t best = v;
        double best_rating = 0.0;
        for (const std::uint32_t u : rated) {
            const double r = rating[u] / static_cast<double>(neurons[u]);
            rating[u] = 0.0;
            if (u == v || neurons[u] + neurons[v] > most ||
                synapses[u] + synapses[v] > most_synapses)
                continue;
            if (r > best_rating || (r == best_rating && u < best)) best = u, best_rating = r;
        }
        rated.clear();
        if (best == v) continue;
        leader[v] = best;
        alone[best] = alone[v] = 0;
        neurons[best] += neurons[v];
        synapses[best] += synapses[v];
    }
    Hypergraph c;
    parent.assign(g.clusters, no_core);
    for (std::uint32_t v = 0; v < g.clusters; ++v) {
        if (leader[v] != v) continue;
        parent[v] = static_cast<std::uint32_t>(c.clusters++);
        c.neurons.push_back(neurons[v]);
        c.synapses.push_back(synapses[v]);
    }
    for (std::uint32_t v = 0; v < g.clusters; ++v) parent[v] = parent[leader[v]];
    std::vector<Incidence> ends;
    for (std::size_t e = 0; e < g.nets; ++e) {
        ends.clear();
        for (const Incidence& end : g.ends_of(e)) ends.push_back({parent[end.other], end.count});
        add_net(c, ends, g.weight[e], g.source[e] == no_core ? no_core : parent[g.source[e]]);
    }
    transpose(c);
    return c;
}

}  // namespace efferent::hw
