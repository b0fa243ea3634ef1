// Where an experiment's recordings come from.
#pragma once

#include "core/config.hpp"
#include "core/monitor.hpp"
#include "emg/dataset.hpp"

namespace efferent {

/// {"type": "files", "path": "..."} read by whichever reader recognises it,
/// {"type": "simulated_forearm", ...}, or {"type": "simulated_muscle", "muscle": {...}, "seeds":
/// [...]}, the plateaus of every virtual person of every seed, numbered on from 1. Every default
/// written out; Error{config} for another type or a setting that is wrong.
Config resolved_data(const Config& data);

/// How many parts the data come in. All of it is one part, but of a simulated muscle each person is
/// one, as many would not fit into memory together.
std::size_t data_parts(const Config& data);

/// One part. Errors as reading and simulating give them.
emg::Dataset load_data(const Config& data, std::size_t part, std::uint64_t seed, Monitor* monitor);

}  // namespace efferent
