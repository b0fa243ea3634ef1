// Average linkage by the definition: few units, so nothing cleverer is needed.
#include "decoders/drives/clusters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"

namespace efferent::drives {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// The row less its mean, of length 1.
std::vector<double> standardised(std::span<const double> row) {
    double mean = 0.0, square = 0.0;
    for (const double x : row) mean += x / static_cast<double>(row.size());
    std::vector<double> result(row.begin(), row.end());
    for (double& x : result) {
        x -= mean;
        square += x * x;
    }
    for (double& x : result) x /= std::sqrt(square);
    return result;
}

/// The mean distance of items of one group to those of the other.
double mean_distance(const Distances& distances, std::span<const std::size_t> one,
                     std::span<const std::size_t> other) {
    double sum = 0.0;
    for (const std::size_t i : one)
        for (const std::size_t j : other) sum += distances.at(i, j);
    return sum / static_cast<double>(one.size() * other.size());
}

std::vector<std::vector<std::size_t>> members_of(std::span<const std::size_t> groups) {
    std::vector<std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups[i] >= members.size()) members.resize(groups[i] + 1);
        members[groups[i]].push_back(i);
    }
    return members;
}

/// The groups in another order: by their first items.
std::vector<std::size_t> renumbered(std::span<const std::size_t> groups) {
    std::vector<std::size_t> seen, result;
    for (const std::size_t g : groups) {
        const auto at = std::find(seen.begin(), seen.end(), g);
        result.push_back(static_cast<std::size_t>(at - seen.begin()));
        if (at == seen.end()) seen.push_back(g);
    }
    return result;
}

/// Moves items to the group they are nearest to.
void relocate(const Distances& distances, std::vector<std::size_t>& groups) {
    constexpr int most_rounds = 10;
    bool moved = true;
    for (int round = 0; moved && round < most_rounds; ++round) {
        moved = false;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            auto members = members_of(groups);
            if (members[groups[i]].size() == 1) continue;
            std::erase(members[groups[i]], i);
            const std::size_t self[] = {i};
            std::size_t nearest = groups[i];
            double least = mean_distance(distances, self, members[nearest]);
            for (std::size_t g = 0; g < members.size(); ++g) {
                const double mean = mean_distance(distances, self, members[g]);
                if (mean < least) least = mean, nearest = g;
            }
            if (nearest == groups[i]) continue;
            groups[i] = nearest;
            moved = true;
        }
    }
}

}  // namespace

Distances correlation_distances(std::span<const double> rows, std::size_t columns) {
    Distances result{rows.size() / columns, {}};
    std::vector<std::vector<double>> standard;
    for (std::size_t i = 0; i < result.count; ++i)
        standard.push_back(standardised(rows.subspan(i * columns, columns)));
    result.values.resize(result.count * result.count);
    for (std::size_t i = 0; i < result.count; ++i)
        for (std::size_t j = 0; j < i; ++j) {
            double r = 0.0;
            for (std::size_t c = 0; c < columns; ++c) r += standard[i][c] * standard[j][c];
            const double distance = std::max(0.0, 1.0 - r);  // rounding may leave r above 1
            result.values[i * result.count + j] = result.values[j * result.count + i] = distance;
        }
    return result;
}

