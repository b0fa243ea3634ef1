// The fabric as a picture: tiles with their cores, darker the fuller, and links, wider the more
// they carry.
#include <algorithm>
#include <cmath>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/map_page.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent::report {
namespace {

constexpr double width = 980.0;

class FabricPicture {
public:
    explicit FabricPicture(const MapResult& r) : r_(r), room_(hw::room_of(r.chip.limits)) {
        if (r.mapping.grid) {
            grid_ = *r.mapping.grid;
            tile_ = r.mapping.tile;
        } else {
            const auto cores = static_cast<std::uint32_t>(r.mapping.partition.cores);
            grid_ = {std::clamp(cores, 1U, 8U), (cores + 7) / 8, 1};
            for (std::uint32_t c = 0; c < cores; ++c) tile_.push_back(c);
        }
        pitch_ = std::min(118.0, width / grid_.columns);
        side_ = pitch_ * 0.74;
        across_ = static_cast<std::uint32_t>(std::ceil(std::sqrt(grid_.cores_per_tile)));
    }

    std::string draw() {
        Svg svg({"fabric", "The chip's fabric",
                 "A square of a tile is a core, darker the fuller it is; a bar between tiles is a "
                 "link in one direction, wider the more messages cross it."},
                {pitch_ * grid_.columns, pitch_ * grid_.rows},
                std::min(640.0, pitch_ * grid_.columns));
        svg.open("fabric");
        for (std::uint32_t t = 0; t < grid_.tiles(); ++t)
            if (r_.mapping.grid || t < tile_.size())
                svg.rectangle(corner(t), {side_, side_}, "tile");
        for (const hw::FabricLink& link : r_.mapping.routes.links) draw_link(svg, link);
        std::vector<std::uint32_t> used(grid_.tiles(), 0);
        for (std::uint32_t c = 0; c < tile_.size(); ++c) draw_core(svg, c, used[tile_[c]]++);
        svg.close();
        return std::move(svg).finish();
    }

private:
    Point corner(std::uint32_t tile) const {
        const double margin = (pitch_ - side_) / 2.0;
        return {tile % grid_.columns * pitch_ + margin, tile / grid_.columns * pitch_ + margin};
    }

    void draw_link(Svg& svg, const hw::FabricLink& link) const {
        std::uint64_t most = 0;
        for (const hw::FabricLink& l : r_.mapping.routes.links) most = std::max(most, l.messages);
        const double gap = pitch_ - side_;
        const double thick = std::max(
            0.6, gap * 0.55 * static_cast<double>(link.messages) / static_cast<double>(most));
        const Point from = corner(link.from), to = corner(link.to);
        const bool along_x = from.y == to.y;
        // The two directions lie side by side, as traffic does on the right of a road.
        const double shift = side_ * (from.x < to.x || from.y > to.y ? 0.62 : 0.38);
        const Point at = along_x
                             ? Point{std::min(from.x, to.x) + side_, from.y + shift - thick / 2}
                             : Point{from.x + shift - thick / 2, std::min(from.y, to.y) + side_};
        const Size size = along_x ? Size{gap, thick} : Size{thick, gap};
        svg.titled_rectangle(at, size, "class=\"link\"",
                             amount(static_cast<double>(link.messages) / r_.traffic.seconds()) +
                                 " messages per second");
    }

    void draw_core(Svg& svg, std::uint32_t core, std::uint32_t slot) const {
        const double cell = side_ / across_;
        const double inset = std::max(0.5, cell * 0.06);
        Point at = corner(tile_[core]);
        at.x += slot % across_ * cell + inset;
        at.y += slot / across_ * cell + inset;
        const double size = cell - 2.0 * inset;
        const hw::Fill& fill = r_.mapping.fill[core];
        const auto full = fullness(fill, room_);
        const double share = full ? full->share : 1.0;
        svg.rectangle(at, {size, size}, "slot");
        std::string title = "core " + std::to_string(core) + ": " + std::to_string(fill.neurons) +
                            " neurons, " + std::to_string(fill.synapses) + " synapses";
        if (full) title += ", " + percent(full->share) + " % full of " + full->by;
        svg.titled_rectangle(at, {size, size},
                             "class=\"core\" fill-opacity=\"" + decimal(share, 3) + "\"", title);
        if (size >= 18.0)
            svg.text({at.x + size / 2.0, at.y + size / 2.0 + 4.0}, std::to_string(core),
                     share > 0.55 ? "small middle light" : "small middle");
    }

    const MapResult& r_;
    hw::Room room_;
    hw::Grid grid_;
    std::vector<std::uint32_t> tile_;
    double pitch_ = 0.0, side_ = 0.0;
    std::uint32_t across_ = 1;  // cores beside each other in a tile
};

std::string caption(const MapResult& r) {
    const bool known = std::ranges::any_of(r.mapping.fill, [&](const hw::Fill& fill) {
        return fullness(fill, hw::room_of(r.chip.limits)).has_value();
    });
    std::string text = known ? "A square is a core with its number, darker the fuller it is by the "
                               "limit that it is nearest to. "
                             : "A square is a core; how much one holds is not published. ";
    if (!r.mapping.grid)
        return text + "How cores are joined is not published, so they stand in their order.";
    return text +
           "A bar between two tiles is a link in one direction, wider the more messages "
           "cross it; messages go along x, then along y.";
}

}  // namespace

std::string map_fabric(const MapResult& r) {
    return section("fabric-section", "Cores and links",
                   "<figure><figcaption>" + escape(caption(r)) +
                       "</figcaption>\n<div class=\"scroll\">" + FabricPicture(r).draw() +
                       "</div></figure>\n");
}

}  // namespace efferent::report
