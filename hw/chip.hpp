// A chip as data: what it holds, how it computes and what that costs, each figure with its source.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/config.hpp"

namespace efferent::hw {

/// A published number and where it stands: "Davies et al., IEEE Micro 38(1), 2018, table 1".
struct Figure {
    double value = 0.0;
    std::string source;
    friend bool operator==(const Figure&, const Figure&) = default;
};

/// Absent: nobody published it, or nobody here could read where. It is then printed as unknown, and
/// neither checked against nor computed with.
using Known = std::optional<Figure>;

/// What fits. Counts are of the whole chip unless the name says otherwise.
struct Limits {
    Known cores;
    Known neurons_per_core;
    Known populations_per_core;  ///< where a core is a layer
    Known inputs;                ///< lines from outside
    Known lines_and_neurons;     ///< together, where a spiking neuron takes a line's place
    Known outputs;               ///< neurons whose spikes can leave the chip
    Known hidden;                ///< neurons that are no outputs, where a chip tells the two apart
    Known input_targets;         ///< neurons that lines from outside reach
    Known output_sources;        ///< neurons that outputs hear, where a chip tells the two apart
    Known fan_in;                ///< synapses into a neuron
    Known fan_out;               ///< synapses out of a neuron
    Known destinations;          ///< cores that the spikes of one neuron can be sent to
    Known in_axons_per_core;     ///< sources that a core can hear
    Known out_axons_per_core;    ///< pairs of a source in the core and a core that hears it
    Known synapses_per_core;     ///< weights that a core's memory holds
    Known weight_bits;           ///< with the sign, if weights have one
    Known delay_ticks;           ///< the longest
    Known refractory_ticks;      ///< the longest
    Known queue;                 ///< spikes that wait within the chip; more are lost in silence
};

/// Tiles of cores in a rectangle, joined to their four neighbours; routes go along x, then y.
struct Fabric {
    Known columns;
    Known rows;
    Known cores_per_tile;
};

/// Of one event each, in pJ and in ns.
struct Cost {
    Known energy_pj;
    Known time_ns;
};

struct Costs {
    Cost synapse;   ///< a weight added to a neuron
    Cost update;    ///< a neuron moved on by a tick
    Cost spike;     ///< a neuron that fires
    Cost axon_out;  ///< a message that leaves a core
    Cost axon_in;   ///< a message that a core takes in
    Cost hop_x;     ///< a message that crosses a link between tiles
    Cost hop_y;
    Cost tick;        ///< all cores agreeing that a tick is over
    Known static_mw;  ///< of the whole chip while it does nothing
    Known clock_mhz;  ///< of chips whose time is counted in cycles
    Known error;  ///< share by which energies computed from these are off, as far as anybody says
};

struct Chip {
    std::string name;   ///< the file's without .json, as in configs/chips/<name>.json
    std::string title;  ///< as its makers write it
    std::string about;  ///< a sentence
    /// A part of arithmetics(), with its settings; absent: nothing here computes as this chip does,
    /// and only what fits and what it costs can be said.
    Config arithmetic;
    Limits limits;
    Fabric fabric;
    Costs costs;
};

/// A chip file's keys; one figure is {"value": 128, "source": "where it stands"}.
void describe(Fields& field, Chip& chip);
void describe(Fields& field, Limits& limits);
void describe(Fields& field, Fabric& fabric);
void describe(Fields& field, Cost& cost);
void describe(Fields& field, Costs& costs);

/// Error{io}, Error{format}, or Error{config} for an unknown key, a figure without a source, a
/// figure that is not a count where one is needed.
Chip load_chip(const std::filesystem::path& file);

/// Those of configs/chips, by name; they are part of the program.
const std::vector<Chip>& known_chips();

/// `name_or_file`: one of known_chips(), or a file's path (it ends in .json). Error{config} names
/// those there are.
Chip find_chip(const std::string& name_or_file);

}  // namespace efferent::hw
