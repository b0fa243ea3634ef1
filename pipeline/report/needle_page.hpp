// The picture of a needle decomposition: potentials with their measures, and trains, on one page.
#pragma once

#include <string>

#include "pipeline/needle_units.hpp"

namespace efferent {

/// UTF-8, without network, scripts or other files; the same bytes for the same run.
std::string needle_page(const NeedleRun& run);

}  // namespace efferent
