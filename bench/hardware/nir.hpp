// NIR files against the traces that platforms published of them.
#pragma once

#include <filesystem>

#include "bench/support/table.hpp"

namespace efferent::bench {

/// `data` holds lif/, braille/ and .nir files; rows without a value where it is absent.
Rows nir_rows(const std::filesystem::path& data);

}  // namespace efferent::bench
