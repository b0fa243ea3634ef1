// Places fibres, shares them out among motor units, and draws their endplates.
#include "emg/muscle/territory.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "emg/muscle/muap.hpp"

namespace efferent::emg {
namespace {

constexpr double largest_territory = 0.25;  // of the area
constexpr double chi2_999 = 13.8;           // two degrees of freedom
constexpr int centre_draws = 16;
constexpr double tendon_scatter_mm = 2.0;
constexpr double branch_m_s = 5.0, terminal_m_s = 2.0;

struct Territory {
    double x = 0.0, y = 0.0;
    double variance = 1.0;  ///< mm2
};

double squared(double x, double y) { return x * x + y * y; }

bool inside(const Compartment& c, double x, double y) {
    return squared((x - c.x) / c.half_x, (y - c.y) / c.half_y) <= 1.0;
}

std::vector<Territory> territories(const Compartment& c, std::span<const double> sizes,
                                   RandomStream random) {
    std::vector<Territory> all(sizes.size());
    const double largest = largest_territory * c.area_mm2();
    for (std::size_t m = sizes.size(); m-- > 0;) {
        Territory& one = all[m];
        one.variance = largest * sizes[m] / sizes.back() / (std::numbers::pi * chi2_999);
        double best = -1.0;
        for (int draw = 0; draw < centre_draws; ++draw) {
            const double r = std::sqrt(random.uniform());
            const double angle = 2.0 * std::numbers::pi * random.uniform();
            const double x = c.x + c.half_x * r * std::cos(angle);
            const double y = c.y + c.half_y * r * std::sin(angle);
            double nearest = std::numeric_limits<double>::max();
            for (std::size_t k = m + 1; k < all.size(); ++k)
                nearest = std::min(nearest, squared(x - all[k].x, y - all[k].y));
            if (nearest > best) best = nearest, one.x = x, one.y = y;
        }
    }
    return all;
}

constexpr std::size_t nobody = std::numeric_limits<std::size_t>::max();

/// Fibres on a grid, row by row; a place outside the compartment holds none.
struct Grid {
    std::size_t columns = 0;
    std::vector<Point> places;
    std::vector<bool> filled;
};

Grid make_grid(const Compartment& c, RandomStream random) {
    const double pitch = 1.0 / std::sqrt(c.fibres_per_mm2);
    Grid grid;
    grid.columns = static_cast<std::size_t>(std::ceil(2.0 * c.half_x / pitch));
    const auto rows = static_cast<std::size_t>(std::ceil(2.0 * c.half_y / pitch));
    for (std::size_t i = 0; i < grid.columns * rows; ++i) {
        const auto column = static_cast<double>(i % grid.columns);
        const auto row = static_cast<double>(i / grid.columns);
        const double x = c.x - c.half_x + pitch * (column + 0.25 + 0.5 * random.uniform());
        const double y = c.y - c.half_y + pitch * (row + 0.25 + 0.5 * random.uniform());
        grid.places.push_back({x, y, 0.0});
        grid.filled.push_back(inside(c, x, y));
    }
    return grid;
}

/// Each place's unit, or nobody.
std::vector<std::size_t> assign(const Compartment& c, const Grid& grid,
                                std::span<const Territory> units, std::span<const double> sizes,
                                RandomStream random) {
    // What of a unit's normal density lies inside, as the fibres see it.
    std::vector<double> height(units.size());
    for (std::size_t m = 0; m < units.size(); ++m) {
        double mass = 0.0;
        for (std::size_t i = 0; i < grid.places.size(); ++i)
            if (grid.filled[i])
                mass += std::exp(
                    -0.5 * squared(grid.places[i].x - units[m].x, grid.places[i].y - units[m].y) /
                    units[m].variance);
        height[m] = std::log(sizes[m] * c.fibres_per_mm2 / std::max(mass, 1e-9));
    }
    std::vector<std::size_t> owner(grid.places.size(), nobody);
    std::vector<double> weight(units.size());
    for (std::size_t i = 0; i < owner.size(); ++i) {
        if (!grid.filled[i]) continue;
        const std::size_t left = i % grid.columns == 0 ? nobody : owner[i - 1];
        const std::size_t below = i < grid.columns ? nobody : owner[i - grid.columns];
        double top = -std::numeric_limits<double>::max();
        for (std::size_t m = 0; m < units.size(); ++m) {
            weight[m] = height[m] -
                        0.5 *
                            squared(grid.places[i].x - units[m].x, grid.places[i].y - units[m].y) /
                            units[m].variance;
            if (m != left && m != below) top = std::max(top, weight[m]);
        }
        double sum = 0.0;
        for (std::size_t m = 0; m < units.size(); ++m) {
            const bool allowed = m != left && m != below && weight[m] > top - 20.0;
            weight[m] = allowed ? std::exp(weight[m] - top) : 0.0;
            sum += weight[m];
        }
        double draw = sum * random.uniform();
        for (std::size_t m = 0; m < units.size() && owner[i] == nobody; ++m) {
            draw -= weight[m];
            if (weight[m] > 0.0 && draw < 0.0) owner[i] = m;
        }
    }
    return owner;
}

double draw_diameter(double mean, RandomStream& random) {
    for (;;) {
        const double d = mean * (1.0 + 0.16 * random.normal());
        if (d >= 22.0 && d <= 85.0) return d;
    }
}

/// Endplates, tendons, diameters and delays of one unit whose fibres have their places.
void innervate(std::vector<MuscleFibre>& fibres, const Compartment& c, const Territory& territory,
               double size, double cumulative, RandomStream random) {
    struct Branch {
        double x, y, z;
    };
    std::vector<Branch> branches;
    const auto count = static_cast<std::size_t>(1 + std::llround(std::log(size)));
    for (std::size_t b = 0; b < count; ++b) {
        const MuscleFibre& near = fibres[random.below(fibres.size())];
        branches.push_back(
            {near.x, near.y, c.endplate + (1.5 + 4.0 * cumulative) * random.normal()});
    }
    for (MuscleFibre& fibre : fibres) {
        const Branch& branch = *std::min_element(branches.begin(), branches.end(),
                                                 [&fibre](const Branch& a, const Branch& b) {
                                                     return squared(a.x - fibre.x, a.y - fibre.y) <
                                                            squared(b.x - fibre.x, b.y - fibre.y);
                                                 });
        const double along = (0.5 + 1.5 * cumulative) * random.normal();
        fibre.endplate = branch.z + along;
        fibre.low_end = c.endplate - c.half_length + tendon_scatter_mm * random.normal();
        fibre.high_end = c.endplate + c.half_length + tendon_scatter_mm * random.normal();
        fibre.diameter_um = draw_diameter(46.0 + 18.0 * cumulative, random);
        fibre.velocity_m_s = conduction_velocity(fibre.diameter_um);
        const double to_branch =
            std::hypot(branch.x - territory.x, branch.y - territory.y, branch.z - c.endplate);
        const double beyond = std::hypot(fibre.x - branch.x, fibre.y - branch.y, along);
        fibre.delay_s = 1e-3 * (to_branch / branch_m_s + beyond / terminal_m_s);
    }
}

}  // namespace

double Compartment::area_mm2() const { return std::numbers::pi * half_x * half_y; }

std::vector<std::vector<MuscleFibre>> unit_fibres(const Compartment& compartment,
                                                  std::span<const double> sizes, std::uint64_t seed,
                                                  std::uint64_t entity) {
    const auto units = territories(compartment, sizes, RandomStream(seed, "territories", entity));
    const Grid grid = make_grid(compartment, RandomStream(seed, "fibres", entity));
    const auto owner =
        assign(compartment, grid, units, sizes, RandomStream(seed, "innervation", entity));
    std::vector<std::vector<MuscleFibre>> fibres(sizes.size());
    for (std::size_t i = 0; i < owner.size(); ++i)
        if (owner[i] != nobody)
            fibres[owner[i]].push_back({.x = grid.places[i].x, .y = grid.places[i].y});
    const double total = std::accumulate(sizes.begin(), sizes.end(), 0.0);
    double before = 0.0;
    for (std::size_t m = 0; m < fibres.size(); ++m) {
        before += sizes[m];
        if (!fibres[m].empty())
            innervate(fibres[m], compartment, units[m], sizes[m] / sizes.front(), before / total,
                      RandomStream(seed, "endplates", (entity << 16U) + m));
    }
    return fibres;
}

}  // namespace efferent::emg
