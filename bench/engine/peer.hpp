// Other simulators as contenders: each is a script that prints what a run took.
#pragma once

#include <filesystem>

#include "bench/engine/run.hpp"

namespace efferent::bench {

struct Simulator {
    std::string name;    ///< for people
    std::string module;  ///< what its Python must be able to import
    std::string script;  ///< in bench/peers
};

inline const Simulator brian2{"Brian2", "brian2", "brian2_engine.py"};
inline const Simulator nest{"NEST", "nest", "nest_engine.py"};

/// Simulates the network in `folder` with a step of `step_ms`, one thread; what it compiles is kept
/// in `kept`. Error{unsupported} where it is not installed.
std::unique_ptr<Contender> enter_peer(const Simulator& simulator,
                                      const std::filesystem::path& folder,
                                      const std::filesystem::path& kept, double step_ms,
                                      double biological_s);

}  // namespace efferent::bench
