// What the bench of the engine measures: its networks, who simulates them, and the rows.
#pragma once

#include <filesystem>

#include "bench/engine/contest.hpp"

namespace efferent::bench {

struct Measures {
    std::filesystem::path kept;  ///< folder of networks and of what peers compile
    double scale = 1.0;          ///< of biological times
};

/// All, in the order of the table; nothing is made before they are held.
std::vector<Contest> contests(const Measures& measures);

/// The one that is held in a process of its own, since it measures that process's memory.
inline constexpr const char* own_process = "large";

}  // namespace efferent::bench
