// The dense layers of a lava-dl file as plain values: what is read from HDF5, and written to it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace efferent::hw {

/// Registers and extra delays have one value a neuron, by their names in the file.
struct LavaLayer {
    using Column = std::vector<std::int32_t>;

    std::size_t inputs = 0, neurons = 0;
    std::vector<double> weight;  ///< [neuron][input]
    Column current_decay, potential_decay, threshold, refractory_delay;
    Column bias, delay;  ///< 0 where the file has none
    friend bool operator==(const LavaLayer&, const LavaLayer&) = default;
};

/// `bytes` are a file's. Error{format}, Error{unsupported} as of read_lava_net().
std::vector<LavaLayer> lava_layers(const std::string& bytes);
std::string lava_image(const std::vector<LavaLayer>& layers);

}  // namespace efferent::hw
