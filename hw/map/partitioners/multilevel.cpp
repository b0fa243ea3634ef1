// Clusters of neurons that share spikes are merged step by step, few clusters are put on cores, and
// every step back is refined (the multilevel scheme of Karypis, Aggarwal, Kumar and Shekhar,
// "Multilevel hypergraph partitioning", IEEE TVLSI 7(1), 1999).
#include <algorithm>
#include <numeric>

#include "core/error.hpp"
#include "core/random.hpp"
#include "hw/map/refine.hpp"

namespace efferent::hw {
namespace {

struct Levels {
    std::vector<Hypergraph> graphs;                   // the finest first
    std::vector<std::vector<std::uint32_t>> parents;  // of the clusters of each but the last
    std::vector<std::uint32_t> neuron;                // of the finest one's clusters
};

Levels finest_of(const Traffic& t) {
    Levels levels;
    levels.graphs.push_back(hypergraph_of(t, levels.neuron));
    return levels;
}

/// Merges until there are some clusters for each core.
Levels merged(Levels levels, const Room& room, std::size_t cores) {
    constexpr std::size_t clusters_a_core = 24;
    const std::size_t neurons = levels.neuron.size();
    const auto largest =
        static_cast<std::uint32_t>(std::max<std::size_t>(1, neurons / cores / clusters_a_core * 2));
    for (std::uint32_t most = 3; levels.graphs.back().clusters > clusters_a_core * cores;
         most = most * 5 / 2) {
        std::vector<std::uint32_t> parent;
        Hypergraph next = coarser(levels.graphs.back(), std::min(most, largest), room, parent);
        if (10 * next.clusters > 9 * levels.graphs.back().clusters && most >= largest) break;
        levels.graphs.push_back(std::move(next));
        levels.parents.push_back(std::move(parent));
    }
    return levels;
}

/// The fewest cores by neurons and synapses.
std::size_t fewest(const Hypergraph& finest, const Room& room) {
    const auto cores_for = [](std::uint64_t all, const std::optional<std::uint64_t>& limit) {
        return limit ? static_cast<std::size_t>((all + *limit - 1) / *limit) : 1;
    };
    const std::uint64_t synapses =
        std::accumulate(finest.synapses.begin(), finest.synapses.end(), std::uint64_t{0});
    return std::max({std::size_t{1}, cores_for(finest.clusters, room.neurons),
                     cores_for(synapses, room.synapses)});
}

/// Fills one core after the other, each time with the cluster whose nets are already there most,
/// beginning with one drawn by `seed`.
std::vector<std::uint32_t> grown(const Hypergraph& g, std::size_t cores, std::uint64_t seed) {
    RandomStream random(seed, "growing cores", cores);
    std::vector<std::uint32_t> core(g.clusters, no_core), order(g.clusters);
    std::iota(order.begin(), order.end(), 0U);
    random.shuffle(std::span(order));
    std::uint64_t left = std::accumulate(g.neurons.begin(), g.neurons.end(), std::uint64_t{0});
    std::vector<double> total(g.clusters, 0.0);
    for (std::uint32_t v = 0; v < g.clusters; ++v)
        for (const Incidence& in : g.nets_of(v))
            total[v] += static_cast<double>(g.weight[in.other]);
    for (std::uint32_t c = 0; c < cores; ++c) {
        const std::uint64_t share = (left + cores - c - 1) / (cores - c);
        std::vector<double> here(g.clusters, 0.0);  // weight of a cluster's nets that are in c
        std::vector<char> in_core(g.nets, 0);
        for (std::uint64_t filled = 0; filled < share && left > 0;) {
            std::uint32_t best = no_core;
            double best_loss = 0.0;
            for (const std::uint32_t v : order) {
                if (core[v] != no_core) continue;
                const double loss = (total[v] - here[v]) / g.neurons[v];
                const bool first = filled == 0 && best != no_core;
                if (best == no_core || (!first && loss < best_loss)) best = v, best_loss = loss;
            }
            if (filled > 0 && c + 1 < cores && filled + g.neurons[best] / 2 > share) break;
            core[best] = c;
            filled += g.neurons[best];
            left -= g.neurons[best];
            for (const Incidence& in : g.nets_of(best)) {
                if (in_core[in.other] != 0) continue;
                in_core[in.other] = 1;
                for (const Incidence& end : g.ends_of(in.other))
                    here[end.other] += static_cast<double>(g.weight[in.other]);
            }
        }
    }
    return core;
}

/// What cores hold while the clusters are large: one of them more.
Room relaxed(const Room& room, const Hypergraph& g) {
    Room more = room;
    if (more.neurons) *more.neurons += *std::ranges::max_element(g.neurons) - 1;
    const bool finest = *std::ranges::max_element(g.neurons) == 1;
    if (more.synapses && !finest) *more.synapses += *std::ranges::max_element(g.synapses);
    return more;
}

struct Solution {
    std::vector<std::uint32_t> core;  // of the finest one's clusters
    std::uint64_t excess = 0;
    std::int64_t cost = 0;
    bool better_than(const Solution& other) const {
        return excess != other.excess ? excess < other.excess : cost < other.cost;
    }
};

Solution refined(const Hypergraph& g, std::vector<std::uint32_t> core, std::size_t cores,
                 const Room& room) {
    Assignment assignment(g, std::move(core), cores, room);
    assignment.refine();
    return {assignment.core(), assignment.excess(), assignment.cost()};
}

/// On the coarsest clusters.
Solution begun(const Levels& levels, std::size_t cores, const Room& room) {
    constexpr std::uint64_t trials = 6;
    const Hypergraph& coarsest = levels.graphs.back();
    Solution best;
    for (std::uint64_t seed = 0; seed < trials; ++seed) {
        Solution s =
            refined(coarsest, grown(coarsest, cores, seed), cores, relaxed(room, coarsest));
        if (seed == 0 || s.better_than(best)) best = std::move(s);
    }
    return best;
}

/// Back to the finest clusters, refined at each step.
Solution ended(const Levels& levels, Solution s, std::size_t cores, const Room& room) {
    for (std::size_t level = levels.parents.size(); level-- > 0;) {
        const Hypergraph& g = levels.graphs[level];
        std::vector<std::uint32_t> core(g.clusters);
        for (std::size_t v = 0; v < g.clusters; ++v) core[v] = s.core[levels.parents[level][v]];
        s = refined(g, std::move(core), cores, relaxed(room, g));
    }
    return s;
}

/// Without empty cores, numbered by their first neuron.
Partition partition_of(const Traffic& t, const Levels& levels,
                       const std::vector<std::uint32_t>& core, std::size_t cores) {
    Partition p{std::vector<std::uint32_t>(t.neurons, no_core), 0};
    std::vector<std::uint32_t> number(cores, no_core);
    for (std::size_t v = 0; v < core.size(); ++v) {
        if (number[core[v]] == no_core) number[core[v]] = static_cast<std::uint32_t>(p.cores++);
        p.core[levels.neuron[v]] = number[core[v]];
    }
    return p;
}

class Multilevel final : public Partitioner {
public:
    using Params = NoParams;
    explicit Multilevel(const Params&) {}

