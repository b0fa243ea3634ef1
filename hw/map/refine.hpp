// A partition of a hypergraph, improved by moving one cluster at a time (Fiduccia and Mattheyses,
// "A linear-time heuristic for improving network partitions", DAC 1982, for many cores at once).
#pragma once

#include "hw/map/hypergraph.hpp"

namespace efferent::hw {

/// A partition with what a move needs to know, kept up to date move by move.
class Assignment {
public:
    /// The graph must outlive it.
    Assignment(const Hypergraph& graph, std::vector<std::uint32_t> core, std::size_t cores,
               const Room& room);

    /// Moves clusters as long as that helps: never ends with a higher excess than it began with,
    /// nor, at the same excess, with a higher cost.
    void refine();

    const std::vector<std::uint32_t>& core() const { return core_; }
    /// The sum over nets of weight times (cores that hold ends of it - 1).
    std::int64_t cost() const;
    /// By how much all limits together are exceeded; 0: everything fits.
    std::uint64_t excess() const { return packing_ + axons_; }

private:
    struct Move {
        std::int64_t gain = 0;
        std::uint32_t cluster = 0;
        std::uint32_t to = 0;
        /// Which is the later one, as heaps want it.
        bool operator<(const Move& other) const;
    };
    /// One for each core, of moves out of it. An entry may be out of date; it is then too high, or
    /// a newer one is there too.
    using Heaps = std::vector<std::vector<Move>>;

    std::uint32_t& ends(std::size_t net, std::size_t core) { return ends_[net * cores_ + core]; }
    std::uint32_t ends(std::size_t net, std::size_t core) const {
        return ends_[net * cores_ + core];
    }
    std::int64_t gain(std::uint32_t cluster, std::uint32_t to) const;
    bool has_room(std::uint32_t cluster, std::uint32_t core) const;
    template <class Allowed>
    Move best_of(std::uint32_t cluster, const Allowed& allowed) const;
    Move best_of(std::uint32_t cluster) const;
    void push(Heaps& heaps, const Move& move);

    void count_ends();
    void count_axons();
    void weigh();

    std::int64_t pass();
    bool next_move(Heaps& heaps, Move& move);
    std::size_t source_of_next(const Heaps& heaps) const;
    std::uint64_t overload(const Fill& fill) const;
    void move(std::uint32_t cluster, std::uint32_t to, Heaps* heaps);
    void move_ends(std::uint32_t cluster, const Incidence& in, std::uint32_t from, std::uint32_t to,
                   Heaps* heaps);
    void move_axons(std::uint32_t cluster, const Incidence& in, std::uint32_t from,
                    std::uint32_t to);
    void hear(std::size_t net, std::uint32_t core, int sign);
    void add_out_axons(std::uint32_t core, std::int64_t change);

    const Hypergraph& g_;
    std::vector<std::uint32_t> core_;  // of a cluster
    std::size_t cores_;
    Room room_;
    bool limits_axons_;
    std::vector<std::uint32_t> ends_;     // [net][core]
    std::vector<std::uint32_t> most_;     // of a net: the most ends that one cluster has
    std::vector<std::uint32_t> hearers_;  // of a net: cores that hold targets
    std::vector<std::int64_t> total_;     // of a cluster: the weight of its nets
    std::vector<std::int64_t> leave_;     // of a cluster: of those that leave its core with it
    std::vector<std::int64_t> present_;   // [cluster][core]: of those that are there
    std::vector<Fill> fill_;
    std::vector<char> locked_;          // of a cluster: it has moved in this pass
    std::vector<std::int64_t> queued_;  // of a cluster: the highest gain in its heap
    std::uint64_t packing_ = 0;         // excess of neurons and synapses
    std::uint64_t axons_ = 0;           // excess of axons and destinations
};

}  // namespace efferent::hw
