// How far a training has come, as text that it goes on from bit for bit.
#pragma once

#include "snn/learning/adam.hpp"
#include "snn/learning/rule.hpp"

namespace efferent::snn::training {

struct Progress {
    std::int64_t epoch = 0;  ///< done
    Aligned<float> values;
    Moments moments;
    std::vector<Epoch> curve;
    std::int64_t best_epoch = 0;
    Aligned<float> best;
    std::vector<std::uint8_t> synapses, best_synapses;  ///< `Plan::trained` then
};

/// What a checkpoint belongs to: 64 digits that change with anything that a training depends on.
std::string belonging(const std::string& settings, const Network& start, const Examples& examples,
                      std::uint64_t seed);

std::string to_text(const Progress& progress, const std::string& belonging);
/// Error{format} if it is damaged or of another version, Error{config} if it belongs to something
/// else.
Progress progress_from(const std::string& text, const std::string& belonging,
                       std::size_t parameters);

}  // namespace efferent::snn::training
