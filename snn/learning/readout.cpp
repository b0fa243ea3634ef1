// Reads and replaces the weights of a readout, and makes the rows that they are learned from.
#include "snn/learning/readout.hpp"

#include <algorithm>
#include <variant>

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "snn/backend.hpp"

namespace efferent::snn {
namespace {

constexpr std::size_t batch = 64;  // examples whose rows are held at a time

/// Calls `see(source, target, weight)` for each synapse, in order.
template <class Synapses_, class See>
void each_synapse(Synapses_& synapses, const Population& readout, const See& see) {
    if (auto* dense = std::get_if<Dense>(&synapses)) {
        for (std::size_t i = 0; i < dense->weights.size(); ++i)
            see(i / dense->targets, i % dense->targets, dense->weights[i]);
    } else if (auto* sparse = std::get_if<Sparse>(&synapses)) {
        for (std::size_t s = 0; s + 1 < sparse->offsets.size(); ++s)
            for (std::size_t i = sparse->offsets[s]; i < sparse->offsets[s + 1]; ++i)
                see(s, sparse->targets[i], sparse->weights[i]);
    } else {
        throw Error(Fault::unsupported,
                    "population \"" + readout.name +
                        "\": only \"dense\" and \"sparse\" synapses to the readout can be trained");
    }
}

struct Rows {
    Table shares;
    std::vector<std::uint64_t> spikes;  ///< by population
};

Rows rows_of(const Program& program, const Network& network, RunningReading reading,
             const Example& example) {
    std::vector<Spike> spikes;
    const auto session = program.start();
    session->run(example.events, example.until, spikes);
    reading.begin();
    reading.add(spikes);
    std::vector<Window> windows = example.windows;
    std::ranges::stable_sort(windows, {}, &Window::begin);
    Rows rows{Table(windows.size(), reading.sources()), {}};
    for (std::size_t w = 0; w < windows.size(); ++w) reading.shares(windows[w], rows.shares.row(w));
    for (std::size_t p = 0; p < network.populations().size(); ++p)
        rows.spikes.push_back(session->cost(static_cast<PopulationId>(p)).spikes);
    return rows;
}

void require_alive(const Network& network, const std::vector<std::uint64_t>& spikes) {
    for (std::size_t p = 0; p + 1 < spikes.size(); ++p)
        if (spikes[p] == 0)
            throw Error(Fault::network,
                        "population \"" + network.populations()[static_cast<PopulationId>(p)].name +
                            "\" stays silent in every example; choose larger weights (the "
                            "design's gain) or smaller thresholds of encoder or neurons");
}

void require_fitting(const Network& network, const Examples& examples) {
    require_sound(examples);
    const std::size_t classes = network.populations()[readout_of(network)].size;
    if (network.channels() != examples.channels || classes != examples.classes)
        throw Error(Fault::config, "the network has " + std::to_string(network.channels()) +
                                       " channels and " + std::to_string(classes) +
                                       " classes, the examples have " +
                                       std::to_string(examples.channels) + " and " +
                                       std::to_string(examples.classes));
}

}  // namespace

Readout::Readout(const Network& network) : network_(network), heard_(heard_by_readout(network)) {
    const Population& out = network.populations()[readout_of(network)];
    weights_ = Table(out.size, heard_.back().first_source + heard_.back().size);
    heard_by_.resize(out.size);
    for (const Heard& h : heard_)
        each_synapse(network.projections()[h.projection].synapses, out,
                     [&](std::size_t source, std::size_t target, float weight) {
                         std::vector<std::size_t>& sources = heard_by_[target];
                         if (!sources.empty() && sources.back() == h.first_source + source)
                             throw Error(Fault::unsupported,
                                         "population \"" + out.name +
                                             "\": two synapses between the same neurons cannot be "
                                             "trained");
                         sources.push_back(h.first_source + source);
                         weights_.row(target)[sources.back()] = static_cast<double>(weight);
                     });
}

Network Readout::with(const Table& weights) const {
    std::vector<Projection> projections = network_.projections();
    const Population& out = network_.populations()[readout_of(network_)];
    for (const Heard& h : heard_)
        each_synapse(projections[h.projection].synapses, out,
                     [&](std::size_t source, std::size_t target, float& weight) {
                         weight = static_cast<float>(weights.row(target)[h.first_source + source]);
                     });
    Network made(network_.channels());
    for (const Population& p : network_.populations()) {
        const PopulationId id = made.add(p.name, p.size, p.model);
        for (const OwnValues& own : p.own) made.set(id, own.key, own.values);
    }
    for (const Projection& p : projections) made.connect(p.from, p.to, p.synapses, p.delay);
    return made;
}

void each_example(const Network& network, const Reading& reading, const Examples& examples,
                  const TrainingRun& run,
                  const std::function<void(const Example&, const Table&)>& see) {
    require_fitting(network, examples);
    const auto program = make(backends(), clocked_for(reading))->compile(network);
    const RunningReading running(network, reading);
    std::vector<std::uint64_t> spikes(network.populations().size());
    for (std::size_t begin = 0; begin < examples.all.size(); begin += batch) {
        if (run.monitor != nullptr)
            run.monitor->progress(
                "training", static_cast<double>(begin) / static_cast<double>(examples.all.size()));
        std::vector<Rows> rows(std::min(batch, examples.all.size() - begin));
        for_each_index(rows.size(), [&](std::size_t i) {
            if (run.monitor != nullptr) run.monitor->check();
            rows[i] = rows_of(*program, network, running, examples.all[begin + i]);
        });
        for (std::size_t i = 0; i < rows.size(); ++i) {
            see(examples.all[begin + i], rows[i].shares);
            for (std::size_t p = 0; p < spikes.size(); ++p) spikes[p] += rows[i].spikes[p];
        }
    }
    require_alive(network, spikes);
}

}  // namespace efferent::snn
