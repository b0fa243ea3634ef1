// Greedy, then local exchanges.
#include "hw/map/place.hpp"

#include <algorithm>
#include <numeric>

#include "core/error.hpp"
#include "hw/map/listeners.hpp"

namespace efferent::hw {
namespace {

constexpr std::uint32_t nowhere = ~std::uint32_t{0};

struct Partner {
    std::uint32_t core = 0;
    std::int64_t messages = 0;  // both ways
};

class Placer {
public:
    Placer(const std::vector<CoreMessages>& messages, std::size_t cores, const Grid& grid)
        : grid_(grid), partners_(cores), tile_(cores, nowhere), slots_(grid.tiles()) {
        for (const CoreMessages& m : messages) {
            partners_[m.from].push_back({m.to, static_cast<std::int64_t>(m.messages)});
            partners_[m.to].push_back({m.from, static_cast<std::int64_t>(m.messages)});
        }
    }

    void grow() {
        std::vector<std::int64_t> pull(tile_.size(), 0);  // messages with those that are placed
        std::vector<std::int64_t> all(tile_.size(), 0);
        for (std::size_t c = 0; c < tile_.size(); ++c)
            for (const Partner& p : partners_[c]) all[c] += p.messages;
        for (std::size_t placed = 0; placed < tile_.size(); ++placed) {
            std::uint32_t next = nowhere;
            for (std::uint32_t c = 0; c < tile_.size(); ++c) {
                if (tile_[c] != nowhere) continue;
                if (next == nowhere ||
                    std::pair(pull[c], all[c]) > std::pair(pull[next], all[next]))
                    next = c;
            }
            put(next, placed == 0 ? middle() : best_tile(next));
            for (const Partner& p : partners_[next]) pull[p.core] += p.messages;
        }
    }

    /// Until nothing near helps any more.
    void exchange() {
        constexpr int most_rounds = 50;
        bool better = true;
        for (int round = 0; better && round < most_rounds; ++round) {
            better = false;
            for (std::uint32_t c = 0; c < tile_.size(); ++c) better |= improve(c);
        }
    }

    std::vector<std::uint32_t> tiles() const { return tile_; }

private:
    static constexpr std::uint32_t reach = 4;  // tiles

    std::uint32_t middle() const {
        return (grid_.rows - 1) / 2 * grid_.columns + (grid_.columns - 1) / 2;
    }
    std::int64_t distance(std::uint32_t a, std::uint32_t b) const {
        const Hops h = hops_between(grid_, a, b);
        return h.x + h.y;
    }
    /// Of a core if it were on `tile`; `other` counts as where it is.
    std::int64_t cost(std::uint32_t core, std::uint32_t tile, std::uint32_t other = nowhere) const {
        std::int64_t sum = 0;
        for (const Partner& p : partners_[core])
            if (p.core != other && tile_[p.core] != nowhere)
                sum += p.messages * distance(tile, tile_[p.core]);
        return sum;
    }
    std::uint32_t best_tile(std::uint32_t core) const {
        std::uint32_t best = nowhere;
        std::int64_t least = 0;
        for (std::uint32_t t = 0; t < grid_.tiles(); ++t) {
            if (slots_[t].size() == grid_.cores_per_tile || !beside_used(t)) continue;
            const std::int64_t here = cost(core, t);
            if (best == nowhere || here < least) best = t, least = here;
        }
        return best;
    }
    bool beside_used(std::uint32_t t) const {
        const std::uint32_t x = t % grid_.columns, y = t / grid_.columns;
        return !slots_[t].empty() || (x > 0 && !slots_[t - 1].empty()) ||
               (x + 1 < grid_.columns && !slots_[t + 1].empty()) ||
               (y > 0 && !slots_[t - grid_.columns].empty()) ||
               (y + 1 < grid_.rows && !slots_[t + grid_.columns].empty());
    }
    void put(std::uint32_t core, std::uint32_t tile) {
        if (tile_[core] != nowhere) std::erase(slots_[tile_[core]], core);
        tile_[core] = tile;
        slots_[tile].push_back(core);
    }

