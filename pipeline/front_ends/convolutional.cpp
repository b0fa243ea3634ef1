// A trained convolutional network on raw windows as a front end: one score per class and window.
#include "decoders/tasks/neural_net.hpp"
#include "pipeline/front_end.hpp"
#include "pipeline/window_stream.hpp"

namespace efferent {
namespace {

struct ConvolutionalParams {
    decoders::NetParams net{.filters = {64}};
};

void describe(Fields& field, ConvolutionalParams& params) {
    decoders::NetParams& p = params.net;
    field("filters", p.filters, "of each convolution");
    field("width", p.width, "samples that a filter sees");
    field("stride", p.stride, "samples from one place of a filter to the next, after the first");
    field.require(!p.filters.empty(), "filters", "must not be empty");
    for (const std::int64_t n : p.filters)
        field.require(n > 0 && n <= 4096, "filters", "must be from 1 to 4096");
    field.require(p.width > 0, "width", "must be above zero");
    field.require(p.stride > 0, "stride", "must be above zero");
    decoders::describe_training(field, p);
}

class Convolutional final : public FrontEnd {
public:
    using Params = ConvolutionalParams;
    explicit Convolutional(const Params& params) : params_(params.net) {
        profile_.family = "conventional";
        profile_.scores = true;
        profile_.random = true;
    }

    void fit(const TrainingSet& training, Monitor* monitor) override {
        scale_ = channel_scale(training.trials);
        for (double& s : scale_) s = s > 0.0 ? s : 1.0;  // a flat channel says nothing
        stream_ = WindowStream(training.windows);
        const SignalView& first = training.trials.front().signal;
        const WindowSamples samples(training.windows, first.rate());
        const decoders::WindowShape shape{static_cast<std::size_t>(samples.length),
                                          first.channels(), training.classes};
        std::vector<float> all;
        std::vector<TaskId> labels;
        for (const LabelledSignal& trial : training.trials) {
            stream_.begin();
            stream_.push(trial.signal, [&](const SignalView& window) {
                append(window, all);
                labels.push_back(trial.task);
            });
        }
        net_.emplace(params_, shape, training.seed);
        net_->fit(all, labels, monitor);
        const auto held = static_cast<double>(shape.samples * shape.channels);
        profile_.columns = training.classes;
        profile_.parameter_bytes = 4.0 * net_->parameters();
        profile_.state_bytes = 4.0 * held;
        profile_.macs = net_->macs();
        begin();
    }

    void begin() override { stream_.begin(); }

    void push(const SignalView& block, Table& rows) override {
        std::vector<float> samples;
        stream_.push(block, [&](const SignalView& window) {
            samples.clear();
            append(window, samples);
            rows.push_back(net_->scores(samples));
            ++profile_.rows;
        });
        profile_.seconds += static_cast<double>(block.length()) / block.rate().value;
    }

    FrontEndProfile profile() const override {
        FrontEndProfile p = profile_;
        p.energy = static_cast<double>(p.rows) * multiplied(p.macs, p.parameter_bytes);
        return p;
    }

private:
    /// In standard deviations of each channel.
    void append(const SignalView& window, std::vector<float>& out) const {
        for (std::size_t i = 0; i < window.length(); ++i) {
            const auto row = window.row(i);
            for (std::size_t c = 0; c < row.size(); ++c)
                out.push_back(static_cast<float>(static_cast<double>(row[c]) / scale_[c]));
        }
    }

    decoders::NetParams params_;
    std::vector<double> scale_;
    WindowStream stream_;
    std::optional<decoders::NeuralNet> net_;
    FrontEndProfile profile_;
};

}  // namespace

extern constinit const PartInfo<FrontEnd> part_convolutional = part<FrontEnd, Convolutional>(
    "convolutional", "a convolutional network trained on raw windows (conventional)");

}  // namespace efferent
