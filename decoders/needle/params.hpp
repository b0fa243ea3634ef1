// Settings of the decomposition of one needle channel.
#pragma once

#include <cstdint>

#include "core/fields.hpp"

namespace efferent::needle {

struct NeedleParams {
    std::int64_t rounds = 16;
    std::int64_t sweeps = 4;
    double fine_rate_hz = 40'000.0;
    Duration half_width{5'000'000};
    double detection = 6.0;
    Duration cluster_half_width{1'500'000};
    double cluster_distance = 0.15;
    std::int64_t min_cluster = 5;
    double clean = 0.3;
    double merge_distance = 0.15;
    double amplitude_tolerance = 0.2;
    double temper = 32.0;
    double variability = 0.02;
    double penalty = 7.0;
    std::int64_t beam = 8;
    Duration shortest_interval{20'000'000};
    std::int64_t min_discharges = 10;
    double min_energy_ratio = 40.0;
    double max_irregularity = 0.5;
};
void describe(Fields& field, NeedleParams& p);

}  // namespace efferent::needle
