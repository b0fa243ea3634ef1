// Groups of motor units that are busy in the same tasks, and how many groups there are.
#pragma once

#include "decoders/drives/rates.hpp"

namespace efferent::drives {

/// Symmetric, zero on the diagonal.
struct Distances {
    std::size_t count = 0;
    std::vector<double> values;  ///< [count][count]

    double at(std::size_t i, std::size_t j) const { return values[i * count + j]; }
};

/// 1 - r, r the correlation of two rows of `columns` values: from 0, alike but for offset and
/// scale, to 2. A unit that is recruited early discharges in every task, a late one in few; what
/// tells pools apart is in which tasks a unit is faster than in others. Rows are not constant.
Distances correlation_distances(std::span<const double> rows, std::size_t columns);

/// Agglomerative clustering with average linkage (UPGMA: Sokal & Michener 1958) down to `clusters`
/// groups, and on while two are nearer than `nearer`; of equally near pairs the first is joined.
/// Each item's group, numbered by its first item.
std::vector<std::size_t> average_linkage(const Distances& distances, std::size_t clusters,
                                         double nearer = 0.0);

/// Mean over all items of (b - a)/max(a, b), a the mean distance to the others of its group, b that
/// to the nearest other group; 0 for an item alone in its group (Rousseeuw, J Comput Appl Math 20,
/// 1987). There are at least two groups, numbered from 0 without gaps.
double silhouette(const Distances& distances, std::span<const std::size_t> groups);

struct ClusterParams {
    std::size_t most = 8;            ///< clusters
    double least_silhouette = 0.25;  ///< below it all units are one cluster
    double least_distance = 0.5;     ///< groups nearer than that on average are one
};

struct Clusters {
    std::vector<std::size_t> of;  ///< each unit's cluster, from 0
    std::size_t count = 1;
    double silhouette = 0.0;  ///< 0 for one cluster
};

/// Clusters of items by average_linkage(), as many as have the largest silhouette, of equals the
/// fewest. The silhouette compares distances with each other, so it finds groups also within one
/// pool, whose early and late units differ a little: therefore groups nearer than `least_distance`
/// are joined whatever it says (for correlations: rates that rise and fall together with r above
/// 0.5). One cluster where nothing is further apart, or where the silhouette is below
/// `least_silhouette` ("no substantial structure": Kaufman & Rousseeuw, Finding Groups in Data,
/// 1990, have 0.25). Error{config}: fewer than 3 items, `most` below 2.
Clusters best_clusters(const Distances& distances, const ClusterParams& params);

/// best_clusters() by correlation_distances() of the rates. Error{config} also for fewer than 3
/// tasks and for a unit that has the same rate in all tasks.
Clusters cluster_units(const TaskRates& rates, const ClusterParams& params);

}  // namespace efferent::drives
