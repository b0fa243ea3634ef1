// One experiment: data, protocol, methods; both families on identical splits.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/config.hpp"
#include "core/monitor.hpp"
#include "pipeline/results.hpp"
#include "pipeline/windows.hpp"

namespace efferent {

/// Accuracy of one spiking method with its relative thresholds scaled by each factor in turn.
struct RateCurveParams {
    std::string method;  ///< name of a method of the experiment; empty: no curve
    std::vector<double> factors{0.5, 1.0, 2.0, 4.0};
};

/// A method that trains a network, carried to chips step by step.
struct ChipFallParams {
    std::string method;              ///< name of a method of the experiment
    std::vector<std::string> chips;  ///< names or files
    std::string readout = "backend";
    std::int64_t devices = 5;
};

struct ExperimentParams {
    std::string name;
    std::string summary;
    Config data;
    std::vector<std::string> classes;
    std::string rest_class = "rest";
    std::vector<Config> filters;
    Config protocol;
    Windows windows;
    std::vector<Config> methods;
    RateCurveParams rate_curve;
    std::vector<Config> chips;  ///< of ChipFallParams
    std::int64_t shuffles = 20;
    std::int64_t seed = 1;
    std::vector<std::int64_t> seeds;
};

void describe(Fields& field, RateCurveParams& params);
void describe(Fields& field, ChipFallParams& params);
void describe(Fields& field, ExperimentParams& params);

/// What an experiment that lists no methods compares.
std::vector<Config> standard_method_configs();

/// The methods of an experiment, one by one.
std::vector<Config> method_configs(const ExperimentParams& params);

/// Every default of every part written out; error in any part shows here.
Config resolved(const ExperimentParams& params);

/// Runs it. The same bytes in Results for any number of threads.
/// Error{leak} if train and test share samples or shuffled labels beat chance.
Results run(const ExperimentParams& params, Monitor* monitor);

/// Several experiments on the same data, each part of which is read or simulated once; the same
/// Results as one by one. Error{config} unless data and seed are the same in all.
std::vector<Results> run_together(std::span<const ExperimentParams> experiments, Monitor* monitor);

struct Model;

/// The same with a model's method added unless the experiment has it, and its networks in the place
/// of training, in every method that trains alike. Error{config} if the experiment is not the one
/// that the model was trained in.
Results run(const ExperimentParams& params, const Model* model, Monitor* monitor);

}  // namespace efferent
