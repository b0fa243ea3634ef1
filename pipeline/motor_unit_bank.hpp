// Filters of motor units for several arrays, learned blindly from training trials, and what they
// find in a stream.
#pragma once

#include "core/event.hpp"
#include "pipeline/front_end.hpp"
#include "pipeline/motor_unit_stream.hpp"
#include "pipeline/spiking_units.hpp"

namespace efferent {

struct BankParams {
    std::int64_t array_channels = 40;
    std::int64_t repetitions = 2;
    std::int64_t most_units = 100;
    double min_silhouette = 0.3;
    MotorUnitParams decomposition = task_by_task();
    std::int64_t filter_extension = 24;
    bool take_own_part = false;
    std::string units = "filters";
    SpikingUnitParams spiking = spiking_unit_preset("intramuscular");
    /// For signals of a few seconds in which one task is done: extension 8, 32 seeds a round,
    /// silhouettes from 0.8 on; else as the preset "intramuscular".
    static MotorUnitParams task_by_task();
    /// Of the filters over all trials, in samples: filter_extension, or the search's if that is 0.
    std::int64_t filter_length() const;
};
void describe(Fields& field, BankParams& p);

/// What finds motor units, array after array: a linear filter each or, where there are networks, a
/// few neurons on delta events.
struct MotorUnitBank {
    std::vector<motor_units::StreamFilters> arrays;
    std::vector<SpikingUnits> networks;  ///< one an array; without units where none was found
    Band band;
    std::vector<std::size_t> units_of;  ///< each array
    std::size_t candidates = 0;         ///< units of single tasks, with duplicates
    std::size_t units() const;
};

/// Decomposes each array by itself and each task by itself, so that few units overlap: its trials
/// of some repetitions, spread evenly over those that train, one after the other. Each unit found
/// gets a filter against the covariance of all these trials of all tasks, and two classes of peaks
/// in them, so that it tells the unit from those of other tasks; with take_own_part the
/// heights of the peaks that the filter was made from are without their own part in it. Such a
/// filter may be longer than the search's, which has a few seconds alone to weigh its numbers by.
/// Of units that share discharges the one with the best silhouette stays. Networks are trained on
/// the same trials, on what these filters find in them; units that a network does not find again
/// there are left out. Error{config} if the channels are not whole arrays or no unit is found,
/// otherwise as motor_units::decompose.
MotorUnitBank learn_bank(std::span<const LabelledSignal> trials, const BankParams& params,
                         Monitor* monitor);

/// The bank of a training part, made once for all methods that share its settings and this part.
std::shared_ptr<const MotorUnitBank> bank_of(const TrainingSet& training, const BankParams& params,
                                             Monitor* monitor);

/// Family, columns, bytes and multiplications of a bank that is run on a stream.
FrontEndProfile profile_of(const MotorUnitBank& bank, const WindowSamples& samples);

/// Adds what the bank's networks have done in the seconds of the profile; a neuron decays when
/// something arrives. Nothing for filters, which only multiply.
void add_cost(const MotorUnitBank& bank, const snn::Cost& cost, FrontEndProfile& profile);

/// Appends `count` columns of a signal, row by row.
void append_columns(const SignalView& signal, std::size_t first, std::size_t count,
                    std::vector<float>& out);

/// Discharges in a stream as events; channel = unit. An event's time is that of the discharge plus
/// the time that it takes to become certain: the separation of two discharges with filters, the
/// longest lead with networks.
class BankStream {
public:
    explicit BankStream(const MotorUnitBank& bank);
    /// A new stream, at rest.
    void begin();
    /// Appends the events that became certain, in order, all units as late as the latest.
    void push(const SignalView& block, std::vector<Event>& out);
    /// Of the networks, in all streams.
    snn::Cost cost() const;
    /// Of each unit, in all streams.
    const std::vector<std::uint64_t>& discharges() const { return discharges_; }

private:
    struct Array {
        std::size_t first_channel = 0, channels = 0;
        std::uint32_t first_unit = 0;
        std::unique_ptr<emg::Filter> band;
        std::optional<motor_units::Stream> filters;
        std::optional<SpikingUnitStream> network;
    };
    std::vector<motor_units::Discharge> found(Array& array, const SignalView& block);

    const MotorUnitBank* bank_;
    std::vector<Array> arrays_;
    std::vector<float> scratch_;
    std::vector<Event> early_;  ///< of units that are known before the latest would be
    snn::Cost finished_;        ///< of earlier streams
    std::vector<std::uint64_t> discharges_;
};

}  // namespace efferent
