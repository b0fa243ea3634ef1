#include "bench/support/memory.hpp"

#include <fstream>
#include <string>

#include "core/error.hpp"

namespace efferent::bench {

double peak_gigabytes() {
    // getrusage would do, if a process did not begin with the peak of the one that started it.
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) * 1024.0 / 1e9;
    throw Error(Fault::io, "/proc/self/status: has no VmHWM, the peak of the memory");
}

}  // namespace efferent::bench
