// A chip from its file: every figure with its source, or none; and the chips of configs/chips.
#include "hw/chip.hpp"

#include <cmath>
#include <limits>
#include <span>

#include "core/error.hpp"
#include "core/text.hpp"
#include "hw/built_in_chips.hpp"
#include "hw/chip_figure.hpp"

namespace efferent::hw {
namespace {

enum class Least : std::uint8_t { zero, one };

struct FigureText {
    double value = std::numeric_limits<double>::quiet_NaN();
    std::string source;
};

void describe(Fields& field, FigureText& f) {
    field("value", f.value, "the number");
    field("source", f.source, "where it stands: the publication, manual or file");
    field.require(f.value >= 0.0, "value", "must be a number of zero or more");
    field.require(!trim(f.source).empty(), "source", "must say where the figure stands");
}

/// What is absent or null stays unknown.
void amount(Fields& field, std::string_view key, Known& figure, std::string_view help) {
    Config text = text_of(figure);
    field(key, text, help);
    figure = figure_of(text);
}

void count(Fields& field, std::string_view key, Known& figure, Least least, std::string_view help) {
    amount(field, key, figure, help);
    const double value = figure ? figure->value : 1.0;
    const bool enough = least == Least::zero || value >= 1.0;
    field.require(value == std::floor(value) && value <= 1e15 && enough, key,
                  enough ? "must be a whole number" : "must be a whole number of one or more");
}

void count(Fields& field, std::string_view key, Known& figure, std::string_view help) {
    count(field, key, figure, Least::one, help);
}

}  // namespace

Known figure_of(const Config& text) {
    if (!text.present()) return {};
    auto read = text.as<FigureText>();
    return Figure{read.value, std::move(read.source)};
}

Config text_of(const Known& figure) {
    return figure ? Config::of(FigureText{figure->value, figure->source}) : Config();
}

void describe(Fields& field, Limits& l) {
    count(field, "cores", l.cores, "cores of the chip");
    count(field, "neurons_per_core", l.neurons_per_core, "neurons that a core holds");
    count(field, "populations_per_core", l.populations_per_core,
          "populations that may share a core, where a core is a layer");
    count(field, "inputs", l.inputs, "lines from outside");
    count(field, "lines_and_neurons", l.lines_and_neurons,
          "lines and spiking neurons together, where they share rows of a memory");
    count(field, "outputs", l.outputs, "neurons whose spikes can leave the chip");
    count(field, "hidden", l.hidden, "neurons that are no outputs, where a chip tells them apart");
    count(field, "input_targets", l.input_targets, "neurons that lines from outside reach");
    count(field, "output_sources", l.output_sources,
          "neurons that outputs hear, where a chip tells them apart");
    count(field, "fan_in", l.fan_in, "synapses into a neuron");
    count(field, "fan_out", l.fan_out, "synapses out of a neuron");
    count(field, "destinations", l.destinations,
          "cores that the spikes of one neuron can be sent to");
    count(field, "in_axons_per_core", l.in_axons_per_core, "sources that a core can hear");
    count(field, "out_axons_per_core", l.out_axons_per_core,
          "pairs of a source in the core and a core that hears it");
    count(field, "synapses_per_core", l.synapses_per_core, "weights that a core's memory holds");
    count(field, "weight_bits", l.weight_bits, "bits of a weight, with the sign if it has one");
    count(field, "delay_ticks", l.delay_ticks, Least::zero, "the longest delay of a synapse");
    count(field, "refractory_ticks", l.refractory_ticks, Least::zero,
          "the longest refractory period");
    count(field, "queue", l.queue, Least::zero,
          "spikes that wait within the chip; more are lost in silence");
}

void describe(Fields& field, Fabric& f) {
    count(field, "columns", f.columns, "tiles side by side");
    count(field, "rows", f.rows, "tiles one above the other");
    count(field, "cores_per_tile", f.cores_per_tile, "cores of a tile");
    const auto value = [](const Known& figure) { return figure ? figure->value : 1.0; };
    field.require(value(f.columns) * value(f.rows) * value(f.cores_per_tile) <= 1e6, "columns",
                  "times rows times cores_per_tile must be at most a million cores");
}

void describe(Fields& field, Cost& c) {
    amount(field, "energy_pj", c.energy_pj, "energy of one");
    amount(field, "time_ns", c.time_ns, "time of one");
}

void describe(Fields& field, Costs& c) {
    field("synapse", c.synapse, "a weight added to a neuron");
    field("update", c.update, "a neuron moved on by a tick");
    field("spike", c.spike, "a neuron that fires");
    field("axon_out", c.axon_out, "a message that leaves a core");
    field("axon_in", c.axon_in, "a message that a core takes in");
    field("hop_x", c.hop_x, "a message that crosses a link between tiles side by side");
    field("hop_y", c.hop_y, "a message that crosses a link between tiles one above the other");
    field("tick", c.tick, "all cores agreeing that a tick is over");
    amount(field, "static_mw", c.static_mw, "power of the whole chip while it does nothing");
    amount(field, "clock_mhz", c.clock_mhz, "clock of chips whose time is counted in cycles");
    amount(field, "error", c.error, "share by which energies computed from these are off");
}

namespace {

/// What the product of the known factors must be, if all are known.
bool tiles_make_the_cores(const Chip& chip) {
    const Fabric& f = chip.fabric;
    if (!f.columns || !f.rows || !f.cores_per_tile || !chip.limits.cores) return true;
    return f.columns->value * f.rows->value * f.cores_per_tile->value == chip.limits.cores->value;
}

Chip read(const Config& text, std::string name) {
    Chip chip = text.as<Chip>();
    chip.name = std::move(name);
    return chip;
}

std::vector<Chip> built_in() {
    std::vector<Chip> all;
    for (const BuiltIn& one : built_in_chips()) {
        const std::string name(one.name);
        all.push_back(read(Config::parse(one.text, "configs/chips/" + name + ".json"), name));
    }
    return all;
}

}  // namespace

void describe(Fields& field, Chip& chip) {
    field("title", chip.title, "the chip as its makers write it");
    field("about", chip.about, "what it is, in a sentence");
    field("arithmetic", chip.arithmetic,
          "how it computes, one of the parts of that name; absent: nothing here does");
    field("limits", chip.limits, "what fits; of the whole chip unless the name says otherwise");
    field("fabric", chip.fabric,
          "tiles of cores in a rectangle; messages go along x, then y; absent with a single core");
    field("costs", chip.costs, "energy and time of one event each");
    field.require(!trim(chip.title).empty(), "title", "must not be empty");
    field.require(!trim(chip.about).empty(), "about", "must not be empty");
    field.require(tiles_make_the_cores(chip), "fabric",
                  "columns, rows and cores_per_tile must make limits/cores");
}

Chip load_chip(const std::filesystem::path& file) {
    return read(Config::load(file), file.stem().string());
}

const std::vector<Chip>& known_chips() {
    static const std::vector<Chip> all = built_in();
    return all;
}

Chip find_chip(const std::string& name_or_file) {
    std::vector<std::string> names;
    for (const Chip& chip : known_chips()) {
        if (chip.name == name_or_file) return chip;
        names.push_back(chip.name);
    }
    if (name_or_file.ends_with(".json")) return load_chip(name_or_file);
    throw Error(Fault::config, "chip: " + unknown_name(name_or_file, names) +
                                   "; or give a file that ends in .json");
}

}  // namespace efferent::hw