    bool improve(std::uint32_t core) {
        const std::uint32_t here = tile_[core];
        const std::uint32_t x = here % grid_.columns, y = here / grid_.columns;
        for (std::uint32_t v = y > reach ? y - reach : 0; v < std::min(y + reach + 1, grid_.rows);
             ++v)
            for (std::uint32_t u = x > reach ? x - reach : 0;
                 u < std::min(x + reach + 1, grid_.columns); ++u) {
                const std::uint32_t there = v * grid_.columns + u;
                if (there != here && moved(core, here, there)) return true;
            }
        return false;
    }
    bool moved(std::uint32_t core, std::uint32_t here, std::uint32_t there) {
        if (slots_[there].size() < grid_.cores_per_tile && cost(core, there) < cost(core, here)) {
            put(core, there);
            return true;
        }
        // What the two exchange is as far as before.
        for (const std::uint32_t other : slots_[there]) {
            const std::int64_t before = cost(core, here, other) + cost(other, there, core);
            if (cost(core, there, other) + cost(other, here, core) >= before) continue;
            put(core, there);
            put(other, here);
            return true;
        }
        return false;
    }

    Grid grid_;
    std::vector<std::vector<Partner>> partners_;
    std::vector<std::uint32_t> tile_;
    std::vector<std::vector<std::uint32_t>> slots_;  // the cores of a tile
};

std::uint32_t whole(const Known& known) { return static_cast<std::uint32_t>(known->value); }

}  // namespace

std::vector<CoreMessages> core_messages_of(const Traffic& t, const Partition& p) {
    std::vector<std::uint64_t> sent(p.cores * p.cores, 0);
    Listeners listeners(p);
    for (std::size_t s = 0; s < t.neurons; ++s) {
        if (t.spikes[s] == 0 || p.core[s] == no_core) continue;
        for (const Listener& l : listeners.of(t.net(s)))
            if (l.core != p.core[s]) sent[p.core[s] * p.cores + l.core] += t.spikes[s];
    }
    std::vector<CoreMessages> all;
    for (std::uint32_t from = 0; from < p.cores; ++from)
        for (std::uint32_t to = 0; to < p.cores; ++to)
            if (const std::uint64_t n = sent[from * p.cores + to]; n > 0)
                all.push_back({from, to, n});
    return all;
}

std::optional<Grid> grid_of(const Fabric& f) {
    if (!f.columns || !f.rows || !f.cores_per_tile) return {};
    return Grid{whole(f.columns), whole(f.rows), whole(f.cores_per_tile)};
}

Hops hops_between(const Grid& grid, std::uint32_t from, std::uint32_t to) {
    const auto apart = [](std::uint32_t a, std::uint32_t b) { return a > b ? a - b : b - a; };
    return {apart(from % grid.columns, to % grid.columns),
            apart(from / grid.columns, to / grid.columns)};
}

std::vector<std::uint32_t> place(const std::vector<CoreMessages>& messages, std::size_t cores,
                                 const Grid& grid) {
    const std::size_t room = std::size_t{grid.tiles()} * grid.cores_per_tile;
    if (cores > room)
        throw Error(Fault::capacity, "the fabric has room for " + std::to_string(room) +
                                         " cores, " + std::to_string(cores - room) +
                                         " fewer than the " + std::to_string(cores) + " in use");
    Placer placer(messages, cores, grid);
    placer.grow();
    placer.exchange();
    return placer.tiles();
}

std::uint64_t message_hops(const std::vector<CoreMessages>& messages,
                           std::span<const std::uint32_t> tile, const Grid& grid) {
    std::uint64_t sum = 0;
    for (const CoreMessages& m : messages) {
        const Hops h = hops_between(grid, tile[m.from], tile[m.to]);
        sum += m.messages * (h.x + h.y);
    }
    return sum;
}

}  // namespace efferent::hw
