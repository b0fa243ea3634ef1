// From the files of a network to a Network of ours.
#pragma once

#include "bench/engine/network_files.hpp"
#include "snn/network.hpp"

namespace efferent::bench {

/// Several synapses of a pair become one of the summed weight, here as in the peers.
snn::Network to_network(const NetworkFiles& files);

}  // namespace efferent::bench
