#include "bench/support/machine.hpp"

#include <cstdlib>
#include <fstream>
#include <thread>

#include "core/text.hpp"

namespace efferent::bench {
namespace {

std::string processor() {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);)
        if (line.starts_with("model name"))
            return std::string(trim(std::string_view(line).substr(line.find(':') + 1)));
    return "a processor without a name";
}

}  // namespace

std::string machine() {
    double load = 0.0;
    const bool known = getloadavg(&load, 1) == 1;
    return processor() + ", " + std::to_string(std::thread::hardware_concurrency()) + " threads, " +
           (known ? "load " + fixed(load, 1) : "load unknown");
}

}  // namespace efferent::bench
