// Rows to compare classifiers on: 16 overlapping Gaussian classes.
#pragma once

#include <vector>

#include "core/ids.hpp"
#include "core/table.hpp"

namespace efferent::bench {

struct LabelledRows {
    Table rows;
    std::vector<TaskId> labels;
};

struct Clusters {
    static constexpr std::size_t classes = 16;
    static constexpr std::size_t columns = 68;
    static constexpr std::size_t count = 4000;  ///< of training rows, and of test rows

    LabelledRows train;
    LabelledRows test;
};

/// Each class has a mean and a variance per column of its own; columns are standardised on the
/// training rows. The same for the same seed.
Clusters make_clusters(std::uint64_t seed);

}  // namespace efferent::bench
