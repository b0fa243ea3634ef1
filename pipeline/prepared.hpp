// An experiment up to where methods begin: recordings, plan, checks.
#pragma once

#include <vector>

#include "pipeline/experiment.hpp"
#include "pipeline/method.hpp"
#include "pipeline/protocol.hpp"

namespace efferent {

struct Prepared {
    emg::Dataset dataset;  ///< of the experiment's classes
    Plan plan;
    std::string protocol_story;
    std::size_t shared_samples = 0;  ///< of train and test; any end the run
};

/// Reads one part of the data (data_parts), divides it and looks for leaks. Error{config} if there
/// is no labelled trial or one is shorter than a window, Error{leak} if train and test share
/// samples.
Prepared prepare(const ExperimentParams& params, std::size_t part, Monitor* monitor);
/// The same from that part of the data, which was read already.
Prepared prepare(const ExperimentParams& params, emg::Dataset part, Monitor* monitor);

/// Error{config} if the data come in several parts; `why` says what takes one alone.
void require_one_part(const ExperimentParams& params, const std::string& why);

/// The experiment's methods, or the standard ones. Error{config} for two of one name.
std::vector<MethodParams> methods_of(const ExperimentParams& params);

/// Error{config} if the experiment asks for several seeds of training; `why` says what has one.
void require_one_seed(const ExperimentParams& params, const std::string& why);

/// Null if there is none of that name.
const MethodParams* method_named(const std::vector<MethodParams>& methods, const std::string& name);

}  // namespace efferent
