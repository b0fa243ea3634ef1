// One way to decode: filters, a front end, and a readout on rows, standardised if it wants them so.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "decoders/tasks/classifier.hpp"
#include "decoders/tasks/standardise.hpp"
#include "emg/filter.hpp"
#include "pipeline/front_end.hpp"

namespace efferent {

struct MethodParams {
    std::string name;
    Config front_end;
    Config classifier;
};

void describe(Fields& field, MethodParams& params);

/// From an experiment's list: an object, or a name such as "htd+logcov+lda", which stands for the
/// features htd and logcov read out by lda, or "trained+winner", which stands for a front end and a
/// classifier. Error{config} names the word at fault.
MethodParams method_from(const Config& config);

/// The same with every part's defaults written out.
Config resolved(const MethodParams& params);

struct Decision {
    TaskId task{};
    Time at{};  ///< end of the window, on the stream's clock
    friend bool operator==(const Decision&, const Decision&) = default;
};

/// What a decision costs once there is a row.
struct ReadoutCost {
    double bytes = 0.0;  ///< of parameters
    double macs = 0.0;
    double comparisons = 0.0;
    Energy energy{};
};

/// What a front end makes of the training part.
struct TrainingRows {
    Table rows;
    std::vector<TaskId> labels;  ///< of each row
};

/// Samples in, decisions out: the same object serves a stream and a file.
class Method {
public:
    Method(const MethodParams& params, const std::vector<Config>& filters);

    /// Trains the front end alone, from the training part.
    void learn(const TrainingSet& training, Monitor* monitor);
    /// Learns from the training part alone.
    void fit(const TrainingSet& training, Monitor* monitor);

    /// The two halves of fit() and of push(), for methods that differ in their classifier alone:
    /// one of them fits its front end, and all read its rows.
    TrainingRows fit_front_end(const TrainingSet& training, Monitor* monitor);
    void fit_readout(TrainingRows rows, const TrainingSet& training);
    Table rows_of(const SignalView& block);
    /// `first` is the number of the first row's window in its stream.
    void decide(Table rows, Hertz rate, std::int64_t first, std::vector<Decision>& out) const;

    /// A new stream, at rest.
    void begin();
    /// The stream's next samples; a decision is appended for each window that they complete.
    void push(const SignalView& block, std::vector<Decision>& out);

    FrontEndProfile profile() const { return front_end_->profile(); }
    /// Standardising a row, if the classifier wants it, and the classifier.
    ReadoutCost readout() const;
    /// Once fitted: whether another seed would have given something else.
    bool random() const { return front_end_->profile().random || classifier_->random(); }
    /// FrontEnd::learned.
    const Learned* learned() const { return front_end_->learned(); }

private:
    bool reads_scores() const { return classifier_->reads() == decoders::Reads::scores; }
    void begin_filters();
    /// The front end on filtered signals, which `buffers` holds; gives those that train.
    std::vector<LabelledSignal> learn_on(const TrainingSet& training,
                                         std::vector<std::vector<float>>& buffers,
                                         Monitor* monitor);
    SignalView filtered(const SignalView& block, std::vector<float>& buffer);

    std::vector<std::unique_ptr<emg::Filter>> filters_;
    std::unique_ptr<FrontEnd> front_end_;
    decoders::Standardiser standardiser_;
    std::unique_ptr<decoders::Classifier> classifier_;
    Windows windows_;
    std::size_t columns_ = 0;   ///< of a row, once the readout is fitted
    std::int64_t decided_ = 0;  ///< windows of this stream so far
};

}  // namespace efferent
