// Correlates drives over contractions and over plateaus.
#include "bench/drives/follow.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "decoders/drives/cumulative_drive.hpp"

namespace efferent::bench {
namespace {

/// Sums for a correlation; each stretch may have its means taken away.
struct Correlation {
    double xx = 0.0, yy = 0.0, xy = 0.0;

    void add(std::span<const double> x, std::span<const double> y) {
        double mean_x = 0.0, mean_y = 0.0;
        for (const double v : x) mean_x += v / static_cast<double>(x.size());
        for (const double v : y) mean_y += v / static_cast<double>(y.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            xx += (x[i] - mean_x) * (x[i] - mean_x);
            yy += (y[i] - mean_y) * (y[i] - mean_y);
            xy += (x[i] - mean_x) * (y[i] - mean_y);
        }
    }
    double value() const { return xx * yy > 0.0 ? xy / std::sqrt(xx * yy) : 0.0; }
};

}  // namespace

Follows follows(const emg::ImplantedMuscle& person, const emg::MuscleParams& params,
                std::span<const emg::Contraction> contractions, std::size_t repetition,
                std::size_t m, std::span<const double> drive) {
    const drives::DriveParams steps_of;
    const auto late = static_cast<std::size_t>(steps_of.window / 2 / steps_of.step);
    const double step_s = seconds(steps_of.step);
    const auto steps = [&](std::int64_t samples) {
        return static_cast<std::size_t>(
            std::llround(static_cast<double>(samples) / (params.rate_hz * step_s)));
    };
    std::vector<double> found, truth;
    Correlation steady, all;
    for (const emg::Contraction& c : contractions) {
        const auto x = contraction_drives(person, params, c, repetition)[m].excitation;
        const auto y = drive.subspan(steps(c.start) + late, x.size());
        truth.insert(truth.end(), x.begin(), x.end());
        found.insert(found.end(), y.begin(), y.end());
        const auto& shares = person.tasks[c.task].shares;
        if (shares[m] < 0.5 * *std::max_element(shares.begin(), shares.end())) continue;
        const std::size_t begin = steps(c.plateau_start - c.start), n = steps(c.plateau_length);
        steady.add(std::span(x).subspan(begin, n), y.subspan(begin, n));
    }
    all.add(truth, found);
    return {all.value(), steady.value()};
}

}  // namespace efferent::bench
