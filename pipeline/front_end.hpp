// From samples to one row of numbers per window. The conventional and the spiking families differ
// here and nowhere else: filters, windows, readout, splits and scores are shared.
#pragma once

#include <span>
#include <string>

#include "core/monitor.hpp"
#include "core/part.hpp"
#include "core/signal.hpp"
#include "core/table.hpp"
#include "encoders/encoder.hpp"
#include "pipeline/energy.hpp"
#include "pipeline/keep.hpp"
#include "pipeline/windows.hpp"
#include "snn/learning/rule.hpp"

namespace efferent {

struct LabelledSignal {
    SignalView signal;  ///< a stream of its own, first index 0
    TaskId task{};
    std::int64_t group = 0;  ///< its own for each person, session and repetition: what a validation
                             ///< part within the training data takes whole
};

/// What training a network gave, with all that the network needs to run on samples.
struct Learned {
    encoders::Calibration calibration;  ///< of the encoders
    snn::Trained trained;
};

/// How training is watched, saved and resumed, left out, or shared with other methods.
struct TrainingAids {
    std::function<void(const snn::Epoch&)> at_epoch;
    std::function<void(const std::string&)> save_checkpoint;  ///< snn::TrainingRun
    std::optional<std::string> resume;
    const Learned* learned = nullptr;  ///< to be taken over instead of training
    Keep* keep = nullptr;              ///< of this training part; null: nothing is kept
    Common* common = nullptr;          ///< of other training parts too; null: nothing is
};

/// All that a method may learn from: the training part of one split, and what calibrates it.
struct TrainingSet {
    std::span<const LabelledSignal> trials;
    std::size_t classes = 0;
    double microvolts_per_unit = 0.0;  ///< 0 where the unit has no size in volts
    Windows windows;
    std::uint64_t seed = 0;
    TrainingAids aids{};
    std::span<const LabelledSignal> calibration{};  ///< of the session to be tested: for a front
                                                    ///< end that adapts, after training
};

/// What a front end is, and what it has used since it was fitted.
struct FrontEndProfile {
    std::string family;            ///< "conventional", "motor units" or "spiking"
    std::size_t columns = 0;       ///< numbers in a row
    bool scores = false;           ///< whether a row is one score per class
    bool random = false;           ///< whether another seed would have fitted something else
    double parameter_bytes = 0.0;  ///< weights and tables, at 4 bytes a number
    double state_bytes = 0.0;      ///< what is kept from one window to the next, likewise
    double macs = 0.0;             ///< multiply-accumulates per row
    std::uint64_t events = 0;      ///< input events so far
    std::uint64_t deliveries = 0;  ///< synaptic additions so far
    std::uint64_t spikes = 0;      ///< so far
    std::uint64_t dropped = 0;     ///< events and spikes that a chip lost so far
    double synapses = 0.0;         ///< of its networks
    double pairs = 0.0;            ///< synapses if each projection joined all to all
    double steps = 0.0;            ///< neurons times samples so far
    double updates = 0.0;          ///< times that a neuron decayed so far
    std::uint64_t rows = 0;
    double seconds = 0.0;                     ///< of signal so far
    Energy energy{};                          ///< so far
    std::vector<std::uint64_t> discharges{};  ///< of each motor unit, so far
    std::vector<double> usual{};              ///< of each, a second, in the training part
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
    /// What a training rule gave; null where nothing is trained.
    virtual const Learned* learned() const { return nullptr; }
};

Parts<FrontEnd> front_ends();

/// For a front end whose settings name other parts: what `resolved(params, type)` gives has their
/// defaults written out too.
template <class Part, class Params>
consteval PartInfo<FrontEnd> composed_front_end(std::string_view name, std::string_view summary) {
    auto info = part<FrontEnd, Part, Params>("", "");  // clang 14 takes constants alone here
    info.name = name;
    info.summary = summary;
    info.resolve = [](const Config& c) { return resolved(c.as<Params>(), c.type()); };
    return info;
}

/// Standard deviation of each channel over all samples of all trials, about its mean.
std::vector<double> channel_scale(std::span<const LabelledSignal> trials);

}  // namespace efferent
