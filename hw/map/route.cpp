// The fabric as a graph whose links count what crosses them.
#include "hw/map/route.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>

namespace efferent::hw {
namespace {

struct Load {
    std::uint64_t messages = 0;
};
using FabricGraph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, Load>;

FabricGraph graph_of(const Grid& grid) {
    FabricGraph g(grid.tiles());
    for (std::uint32_t t = 0; t < grid.tiles(); ++t) {
        if (t % grid.columns + 1 < grid.columns) {
            boost::add_edge(t, t + 1, g);
            boost::add_edge(t + 1, t, g);
        }
        if (t + grid.columns < grid.tiles()) {
            boost::add_edge(t, t + grid.columns, g);
            boost::add_edge(t + grid.columns, t, g);
        }
    }
    return g;
}

}  // namespace

double Routes::mean_hops() const {
    if (messages == 0) return 0.0;
    return static_cast<double>(hops_x + hops_y) / static_cast<double>(messages);
}

std::vector<std::uint32_t> way(const Grid& grid, std::uint32_t from, std::uint32_t to) {
    std::vector<std::uint32_t> tiles{from};
    const auto x = [&](std::uint32_t t) { return t % grid.columns; };
    while (x(from) != x(to)) tiles.push_back(from = x(from) < x(to) ? from + 1 : from - 1);
    while (from != to)
        tiles.push_back(from = from < to ? from + grid.columns : from - grid.columns);
    return tiles;
}

Routes route(const std::vector<CoreMessages>& messages, std::span<const std::uint32_t> tile,
             const Grid& grid) {
    FabricGraph fabric = graph_of(grid);
    Routes routes;
    for (const CoreMessages& m : messages) {
        const Hops hops = hops_between(grid, tile[m.from], tile[m.to]);
        routes.messages += m.messages;
        routes.hops_x += m.messages * hops.x;
        routes.hops_y += m.messages * hops.y;
        routes.most_hops = std::max(routes.most_hops, hops.x + hops.y);
        const auto tiles = way(grid, tile[m.from], tile[m.to]);
        for (std::size_t i = 1; i < tiles.size(); ++i)
            fabric[boost::edge(tiles[i - 1], tiles[i], fabric).first].messages += m.messages;
    }
    for (const auto link : boost::make_iterator_range(boost::edges(fabric)))
        if (fabric[link].messages > 0)
            routes.links.push_back({static_cast<std::uint32_t>(boost::source(link, fabric)),
                                    static_cast<std::uint32_t>(boost::target(link, fabric)),
                                    fabric[link].messages});
    std::ranges::sort(routes.links, [](const FabricLink& a, const FabricLink& b) {
        return std::pair(a.from, a.to) < std::pair(b.from, b.to);
    });
    return routes;
}

}  // namespace efferent::hw
