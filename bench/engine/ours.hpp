// Our own simulator as a contender.
#pragma once

#include <filesystem>

#include "bench/engine/network_files.hpp"
#include "bench/engine/run.hpp"
#include "core/config.hpp"
#include "snn/backend.hpp"

namespace efferent::bench {

/// Simulates the network in `folder` for so many biological seconds. Error where there is no such
/// backend, or the files hold less.
std::unique_ptr<Contender> enter_ours(const std::filesystem::path& folder, const Config& backend,
                                      double biological_s, std::size_t threads);

/// A program from its start, in blocks, as a stream of input comes. `groups` hold all neurons.
Run run_ours(const snn::Program& program, std::span<const Event> input,
             std::span<const Group> groups, double biological_s);

}  // namespace efferent::bench
