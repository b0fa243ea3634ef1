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

/// Agglomerative clustering with average linkage (UPGMA: Sokal & Michener 1958): the nearest two
/// groups among those nearer than `nearer` + `few`/n, n the size of the smaller one, are joined
/// until there are none, and then the nearest two while there are more than `clusters`; of equally
/// near pairs the first. Each item's group, numbered by its first item.
std::vector<std::size_t> average_linkage(const Distances& distances, std::size_t clusters,
                                         double nearer = 0.0, double few = 0.0);

/// Mean over all items of (b - a)/max(a, b), a the mean distance to the others of its group, b that
/// to the nearest other group; 0 for an item alone in its group (Rousseeuw, J Comput Appl Math 20,
/// 1987). There are at least two groups, numbered from 0 without gaps.
double silhouette(const Distances& distances, std::span<const std::size_t> groups);

struct ClusterParams {
    std::size_t most = 8;             ///< clusters
    double least_silhouette = 0.25;   ///< below it all items are one cluster
    double least_distance = 0.59;     ///< groups nearer than that on average are one
    double few_distance = 0.13;       ///< over the size of the smaller group, added to it
    double fluctuation_share = 0.33;  ///< of a unit's distance; the rest is of its rates by task
};

struct Clusters {
    std::vector<std::size_t> of;  ///< each unit's cluster, from 0
    std::size_t count = 1;
    double silhouette = 0.0;  ///< 0 for one cluster
};

/// average_linkage() with the limits `least_distance` and `few_distance`, down to `most` groups.
/// The mean over few distances is unsure, so a lone item joins more readily than it would found a
/// group. Then items in turn go to the group they are nearest to on average, until none does, at
/// most ten times; a lone item stays. A limit and not the best silhouette says how many there are:
/// the silhouette compares distances only with each other, so it splits one pool into early and
/// late units and joins two pools that are nearer to each other than to the rest. It says whether
/// there are groups at all: one cluster where it is below `least_silhouette` ("no substantial
/// structure": Kaufman & Rousseeuw, Finding Groups in Data, 1990, have 0.25). Clusters are numbered
/// by their first items. Error{config}: fewer than 3 items, `most` below 2.
Clusters best_clusters(const Distances& distances, const ClusterParams& params);

/// best_clusters() of correlation_distances() of the rates' square roots, whose variance does not
/// grow with the rate as that of counts does, and of `fluctuations` (fluctuation_distances(), of
/// the same units), a weighted mean of the two. Error{config} also for fewer than 3 tasks, for a
/// unit that has the same rate in all tasks, for fluctuations of another number of units, and for
/// a share outside 0 to 1.
Clusters cluster_units(const TaskRates& rates, const Distances& fluctuations,
                       const ClusterParams& params);

}  // namespace efferent::drives
