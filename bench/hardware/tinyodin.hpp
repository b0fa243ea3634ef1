// tinyODIN's queue, whose losses no specification names.
#pragma once

#include "bench/support/table.hpp"

namespace efferent::bench {

Rows tinyodin_rows();

}  // namespace efferent::bench
