// metrics.json: every number of an experiment, for other programs.
#pragma once

#include <string>

#include "pipeline/results.hpp"

namespace efferent {

/// UTF-8 text in the schema "efferent.metrics/1", ending in a newline; the same bytes for the same
/// results. Accuracies are fractions; what is absent or not finite is null; bytes that are no UTF-8
/// become U+FFFD. Error{format} if `resolved_config` is neither empty (null) nor a JSON object.
std::string metrics_json(const Results& results);

}  // namespace efferent
