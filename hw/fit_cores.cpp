// Checks of the fullest core and the farthest spread neuron, with neurons filled into cores in
// their order: what that partition meets is met for certain, what it does not meet another may.
#include <algorithm>

#include "hw/fit_checks.hpp"
#include "hw/map/listeners.hpp"
#include "hw/map/partition.hpp"

namespace efferent::hw {
namespace {

/// What a partition asks of a chip.
struct Asked {
    std::size_t cores = 0;
    std::uint64_t in_axons = 0;
    std::uint64_t out_axons = 0;
    std::size_t destinations = 0;
};

Asked asked_by(const Traffic& traffic, const Partition& partition) {
    Asked a{.cores = partition.cores};
    for (const Fill& f : fill_of(traffic, partition)) {
        a.in_axons = std::max(a.in_axons, f.in_axons);
        a.out_axons = std::max(a.out_axons, f.out_axons);
    }
    Listeners listeners(partition);
    for (std::size_t n = 0; n < traffic.neurons; ++n)
        if (partition.core[n] != no_core)
            a.destinations = std::max(a.destinations, listeners.of(traffic.net(n)).size());
    return a;
}

void check_single(const FitQuestion& q, Findings& findings) {
    const auto lines = static_cast<std::ptrdiff_t>(q.wiring.lines);
    const auto speak = [](std::uint32_t synapses) { return synapses > 0; };
    const auto& all = q.wiring.fan_out;
    const char* const sentence = "train a network in which fewer neurons and lines speak";
    findings.check("in_axons_per_core", "network",
                   static_cast<double>(std::ranges::count_if(all, speak)),
                   q.chip.limits.in_axons_per_core, Outcome::broken, sentence);
    findings.check("out_axons_per_core", "network",
                   static_cast<double>(std::count_if(all.begin() + lines, all.end(), speak)),
                   q.chip.limits.out_axons_per_core, Outcome::broken, sentence);
}

}  // namespace

void check_cores(const FitQuestion& q, Findings& findings) {
    const Limits& limits = q.chip.limits;
    if (!limits.cores || !limits.neurons_per_core) return;
    if (limits.cores->value == 1.0) return check_single(q, findings);
    if (findings.broken()) return;  // no partition is worth looking for
    const Traffic traffic = traffic_of(q.network, Recorded{.tick = q.tick});
    const Partition in_order =
        find(partitioners(), "sequential").make({})->split(traffic, room_of(limits));
    const Asked asked = asked_by(traffic, in_order);
    const auto check = [&](const char* limit, const char* where, std::uint64_t needed,
                           const Known& available) {
        findings.check(limit, where, static_cast<double>(needed), available, Outcome::unknown,
                       "so it is with neurons filled in in their order; efferent map looks for a "
                       "better partition");
    };
    check("cores", "network", asked.cores, limits.cores);
    check("in_axons_per_core", "fullest core", asked.in_axons, limits.in_axons_per_core);
    check("out_axons_per_core", "fullest core", asked.out_axons, limits.out_axons_per_core);
    check("destinations", "farthest spread neuron", asked.destinations, limits.destinations);
}

}  // namespace efferent::hw
