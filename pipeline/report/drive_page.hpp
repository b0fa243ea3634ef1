// The picture of a muscle's drives: one HTML page without network, scripts or other files.
#pragma once

#include <string>

#include "pipeline/drives.hpp"

namespace efferent {

/// UTF-8; the same bytes for the same run.
std::string drive_page(const DriveRun& run);

}  // namespace efferent