std::vector<std::size_t> average_linkage(const Distances& distances, std::size_t clusters,
                                         double nearer, double few) {
    std::vector<std::vector<std::size_t>> members;  // ordered by their first item
    for (std::size_t i = 0; i < distances.count; ++i) members.push_back({i});
    while (members.size() > 1) {
        double least = infinite, near = infinite;  // of all pairs; of those within their limit
        std::size_t any[2] = {0, 1}, within[2] = {0, 1};
        for (std::size_t i = 0; i < members.size(); ++i)
            for (std::size_t j = i + 1; j < members.size(); ++j) {
                const double mean = mean_distance(distances, members[i], members[j]);
                const auto fewer =
                    static_cast<double>(std::min(members[i].size(), members[j].size()));
                if (mean < least) least = mean, any[0] = i, any[1] = j;
                if (mean < near && mean < nearer + few / fewer)
                    near = mean, within[0] = i, within[1] = j;
            }
        if (near == infinite && members.size() <= clusters) break;
        const auto& [a, b] = near < infinite ? within : any;
        members[a].insert(members[a].end(), members[b].begin(), members[b].end());
        members.erase(members.begin() + static_cast<std::ptrdiff_t>(b));
    }
    std::vector<std::size_t> groups(distances.count);
    for (std::size_t g = 0; g < members.size(); ++g)
        for (const std::size_t i : members[g]) groups[i] = g;
    return groups;
}

double silhouette(const Distances& distances, std::span<const std::size_t> groups) {
    const auto members = members_of(groups);
    double sum = 0.0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const double own_size = static_cast<double>(members[groups[i]].size());
        if (own_size == 1.0) continue;
        const std::size_t self[] = {i};
        const double own =
            mean_distance(distances, self, members[groups[i]]) * own_size / (own_size - 1.0);
        double other = infinite;
        for (std::size_t g = 0; g < members.size(); ++g)
            if (g != groups[i]) other = std::min(other, mean_distance(distances, self, members[g]));
        if (std::max(own, other) > 0.0) sum += (other - own) / std::max(own, other);
    }
    return sum / static_cast<double>(groups.size());
}

Clusters best_clusters(const Distances& distances, const ClusterParams& params) {
    if (distances.count < 3)
        throw Error(Fault::config, "clusters: there are " + std::to_string(distances.count) +
                                       " motor units; give at least 3");
    if (params.most < 2)
        throw Error(Fault::config, "clusters: at most " + std::to_string(params.most) +
                                       " are asked for; allow at least 2");
    const Clusters one{std::vector<std::size_t>(distances.count), 1, 0.0};
    auto groups =
        average_linkage(distances, params.most, params.least_distance, params.few_distance);
    relocate(distances, groups);
    groups = renumbered(groups);
    const std::size_t count = 1 + *std::max_element(groups.begin(), groups.end());
    if (count == 1) return one;
    const double value = silhouette(distances, groups);
    if (value < params.least_silhouette) return one;
    return {std::move(groups), count, value};
}

Clusters cluster_units(const TaskRates& rates, const Distances& fluctuations,
                       const ClusterParams& params) {
    if (rates.tasks.size() < 3)
        throw Error(Fault::config,
                    "clusters: there are " + std::to_string(rates.tasks.size()) +
                        " tasks, over which rates of two units always or never rise together; give "
                        "at least 3");
    if (fluctuations.count != rates.units.size())
        throw Error(Fault::config,
                    "clusters: fluctuations are of " + std::to_string(fluctuations.count) +
                        " motor units and rates of " + std::to_string(rates.units.size()) +
                        "; give both of the same");
    const double share = params.fluctuation_share;
    if (!(share >= 0.0 && share <= 1.0))
        throw Error(Fault::config, "clusters: the share of the fluctuations must be from 0 to 1");
    for (std::size_t u = 0; u < rates.units.size(); ++u) {
        const auto row = rates.row(u);
        if (std::all_of(row.begin(), row.end(), [&](double hz) { return hz == row.front(); }))
            throw Error(Fault::config, "clusters: motor unit \"" + rates.units[u] +
                                           "\" discharges at the same rate in all tasks, so "
                                           "nothing tells its pool; leave it out");
    }
    std::vector<double> roots;
    for (const double hz : rates.hz) roots.push_back(std::sqrt(hz));
    Distances distances = correlation_distances(roots, rates.tasks.size());
    for (std::size_t i = 0; i < distances.values.size(); ++i)
        distances.values[i] += share * (fluctuations.values[i] - distances.values[i]);
    return best_clusters(distances, params);
}

}  // namespace efferent::drives
