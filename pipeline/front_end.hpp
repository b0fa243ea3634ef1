// From samples to one row of numbers per window. The conventional and the spiking families differ
// here and nowhere else: filters, windows, readout, splits and scores are shared.
#pragma once

#include <span>
#include <string>

#include "core/monitor.hpp"
#include "core/part.hpp"
#include "core/signal.hpp"
#include "core/table.hpp"
#include "pipeline/windows.hpp"

namespace efferent {

struct LabelledSignal {
    SignalView signal;  ///< a stream of its own, first index 0
    TaskId task{};
    std::int64_t repetition = 0;  ///< for a validation part within the training data
};

/// All that a method may learn from: the training part of one split.
struct TrainingSet {
    std::span<const LabelledSignal> trials;
    std::size_t classes = 0;
    double microvolts_per_unit = 0.0;  ///< 0 where the unit has no size in volts
    Windows windows;
    std::uint64_t seed = 0;
};

/// What a front end is, and what it has used since it was fitted.
struct FrontEndProfile {
    std::string family;            ///< "conventional" or "spiking"
    std::size_t columns = 0;       ///< numbers in a row
    double bytes = 0.0;            ///< parameters, tables and buffers, at 4 bytes a number
    double macs = 0.0;             ///< multiply-accumulates per row
    std::uint64_t events = 0;      ///< input events so far
    std::uint64_t deliveries = 0;  ///< synaptic additions so far
    std::uint64_t rows = 0;
    double seconds = 0.0;  ///< of signal so far
};

class FrontEnd {
public:
    virtual ~FrontEnd() = default;
    /// Learns scales, and whatever else it learns, from the training part alone.
    virtual void fit(const TrainingSet& training, Monitor* monitor) = 0;
    /// A new stream: at rest, sample 0 comes next.
    virtual void begin() = 0;
    /// The stream's next samples; appends a row for each window that they complete.
    virtual void push(const SignalView& block, Table& rows) = 0;
    virtual FrontEndProfile profile() const = 0;
};

Parts<FrontEnd> front_ends();

/// Standard deviation of each channel over all samples of all trials, about its mean.
std::vector<double> channel_scale(std::span<const LabelledSignal> trials);

}  // namespace efferent
