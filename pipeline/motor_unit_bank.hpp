// Filters of motor units for several arrays, learned blindly from training trials, and what they
// find in a stream.
#pragma once

#include "core/event.hpp"
#include "pipeline/front_end.hpp"
#include "pipeline/motor_unit_stream.hpp"

namespace efferent {

struct BankParams {
    std::int64_t array_channels = 40;
    std::int64_t repetitions = 2;
    std::int64_t most_units = 100;
    double min_silhouette = 0.3;
    MotorUnitParams decomposition = task_by_task();
    /// For signals of a few seconds in which one task is done: extension 8, 32 seeds a round,
    /// silhouettes from 0.8 on; else as the preset "intramuscular".
    static MotorUnitParams task_by_task();
};
void describe(Fields& field, BankParams& p);

/// Linear filters, one a motor unit, array after array.
struct MotorUnitBank {
    std::vector<motor_units::StreamFilters> arrays;
    Band band;
    std::vector<double> silhouettes;  ///< of each unit's filter, over all trials decomposed
    std::size_t candidates = 0;       ///< units of single tasks, with duplicates
    std::size_t units() const { return silhouettes.size(); }
};

/// Decomposes each array by itself and each task by itself, so that few units overlap: its trials
/// of some repetitions, spread evenly over those that train, one after the other. Each unit found
/// gets a filter against the covariance of all these trials of all tasks, and two classes of peaks
/// in them, so that it tells the unit from those of other tasks; of units that share discharges the
/// one with the best silhouette stays.
/// Error{config} if the channels are not whole arrays or no unit is found, otherwise as
/// motor_units::decompose.
MotorUnitBank learn_bank(std::span<const LabelledSignal> trials, const BankParams& params,
                         Monitor* monitor);

/// Discharges in a stream as events; channel = unit. An event's time is that of the discharge plus
/// the separation of two discharges, when it has become certain.
class BankStream {
public:
    explicit BankStream(const MotorUnitBank& bank);
    /// A new stream, at rest.
    void begin();
    /// Appends the events that became certain, in order.
    void push(const SignalView& block, std::vector<Event>& out);

private:
    struct Array {
        std::size_t first_channel = 0, channels = 0;
        std::uint32_t first_unit = 0;
        std::unique_ptr<emg::Filter> band;
        std::optional<motor_units::Stream> stream;
    };
    const MotorUnitBank* bank_;
    std::vector<Array> arrays_;
    std::vector<float> scratch_;
};

}  // namespace efferent
