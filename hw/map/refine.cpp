// Moves with gains that are kept rather than computed anew.
#include "hw/map/refine.hpp"

#include <algorithm>
#include <limits>

namespace efferent::hw {
namespace {

std::uint64_t over(std::uint64_t has, const std::optional<std::uint64_t>& limit) {
    return limit && has > *limit ? has - *limit : 0;
}

constexpr std::int64_t nothing = std::numeric_limits<std::int64_t>::min();

/// Changes a count, and the excess that it is part of.
void change(std::uint64_t& has, std::int64_t by, const std::optional<std::uint64_t>& limit,
            std::uint64_t& excess) {
    excess -= over(has, limit);
    has += static_cast<std::uint64_t>(by);
    excess += over(has, limit);
}

}  // namespace

bool Assignment::Move::operator<(const Move& other) const {
    if (gain != other.gain) return gain < other.gain;
    if (cluster != other.cluster) return cluster > other.cluster;
    return to > other.to;
}

Assignment::Assignment(const Hypergraph& graph, std::vector<std::uint32_t> core, std::size_t cores,
                       const Room& room)
    : g_(graph),
      core_(std::move(core)),
      cores_(cores),
      room_(room),
      limits_axons_(room.in_axons || room.out_axons || room.destinations),
      ends_(graph.nets * cores, 0),
      most_(graph.nets, 0),
      hearers_(graph.nets, 0),
      total_(graph.clusters, 0),
      leave_(graph.clusters, 0),
      present_(graph.clusters * cores, 0),
      fill_(cores) {
    for (std::uint32_t v = 0; v < g_.clusters; ++v) {
        change(fill_[core_[v]].neurons, g_.neurons[v], room_.neurons, packing_);
        change(fill_[core_[v]].synapses, static_cast<std::int64_t>(g_.synapses[v]), room_.synapses,
               packing_);
    }
    count_ends();
    if (limits_axons_) count_axons();
    weigh();
}

void Assignment::count_ends() {
    for (std::size_t e = 0; e < g_.nets; ++e)
        for (const Incidence& end : g_.ends_of(e)) {
            ends(e, core_[end.other]) += end.count;
            most_[e] = std::max(most_[e], end.count);
        }
}

void Assignment::count_axons() {
    for (std::size_t e = 0; e < g_.nets; ++e)
        for (std::uint32_t c = 0; c < cores_; ++c) {
            const bool home = g_.source[e] != no_core && core_[g_.source[e]] == c;
            if (ends(e, c) > (home ? 1U : 0U)) hear(e, c, 1);
        }
}

void Assignment::weigh() {
    for (std::uint32_t v = 0; v < g_.clusters; ++v)
        for (const Incidence& in : g_.nets_of(v)) {
            const std::int64_t w = g_.weight[in.other];
            total_[v] += w;
            if (ends(in.other, core_[v]) == in.count) leave_[v] += w;
            for (std::size_t c = 0; c < cores_; ++c)
                present_[v * cores_ + c] += ends(in.other, c) > 0 ? w : 0;
        }
}

std::int64_t Assignment::cost() const {
    std::int64_t sum = 0;
    for (std::size_t e = 0; e < g_.nets; ++e) {
        std::int64_t reached = -1;
        for (std::size_t c = 0; c < cores_; ++c) reached += ends(e, c) > 0 ? 1 : 0;
        sum += reached * g_.weight[e];
    }
    return sum;
}

std::int64_t Assignment::gain(std::uint32_t v, std::uint32_t to) const {
    return leave_[v] - total_[v] + present_[v * cores_ + to];
}

bool Assignment::has_room(std::uint32_t v, std::uint32_t core) const {
    const Fill& fill = fill_[core];
    return over(fill.neurons + g_.neurons[v], room_.neurons) == 0 &&
           over(fill.synapses + g_.synapses[v], room_.synapses) == 0;
}

template <class Allowed>
Assignment::Move Assignment::best_of(std::uint32_t v, const Allowed& allowed) const {
    Move best{0, v, core_[v]};
    for (std::uint32_t c = 0; c < cores_; ++c) {
        if (c == core_[v] || !allowed(c)) continue;
        const Move move{gain(v, c), v, c};
        if (best.to == core_[v] || best < move) best = move;
    }
    return best;
}

Assignment::Move Assignment::best_of(std::uint32_t v) const {
    return best_of(v, [](std::uint32_t) { return true; });
}

void Assignment::push(Heaps& heaps, const Move& move) {
    if (move.gain <= queued_[move.cluster]) return;
    queued_[move.cluster] = move.gain;
    auto& heap = heaps[core_[move.cluster]];
    heap.push_back(move);
    std::push_heap(heap.begin(), heap.end());
}

void Assignment::add_out_axons(std::uint32_t core, std::int64_t by) {
    change(fill_[core].out_axons, by, room_.out_axons, axons_);
}

void Assignment::hear(std::size_t net, std::uint32_t core, int sign) {
    change(fill_[core].in_axons, sign, room_.in_axons, axons_);
    if (g_.source[net] == no_core) {
        hearers_[net] += static_cast<std::uint32_t>(sign);
        return;
    }
    std::uint64_t hearers = hearers_[net];
    change(hearers, sign, room_.destinations, axons_);
    hearers_[net] = static_cast<std::uint32_t>(hearers);
    add_out_axons(core_[g_.source[net]], sign);
}

/// Before the ends move; core_ already names the new core of the cluster.
void Assignment::move_axons(std::uint32_t v, const Incidence& in, std::uint32_t from,
                            std::uint32_t to) {
    const std::size_t e = in.other;
    const bool source = g_.source[e] == v;
    if (source) {
        add_out_axons(from, -static_cast<std::int64_t>(hearers_[e]));
        add_out_axons(to, hearers_[e]);
    }
    const std::uint32_t targets = in.count - (source ? 1U : 0U);
    if (targets == 0) return;
    const auto home = [&](std::uint32_t core) -> std::uint32_t {
        if (g_.source[e] == no_core) return 0;
        return (source ? from : core_[g_.source[e]]) == core ? 1 : 0;
    };
    if (ends(e, from) - home(from) == targets) hear(e, from, -1);
    if (ends(e, to) == home(to)) hear(e, to, 1);
}

void Assignment::move_ends(std::uint32_t v, const Incidence& in, std::uint32_t from,
                           std::uint32_t to, Heaps* heaps) {
    const std::size_t e = in.other;
    const std::int64_t w = g_.weight[e];
    const std::uint32_t left = ends(e, from) -= in.count;
    const std::uint32_t there = ends(e, to);
    ends(e, to) += in.count;
    if (there == 0) leave_[v] += w;
    const bool single_left = left > 0 && left <= most_[e];
    const bool single_there = there > 0 && there <= most_[e];
    if (left > 0 && there > 0 && !single_left && !single_there) return;
    for (const Incidence& end : g_.ends_of(e)) {
        const std::uint32_t u = end.other;
        if (left == 0) present_[u * cores_ + from] -= w;
        if (there == 0) present_[u * cores_ + to] += w;
        if (u == v) continue;
        if (single_there && core_[u] == to && end.count == there) leave_[u] -= w;
        const bool free = single_left && core_[u] == from && end.count == left;
        if (free) leave_[u] += w;
        if (heaps == nullptr || locked_[u] != 0) continue;
        if (free)
            push(*heaps, best_of(u));
        else if (there == 0 && core_[u] != to)
            push(*heaps, {gain(u, to), u, to});
    }
}

void Assignment::move(std::uint32_t v, std::uint32_t to, Heaps* heaps) {
    const std::uint32_t from = core_[v];
    core_[v] = to;
    leave_[v] = 0;
    const auto neurons = static_cast<std::int64_t>(g_.neurons[v]);
    const auto synapses = static_cast<std::int64_t>(g_.synapses[v]);
    change(fill_[from].neurons, -neurons, room_.neurons, packing_);
    change(fill_[to].neurons, neurons, room_.neurons, packing_);
    change(fill_[from].synapses, -synapses, room_.synapses, packing_);
    change(fill_[to].synapses, synapses, room_.synapses, packing_);
    for (const Incidence& in : g_.nets_of(v)) {
        if (limits_axons_) move_axons(v, in, from, to);
        move_ends(v, in, from, to, heaps);
    }
}

std::uint64_t Assignment::overload(const Fill& fill) const {
    return over(fill.neurons, room_.neurons) + over(fill.synapses, room_.synapses);
}

/// The core that is too full, or else the one with the best move out of it.
std::size_t Assignment::source_of_next(const Heaps& heaps) const {
    std::size_t source = cores_;
    for (std::size_t c = 0; c < cores_; ++c) {
        if (heaps[c].empty()) continue;
        if (source == cores_) {
            source = c;
            continue;
        }
        const std::uint64_t here = overload(fill_[c]), there = overload(fill_[source]);
        if (here > there || (here == there && heaps[source].front() < heaps[c].front())) source = c;
    }
    return source;
}

bool Assignment::next_move(Heaps& heaps, Move& next) {
    while (true) {
        const std::size_t source = source_of_next(heaps);
        if (source == cores_) return false;
        auto& heap = heaps[source];
        std::pop_heap(heap.begin(), heap.end());
        next = heap.back();
        heap.pop_back();
        if (locked_[next.cluster] != 0 || core_[next.cluster] != source) continue;
        if (next.gain < queued_[next.cluster]) continue;  // a better one is there too
        queued_[next.cluster] = nothing;
        if (gain(next.cluster, next.to) != next.gain) {
            push(heaps, best_of(next.cluster));  // it was out of date
        } else if (overload(fill_[source]) == 0 || has_room(next.cluster, next.to)) {
            return true;
        } else {
            const Move roomy =
                best_of(next.cluster, [&](std::uint32_t c) { return has_room(next.cluster, c); });
            if (roomy.to != source) push(heaps, roomy);
        }
    }
}

std::int64_t Assignment::pass() {
    locked_.assign(g_.clusters, 0);
    queued_.assign(g_.clusters, nothing);
    Heaps heaps(cores_);
    for (std::uint32_t v = 0; v < g_.clusters; ++v) push(heaps, best_of(v));
    const std::size_t patience = 100 + g_.clusters / 50;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> done;  // cluster, where it was
    std::size_t kept = 0;
    std::int64_t sum = 0, best_sum = 0;
    std::uint64_t best_excess = excess();
    Move next;
    while (done.size() - kept < patience && next_move(heaps, next)) {
        const std::uint32_t from = core_[next.cluster];
        const std::uint64_t axons = axons_;
        locked_[next.cluster] = 1;
        move(next.cluster, next.to, &heaps);
        if (axons_ > axons) {
            move(next.cluster, from, nullptr);
            continue;
        }
        sum += next.gain;
        done.emplace_back(next.cluster, from);
        if (excess() < best_excess || (excess() == best_excess && sum > best_sum)) {
            best_excess = excess();
            best_sum = sum;
            kept = done.size();
        }
    }
    for (; done.size() > kept; done.pop_back())
        move(done.back().first, done.back().second, nullptr);
    return best_sum;
}

void Assignment::refine() {
    constexpr int most_passes = 12;
    constexpr std::int64_t least_share = 2000;  // a pass that gains less than 1/2000 is the last
    if (cores_ < 2) return;
    std::int64_t now = cost();
    for (int i = 0; i < most_passes; ++i) {
        const std::uint64_t before = excess();
        const std::int64_t gained = pass();
        now -= gained;
        if (excess() == before && gained <= now / least_share) return;
    }
}

}  // namespace efferent::hw
