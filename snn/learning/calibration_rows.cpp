// Gathers windows round by round, and sizes what a readout is asked for.
#include "snn/learning/calibration_rows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace efferent::snn {

CalibrationRows calibration_rows(const Network& network, const Reading& reading,
                                 const Examples& examples, const TrainingRun& run) {
    std::vector<Table> by_example;
    std::size_t longest = 0;
    each_example(network, reading, examples, run, [&](const Example&, const Table& shares) {
        by_example.push_back(shares);
        longest = std::max(longest, shares.rows());
    });
    CalibrationRows rows;
    rows.shares = Table(by_example.front().columns());
    for (std::size_t w = 0; w < longest; ++w)
        for (std::size_t e = 0; e < by_example.size(); ++e) {
            if (w >= by_example[e].rows()) continue;
            rows.shares.push_back(by_example[e].row(w));
            rows.labels.push_back(index(examples.all[e].label));
        }
    for (const double x : rows.shares.values()) rows.mean_square += x * x;
    rows.mean_square /= static_cast<double>(rows.shares.rows());
    return rows;
}

std::vector<double> centred_scores(const Table& weights, std::span<const double> shares) {
    std::vector<double> scores;
    for (std::size_t k = 0; k < weights.rows(); ++k)
        scores.push_back(
            std::inner_product(shares.begin(), shares.end(), weights.row(k).begin(), 0.0));
    const double mean =
        std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
    for (double& s : scores) s -= mean;
    return scores;
}

double size_of_targets(const Table& weights, const CalibrationRows& rows) {
    double squares = 0.0;
    for (std::size_t n = 0; n < rows.shares.rows(); ++n)
        for (const double s : centred_scores(weights, rows.shares.row(n))) squares += s * s;
    const auto classes = static_cast<double>(weights.rows());
    const double of_targets = static_cast<double>(rows.shares.rows()) * (1.0 - 1.0 / classes);
    return squares == 0.0 || of_targets == 0.0 ? 1.0 : std::sqrt(squares / of_targets);
}

}  // namespace efferent::snn
