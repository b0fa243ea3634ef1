// `efferent simulate --nir`: a graph of another framework, run by a platform's rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "snn/nir/platform.hpp"

namespace efferent::apps {

struct NirRequest {
    std::string file, input, out;
    std::string platform = "snntorch";
    std::optional<std::int64_t> steps;
    std::optional<std::int64_t> sample;  ///< of NIRData that has several
    std::optional<double> dt_ms;
    std::vector<std::string> record;
    bool json = false;
};

/// The platform with a time step of its own, if one is given. Error{config}.
snn::nir::Platform platform_of(const std::string& name, std::optional<double> dt_ms);

/// Runs it, writes what is asked for and prints a summary; the exit status.
int simulate_nir(const NirRequest& request);

}  // namespace efferent::apps
