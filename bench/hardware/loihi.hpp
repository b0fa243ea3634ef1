// Loihi's arithmetic against a published run of a dense layer.
#pragma once

#include <filesystem>

#include "bench/support/table.hpp"

namespace efferent::bench {

/// `data` holds loihi_dense/; a row without a value where it is absent.
Rows loihi_rows(const std::filesystem::path& data);

}  // namespace efferent::bench