    Partition split(const Traffic& t, const Room& room) const override {
        const Partition sequential =
            make(partitioners(), Config::of(NoParams{}, "sequential"))->split(t, room);
        Best best;
        best.offer(t, room, sequential);
        const Levels finest = finest_of(t);
        const std::size_t few = fewest(finest.graphs.front(), room);
        if (few < 2 && sequential.cores < 2) return sequential;
        try_cores(t, room, merged(finest, room, few), {few, few + 1, few + 1 + few / 8}, best);
        // Axons and destinations may ask for more than neurons and synapses do.
        const std::size_t many = sequential.cores;
        if (!best.improved && many > few + 1)
            try_cores(t, room, merged(finest, room, many), {(few + many) / 2, many}, best);
        if (best.improved || (room.cores && many > *room.cores)) return best.partition;
        std::vector<std::uint32_t> core(finest.neuron.size());
        for (std::size_t v = 0; v < core.size(); ++v) core[v] = sequential.core[finest.neuron[v]];
        const Solution s = refined(finest.graphs.front(), std::move(core), many, room);
        best.offer(t, room, partition_of(t, finest, s.core, many));
        return best.partition;
    }

private:
    static constexpr std::size_t most_counts = 300'000'000;  // of 4 and of 8 bytes

    struct Begun {
        Solution solution;
        std::size_t cores = 0;
    };
    /// The first one offered, until one that fits, and then the one with the fewest messages.
    struct Best {
        Partition partition;
        Messages messages;
        bool fits = false;
        bool improved = false;  ///< since the first

        void offer(const Traffic& t, const Room& room, const Partition& p) {
            const Messages m = messages_of(t, p);
            const bool fit = fits_in(t, room, p);
            const bool fewer = m.between_cores < messages.between_cores ||
                               (m.between_cores == messages.between_cores &&
                                m.from_outside < messages.from_outside);
            if (partition.core.empty() || (fit && (!fits || fewer))) {
                improved = !partition.core.empty();
                partition = p;
                messages = m;
                fits = fit;
            }
        }
        static bool fits_in(const Traffic& t, const Room& room, const Partition& p) {
            try {
                require_fit(t, p, room);
                return true;
            } catch (const Error&) {
                return false;
            }
        }
    };

    /// The number of cores that begins best is gone on with, or the next where it does not fit.
    static void try_cores(const Traffic& t, const Room& room, const Levels& levels,
                          const std::vector<std::size_t>& numbers, Best& best) {
        const Hypergraph& finest = levels.graphs.front();
        if ((finest.nets + finest.clusters) * numbers.back() > most_counts)
            throw Error(Fault::unsupported,
                        "strategy multilevel: " + std::to_string(finest.clusters) + " neurons on " +
                            std::to_string(numbers.back()) +
                            " cores take more memory than it allows itself; sequential takes none");
        std::vector<Begun> all;
        for (const std::size_t cores : numbers)
            if (!room.cores || cores <= *room.cores)
                all.push_back({begun(levels, cores, room), cores});
        std::ranges::stable_sort(
            all, [](const Begun& a, const Begun& b) { return a.solution.better_than(b.solution); });
        for (std::size_t i = 0; i < all.size() && !best.improved; ++i) {
            const std::size_t cores = all[i].cores;
            const Solution s = ended(levels, std::move(all[i].solution), cores, room);
            best.offer(t, room, partition_of(t, levels, s.core, cores));
        }
    }
};

}  // namespace

extern constinit const PartInfo<Partitioner> part_multilevel = part<Partitioner, Multilevel>(
    "multilevel",
    "clusters of neurons that share spikes, merged, put on cores and refined; never worse than "
    "sequential");

}  // namespace efferent::hw
