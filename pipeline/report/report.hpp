// The report of an experiment: one HTML page without network, scripts or other files.
#pragma once

#include <string>

#include "pipeline/results.hpp"

namespace efferent {

/// UTF-8; the same bytes for the same results. Error{format} names a confusion table whose size is
/// not classes by classes (an empty one is left out), or an example whose samples do not have one
/// column per channel.
std::string html_report(const Results& results);

}  // namespace efferent
