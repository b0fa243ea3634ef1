// An encoder that treats every channel alike and alone, made from the rule for one channel.
#pragma once

#include "encoders/threshold.hpp"

namespace efferent::encoders {

/// More events than this for one sample mean that the threshold does not suit the signal.
inline constexpr double max_events_per_sample = 65535.0;

/// Error{config} if `block` is not as the calibration said: other channels, another rate.
void require_as_calibrated(const SignalView& block, const Calibration& calibration);

/// Appends |count| events, `up` for a count above zero, of the sample at (row, channel).
/// Error{format} if the sample is no finite number, Error{config} if the events are too many.
void append_events(const SignalView& block, std::size_t row, std::size_t channel, double count,
                   std::vector<Event>& out);

/// A Rule is the state of one channel. It has
///   using Params                                  Threshold, or derived from it
///   Rule(const Params&, double step, Hertz rate)  step in units; infinity where flat
///   void start(double x)                          x is the stream's first sample
///   double sent(double x)                         signed whole number of events of a sample, the
///                                                 first one too; not 0 if x is NaN or infinite
///   double step() const                           as Encoder::step
/// Nothing is virtual and nothing allocated for a sample without events.
template <class Rule>
class PerChannel final : public Encoder {
public:
    using Params = typename Rule::Params;
    explicit PerChannel(const Params& params) : params_(params) {}

    void prepare(const Calibration& calibration) override {
        const auto steps = channel_steps(params_, calibration);
        calibration_ = calibration;
        rules_.clear();
        for (const double step : steps) rules_.emplace_back(params_, step, calibration.rate);
        reset();
    }

    void encode(const SignalView& block, std::vector<Event>& out) override {
        require_as_calibrated(block, calibration_);
        if (block.length() == 0) return;
        if (!started_) start(block.row(0));
        Rule* const rules = rules_.data();
        const std::size_t channels = block.channels();
        const float* x = block.samples().data();
        for (std::size_t i = 0; i < block.length(); ++i, x += channels)
            for (std::size_t c = 0; c < channels; ++c) {
                const double count = rules[c].sent(static_cast<double>(x[c]));
                if (count != 0.0) [[unlikely]]
                    append_events(block, i, c, count, out);
            }
    }

    void reset() override { started_ = false; }
    double step(ChannelId channel) const override { return rules_.at(index(channel)).step(); }

private:
    void start(std::span<const float> row) {
        for (std::size_t c = 0; c < row.size(); ++c) rules_[c].start(static_cast<double>(row[c]));
        started_ = true;
    }

    Params params_;
    Calibration calibration_;
    std::vector<Rule> rules_;
    bool started_ = false;
};

}  // namespace efferent::encoders
