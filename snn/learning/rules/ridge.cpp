// Ridge regression of the readout: the hidden network stays as drawn, a reservoir. The floor for
// every rule that trains more.
#include <algorithm>
#include <numeric>

#include "core/parallel.hpp"
#include "snn/backend.hpp"
#include "snn/learning/least_squares.hpp"
#include "snn/learning/rule.hpp"
#include "snn/learning/running_reading.hpp"

namespace efferent::snn {
namespace {

struct RidgeParams {
    Reading reading;
    double penalty = 1e-3;
};

void describe(Fields& field, RidgeParams& p) {
    field("reading", p.reading, "how a decision is read; the front end sets it");
    field("penalty", p.penalty,
          "on the squares of the weights, as a share of a hidden neuron's mean square");
    field.require(p.penalty > 0.0, "penalty", "must be above zero");
}

constexpr std::size_t batch = 64;  // examples whose rows are held at a time

/// Rows of the examples' windows: a source's shares, and what is wanted of the classes.
struct Rows {
    Table shares;
    Table wanted;
    std::vector<std::uint64_t> spikes;  ///< by population
};

/// The same network with other weights in some projections.
Network with_synapses(const Network& old, const std::vector<Projection>& projections) {
    Network made(old.channels());
    for (const Population& p : old.populations()) {
        const PopulationId id = made.add(p.name, p.size, p.model);
        for (const OwnValues& own : p.own) made.set(id, own.key, own.values);
    }
    for (const Projection& p : projections) made.connect(p.from, p.to, p.synapses, p.delay);
    return made;
}

/// Calls `see(source, target, weight)` for each synapse, in order.
template <class See>
void each_synapse(Synapses& synapses, const Population& readout, const See& see) {
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

class Ridge final : public Rule {
public:
    using Params = RidgeParams;
    explicit Ridge(const Params& params) : p_(params) {}

    Trained train(const Network& start, const Examples& examples,
                  const TrainingRun& run) const override {
        require_sound(examples);
        const Population& readout = start.populations()[readout_of(start)];
        if (run.resume)
            throw Error(Fault::config, "ridge: solves at once and goes on from no checkpoint");
        if (start.channels() != examples.channels || readout.size != examples.classes)
            throw Error(Fault::config, "the network has " + std::to_string(start.channels()) +
                                           " channels and " + std::to_string(readout.size) +
                                           " classes, the examples have " +
                                           std::to_string(examples.channels) + " and " +
                                           std::to_string(examples.classes));
        const auto heard = heard_by_readout(start);
        std::vector<Projection> projections = start.projections();
        auto columns = columns_by_class(projections, heard, readout);
        NormalEquations equations = gather(start, examples, run);

        Table weights(examples.classes, heard.back().first_source + heard.back().size);
        for (std::size_t k = 0; k < examples.classes; ++k) {
            const auto solved = equations.solve(k, columns[k], p_.penalty * equations.scale());
            for (std::size_t i = 0; i < solved.size(); ++i)
                weights.row(k)[columns[k][i]] = solved[i];
        }
        for (const Heard& h : heard)
            each_synapse(projections[h.projection].synapses, readout,
                         [&](std::size_t source, std::size_t target, float& weight) {
                             weight =
                                 static_cast<float>(weights.row(target)[h.first_source + source]);
                         });
        return {.network = with_synapses(start, projections), .curve = {}, .best_epoch = 0};
    }

private:
    /// The sources that each class has a synapse from.
    static std::vector<std::vector<std::size_t>> columns_by_class(
        std::vector<Projection>& projections, const std::vector<Heard>& heard,
        const Population& readout) {
        std::vector<std::vector<std::size_t>> columns(readout.size);
        for (const Heard& h : heard)
            each_synapse(projections[h.projection].synapses, readout,
                         [&](std::size_t source, std::size_t target, float&) {
                             const std::size_t column = h.first_source + source;
                             if (!columns[target].empty() && columns[target].back() == column)
                                 throw Error(Fault::unsupported,
                                             "population \"" + readout.name +
                                                 "\": two synapses between the same neurons cannot "
                                                 "be trained");
                             columns[target].push_back(column);
                         });
        return columns;
    }

    NormalEquations gather(const Network& network, const Examples& examples,
                           const TrainingRun& run) const {
        const auto program = make(backends(), clocked_for(p_.reading))->compile(network);
        const RunningReading reading(network, p_.reading);
        NormalEquations equations(reading.sources(), examples.classes);
        const std::vector<double> frequency = class_shares(examples);
        std::vector<std::uint64_t> spikes(network.populations().size());
        for (std::size_t begin = 0; begin < examples.all.size(); begin += batch) {
            if (run.monitor != nullptr)
                run.monitor->progress("training", static_cast<double>(begin) /
                                                      static_cast<double>(examples.all.size()));
            std::vector<Rows> rows(std::min(batch, examples.all.size() - begin));
            for_each_index(rows.size(), [&](std::size_t i) {
                if (run.monitor != nullptr) run.monitor->check();
                rows[i] = rows_of(*program, network, reading, examples.all[begin + i], frequency);
            });
            for (const Rows& r : rows) {
                equations.add(r.shares, r.wanted);
                for (std::size_t p = 0; p < spikes.size(); ++p) spikes[p] += r.spikes[p];
            }
        }
        require_alive(network, spikes);
        return equations;
    }

    /// Share of each class among the windows: what is subtracted to centre the targets.
    static std::vector<double> class_shares(const Examples& examples) {
        std::vector<double> shares(examples.classes);
        double all = 0.0;
        for (const Example& e : examples.all) {
            shares[index(e.label)] += static_cast<double>(e.windows.size());
            all += static_cast<double>(e.windows.size());
        }
        for (double& share : shares) share /= all;
        return shares;
    }

    static Rows rows_of(const Program& program, const Network& network, RunningReading reading,
                        const Example& example, const std::vector<double>& frequency) {
        std::vector<Spike> spikes;
        const auto session = program.start();
        session->run(example.events, example.until, spikes);
        reading.begin();
        reading.add(spikes);
        std::vector<Window> windows = example.windows;
        std::ranges::stable_sort(windows, {}, &Window::begin);
        Rows rows{Table(windows.size(), reading.sources()), Table(frequency.size()), {}};
        std::vector<double> wanted;
        for (const double share : frequency) wanted.push_back(-share);
        wanted[index(example.label)] += 1.0;
        for (std::size_t w = 0; w < windows.size(); ++w) {
            reading.shares(windows[w], rows.shares.row(w));
            rows.wanted.push_back(wanted);
        }
        for (std::size_t p = 0; p < network.populations().size(); ++p)
            rows.spikes.push_back(session->cost(static_cast<PopulationId>(p)).spikes);
        return rows;
    }

    static void require_alive(const Network& network, const std::vector<std::uint64_t>& spikes) {
        for (std::size_t p = 0; p + 1 < spikes.size(); ++p)
            if (spikes[p] == 0)
                throw Error(Fault::network,
                            "population \"" +
                                network.populations()[static_cast<PopulationId>(p)].name +
                                "\" stays silent in every example; choose larger weights (the "
                                "design's gain) or smaller thresholds of encoder or neurons");
    }

    Params p_;
};

}  // namespace

extern constinit const PartInfo<Rule> part_ridge = part<Rule, Ridge>(
    "ridge", "ridge regression of the readout on a hidden network that stays as drawn");

}  // namespace efferent::snn
