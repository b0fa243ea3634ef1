// All backends: those that simulate, and those that compute as a chip does.
#pragma once

#include "snn/backend.hpp"

namespace efferent::hw {

/// Backends of chips.
Parts<snn::Backend> chip_backends();

/// snn::backends(), then chip_backends().
Parts<snn::Backend> backends();

}  // namespace efferent::hw
