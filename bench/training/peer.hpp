// PyTorch as a peer: the same batch, the same weights, one thread, a process of its own.
#pragma once

#include <optional>
#include <string>

#include "bench/training/problem.hpp"

namespace efferent::bench {

/// CPU seconds of a batch forwards and backwards, and what came of it.
struct TorchRun {
    std::string version;
    std::vector<double> hand_s;  ///< whole sequence, differentiated by hand
    std::vector<double> loop_s;  ///< loop over ticks, differentiated by autograd
    bool forms_agree = false;    ///< whether both had the same spikes
    std::vector<float> gradient;
    std::vector<std::uint8_t> spikes;  ///< [tick][trial][neuron]
};

/// Nothing where no Python here can import torch. Error{io} if the peer then fails.
std::optional<TorchRun> ask_torch(const Problem& problem, int repetitions);

/// How far ours is from the peer's gradient: relative L2. Nothing if their spikes differ.
std::optional<double> distance(const Problem& problem, const TorchRun& torch);

}  // namespace efferent::bench
