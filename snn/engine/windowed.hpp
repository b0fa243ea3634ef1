// What the windowed backends share: a program of rows and blocks, and the session that carries rows
// from window to window. docs/engine.md, "Windows".
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "snn/engine/block.hpp"

namespace efferent::snn {

using BlockMaker = std::function<std::unique_ptr<BlockState>(const BlockPlan&)>;

/// A network made fit for windows.
struct Windowed {
    Network network;                              ///< a copy: later changes do not reach it
    std::vector<std::vector<Dynamics>> dynamics;  ///< by population; none of a source
    SynapseStore store;
    std::vector<std::optional<Frame>> frames;  ///< by population, where there is one
    std::int64_t window_ns = 1;                ///< no longer than the shortest delay
    std::int64_t tick_ns = 1;                  ///< what arrives in between waits for the next
    BlockMaker make_block;
    std::string report;

    /// With a window as long as the shortest delay, but at most `longest_window_ns`.
    Windowed(Network given, std::size_t block_neurons);
    void limit_window(std::int64_t longest_window_ns);
};

std::unique_ptr<Session> start_windowed(std::shared_ptr<const Windowed> program,
                                        const Setup& setup);

}  // namespace efferent::snn
