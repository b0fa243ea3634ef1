// Where the neurons of a network stand on a board of crossbars (tinyODIN, ODIN), and which rows of
// which cores its sources speak through.
#pragma once

#include <string>
#include <vector>

#include "hw/odin/image.hpp"
#include "hw/whole_network.hpp"

namespace efferent::hw::odin {

/// What the host sends when a source speaks: an event of a row, so many ticks later.
struct Sent {
    std::uint32_t core = 0;
    std::uint8_t row = 0;
    std::uint8_t delay = 0;
    bool inhibits = false;  ///< the row's weights sum to less than 0
    friend bool operator==(const Sent&, const Sent&) = default;
};

struct Synapse {
    std::uint8_t row = 0;
    std::uint8_t target = 0;
    std::int16_t weight = 0;
};

struct CoreOnBoard {
    std::vector<NeuronId> neurons;  ///< at their index in the core
    std::vector<Synapse> synapses;
    bool loop =
        false;  ///< spikes come back through the core's own queue, in the tick they are made
};

struct Board {
    std::vector<CoreOnBoard> cores;
    std::vector<std::vector<Sent>> lines;   ///< of each input line
    std::vector<std::vector<Sent>> spikes;  ///< of each neuron; not the core's own loop
};

struct BoardRules {
    std::string chip;            ///< its title
    std::size_t cores = 1;       ///< there are
    std::size_t neurons = rows;  ///< of a core that are used
    bool rows_by_sign = false;   ///< weights of either sign get rows of their own
    bool sign_of_loop = false;   ///< a neuron's own row has one sign as well
};

/// Neurons fill cores in their order; another one is opened where `neurons` or 256 rows would be
/// exceeded. A source has a row in each core that hears it, for each delay and, with
/// `rows_by_sign`, each sign; what spikes with a delay of 0 has the row of its own index, as all
/// neurons of its core then have. Weights of 0 have no place. Error{capacity} names population,
/// core, limit and excess: too many sources of one neuron, too many cores, delay 0 between cores,
/// two weights from one source to one neuron at one delay, and (with `sign_of_loop`) weights of
/// both signs of a neuron whose spikes have delay 0.
Board board_of(const WholeNetwork& network, const BoardRules& rules);

}  // namespace efferent::hw::odin
