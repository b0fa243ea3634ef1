// The windows of a few labelled examples in the order in which a readout adapts to them.
#pragma once

#include "snn/learning/readout.hpp"

namespace efferent::snn {

struct CalibrationRows {
    Table shares;                     ///< [window][source]
    std::vector<std::size_t> labels;  ///< of the windows
    double mean_square = 0.0;         ///< of a window's |shares|²
};

/// The first window of every example in turn, then the second of every one, and so on: no class
/// comes last as a whole, to be remembered best. Errors are those of each_example().
CalibrationRows calibration_rows(const Network& network, const Reading& reading,
                                 const Examples& examples, const TrainingRun& run);

/// Σ weight · share, less its mean over the classes, which decides nothing.
std::vector<double> centred_scores(const Table& weights, std::span<const double> shares);

/// The number by which "1 for the label, 0 for the others", centred, has the mean square over these
/// rows that the readout's own centred scores have: targets of its own size. 1 if it has none.
double size_of_targets(const Table& weights, const CalibrationRows& rows);

}  // namespace efferent::snn
