// Makes pools of either kind of motor neuron and lets them discharge in parallel.
#include "emg/muscle/motor_neurons.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/fields.hpp"
#include "core/parallel.hpp"

namespace efferent::emg {
namespace {

template <class Value>
struct Named {
    std::string_view name;
    Value value;
};

constexpr std::array laws{Named<ThresholdLaw>{"fuglevand", ThresholdLaw::fuglevand},
                          Named<ThresholdLaw>{"de_luca", ThresholdLaw::de_luca}};
constexpr std::array codings{
    Named<RateCoding>{"onion_skin", RateCoding::onion_skin},
    Named<RateCoding>{"first_dorsal_interosseous", RateCoding::first_dorsal_interosseous},
    Named<RateCoding>{"vastus_lateralis", RateCoding::vastus_lateralis},
    Named<RateCoding>{"tibialis_anterior", RateCoding::tibialis_anterior}};

template <class Table>
auto named(const Table& table, std::string_view name) {
    return std::find_if(table.begin(), table.end(),
                        [name](const auto& one) { return one.name == name; });
}

}  // namespace

void describe(Fields& field, MotorNeuronParams& p) {
    field("model", p.model, "renewal (rate coding, gamma intervals) or lif (a membrane)");
    field("thresholds", p.thresholds, "fuglevand or de_luca; of the model renewal");
    field("rates", p.rates,
          "onion_skin, or as measured in first_dorsal_interosseous, vastus_lateralis or "
          "tibialis_anterior; of the model renewal");
    field("fluctuation", p.fluctuation,
          "standard deviation of the slow fluctuation of the drive, relative to it");
    field("own", p.own, "share of that variance that is a muscle's own; the rest is common to all");
    field("independent", p.independent,
          "standard deviation of each neuron's own noise, relative to the drive; of the model lif");
    field.require(p.model == "renewal" || p.model == "lif", "model", "must be renewal or lif");
    field.require(named(laws, p.thresholds) != laws.end(), "thresholds",
                  "must be fuglevand or de_luca");
    field.require(named(codings, p.rates) != codings.end(), "rates",
                  "must be onion_skin, first_dorsal_interosseous, vastus_lateralis or "
                  "tibialis_anterior");
    field.require(p.fluctuation >= 0.0 && p.fluctuation <= 1.0, "fluctuation",
                  "must be from 0 to 1");
    field.require(p.own >= 0.0 && p.own <= 1.0, "own", "must be from 0 to 1");
    field.require(p.independent >= 0.0 && p.independent <= 2.0, "independent",
                  "must be from 0 to 2");
}

MotorNeurons motor_neurons(std::size_t count, const MotorNeuronParams& params,
                           RandomStream random) {
    MotorNeurons pool{motor_pool(count, random, named(laws, params.thresholds)->value,
                                 named(codings, params.rates)->value),
                      {},
                      params.independent};
    if (params.model != "lif") return pool;
    for (std::size_t i = 0; i < count; ++i) {
        pool.neurons.push_back(lif_neuron(i + 1, count));
        pool.units[i].threshold = rheobase_excitation(pool.neurons.back());
    }
    for (MotorUnit& unit : pool.units) unit.rank = unit.threshold / pool.units.back().threshold;
    return pool;
}

std::vector<std::vector<double>> discharges(const MotorNeurons& pool, const Drive& drive,
                                            std::span<const double> gains, std::uint64_t seed,
                                            std::uint64_t entity) {
    std::vector<std::vector<double>> trains(pool.units.size());
    for_each_index(trains.size(), [&](std::size_t i) {
        const double gain = gains.empty() ? 1.0 : gains[i];
        const RandomStream random(seed, "discharges", (entity << 16U) + i);
        if (!pool.neurons.empty()) {
            trains[i] = lif_discharges(pool.neurons[i], drive, gain, pool.independent, random);
            return;
        }
        if (gain == 1.0) {
            trains[i] = discharges(pool.units[i], drive, random);
            return;
        }
        Drive heard = drive;
        for (double& x : heard.excitation) x *= gain;
        trains[i] = discharges(pool.units[i], heard, random);
    });
    return trains;
}

}  // namespace efferent::emg
