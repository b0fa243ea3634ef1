// Fits and tests methods on the splits of a plan.
#pragma once

#include <optional>
#include <vector>

#include "core/monitor.hpp"
#include "pipeline/metrics.hpp"
#include "pipeline/protocol.hpp"

namespace efferent {

/// What every method of an experiment is given alike.
struct Bench {
    const emg::Dataset& dataset;
    const Plan& plan;
    const std::vector<Config>& filters;
    Windows windows;
    std::uint64_t seed = 0;
    std::vector<Keep>* keeps = nullptr;  ///< one a split, for what methods share; null: none
    Common* common = nullptr;            ///< for what splits and experiments share; null: none
};

/// The training part of a split, as methods see it, and the part that calibrates.
std::vector<LabelledSignal> training_part(const emg::Dataset& dataset, const Split& split);
std::vector<LabelledSignal> calibration_part(const emg::Dataset& dataset, const Split& split);

struct Evaluation {
    std::vector<TestedTrial> tested;  ///< in the order of splits and of their test trials
    Operations operations;            ///< a decision's, over the test part; MAC largest over splits
    MemoryUse footprint;              ///< largest over splits
    Energy energy;                    ///< a decision's, mean over the test part
    UnitCount units;                  ///< mean over splits
    std::string family;
    bool random = false;  ///< whether another seed would train another method
    double events_per_s_channel = 0.0;
    std::vector<LearningCurve> learning;   ///< one a training part whose network has one
    std::optional<Learned> first_learned;  ///< in the first split, if its front end learns
};

struct Model;

/// One model per split, splits side by side, networks trained once for splits of the same training
/// part; with `model` its networks instead of training.
Evaluation evaluate(const Bench& bench, const MethodParams& method, Monitor* monitor,
                    const std::string& stage, const Model* model = nullptr);

/// Methods that differ in name and classifier alone, one Evaluation each, as evaluate() gives them;
/// their front end is fitted and run once.
std::vector<Evaluation> evaluate_together(const Bench& bench, std::span<const MethodParams> methods,
                                          Monitor* monitor, const std::string& stage,
                                          const Model* model = nullptr);

/// Label-shuffle control: labels permuted between the training trials of each split, `shuffles`
/// times, fitted and tested anew with `method`.
LeakChecks shuffle_control(const Bench& bench, const MethodParams& method, std::int64_t shuffles,
                           Monitor* monitor);

}  // namespace efferent
