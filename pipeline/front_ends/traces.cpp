// The traces front end: how the events of each pair of channels go together in time.
#include <algorithm>
#include <cmath>
#include <deque>

#include "decoders/tasks/log_euclidean.hpp"
#include "pipeline/front_end.hpp"
#include "pipeline/spiking_chain.hpp"

namespace efferent {
namespace {

struct TracesParams {
    std::vector<Config> encoders{
        Config::parse(R"({"type": "send_on_delta", "threshold_relative": 0.1})", "default")};
    double threshold_scale = 1.0;
    Duration trace = 5ms;
    Duration memory = 0ms;
    double least_power = 0.05;
};

void describe(Fields& field, TracesParams& p) {
    field("encoders", p.encoders, "side by side, each with a trace per channel");
    field("threshold_scale", p.threshold_scale, "scales every relative threshold");
    field("trace_ms", p.trace, "time constant with which a trace forgets its events");
    field("memory_ms", p.memory,
          "time constant with which the moments forget, from the trial's begin on; 0: they are the "
          "window's means");
    field("least_power", p.least_power, "in events squared: is added to each trace's power");
    field.require(!p.encoders.empty(), "encoders", "must name at least one encoder");
    field.require(p.threshold_scale > 0.0, "threshold_scale", "must be above zero");
    field.require(p.trace > 0ns, "trace_ms", "must be above zero");
    field.require(p.memory >= 0ns, "memory_ms", "must not be negative");
    field.require(p.least_power > 0.0, "least_power", "must be above zero");
}

Config resolved(const TracesParams& params, std::string_view type) {
    TracesParams r = params;
    for (Config& encoder : r.encoders) encoder = resolve(encoders::encoders(), encoder);
    return Config::of(r, type);
}

double keep(Hertz rate, Duration time) {
    return std::exp(-1e9 / (rate.value * static_cast<double>(time.count())));
}

class Traces final : public FrontEnd {
public:
    explicit Traces(const TracesParams& params) : p_(params) {
        for (const Config& encoder : params.encoders)
            encoders_.push_back(make(encoders::encoders(), encoder));
        profile_.family = "conventional";
    }

    void fit(const TrainingSet& training, Monitor*) override {
        auto calibration = calibration_of(training);
        for (double& scale : calibration.scale) scale *= p_.threshold_scale;
        for (auto& encoder : encoders_) encoder->prepare(calibration);
        windows_ = training.windows;
        const WindowSamples samples(windows_, calibration.rate);
        window_ = static_cast<std::size_t>(samples.length);
        traces_.assign(calibration.scale.size() * encoders_.size(), 0.0);
        trace_keep_ = keep(calibration.rate, p_.trace);
        memory_keep_ = remembers() ? keep(calibration.rate, p_.memory) : 0.0;
        set_profile(samples);
        samples_ = 0;
        begin();
    }

    void begin() override {
        for (auto& encoder : encoders_) encoder->reset();
        std::ranges::fill(traces_, 0.0);
        past_.clear();
        moment_.assign(traces_.size() * traces_.size(), 0.0);
        weight_ = 0.0;
        pushed_ = 0;
        next_ = 0;
    }

    void push(const SignalView& block, Table& rows) override {
        const WindowSamples samples(windows_, block.rate());
        const Table arrived = encode(block);
        for (std::size_t i = 0; i < block.length(); ++i) {
            for (std::size_t t = 0; t < traces_.size(); ++t)
                traces_[t] = trace_keep_ * traces_[t] + arrived.row(i)[t];
            remember();
            if (++pushed_ < samples.end(next_)) continue;
            ++next_;
            rows.push_back(row());
            ++profile_.rows;
        }
        samples_ += block.length();
        profile_.seconds += static_cast<double>(block.length()) / block.rate().value;
    }

    FrontEndProfile profile() const override {
        FrontEndProfile p = profile_;
        const auto events = static_cast<double>(p.events);
        p.energy = static_cast<double>(p.rows) * multiplied(p.macs, p.state_bytes) +
                   added(events, 8.0, p.state_bytes) +
                   encoder_energy(static_cast<double>(samples_ * traces_.size()), events,
                                  4.0 * static_cast<double>(traces_.size()));
        return p;
    }

private:
    bool remembers() const { return p_.memory > 0ns; }

    /// A product per trace and sample, one or two per pair of traces, and the logarithm.
    void set_profile(const WindowSamples& samples) {
        const double traces = static_cast<double>(traces_.size());
        const double pairs = static_cast<double>(decoders::log_euclidean_size(traces_.size()));
        const double window = static_cast<double>(window_);
        const double increment = static_cast<double>(samples.increment);
        profile_ = {
            .family = "conventional",
            .columns = decoders::log_euclidean_size(traces_.size()),
            .state_bytes = 4.0 * (2.0 * traces + (remembers() ? pairs : window * traces + pairs)),
            .macs = traces * increment + (remembers() ? 2.0 * pairs * increment : pairs * window) +
                    decoders::log_euclidean_macs(traces_.size())};
    }

    /// What arrives at each sample: events, `down` ones negative.
    Table encode(const SignalView& block) {
        const std::size_t channels = block.channels();
        Table arrived(block.length(), traces_.size());
        for (std::size_t e = 0; e < encoders_.size(); ++e) {
            events_.clear();
            encoders_[e]->encode(block, events_);
            profile_.events += events_.size();
            profile_.deliveries += events_.size();
            std::size_t i = 0;
            for (const Event& event : events_) {
                while (block.time(i) < event.at) ++i;
                arrived.row(i)[e * channels + index(event.channel)] +=
                    event.polarity == Polarity::up ? 1.0 : -1.0;
            }
        }
        return arrived;
    }

    /// The traces after one more sample go into what the next row is made of.
    void remember() {
        if (remembers()) {
            for (double& m : moment_) m *= memory_keep_;
            add_to_moment(traces_, 1.0 - memory_keep_);
            weight_ = memory_keep_ * weight_ + (1.0 - memory_keep_);
        } else {
            past_.push_back(traces_);
            if (past_.size() > window_) past_.pop_front();
        }
    }

    void add_to_moment(const std::vector<double>& traces, double share) {
        const std::size_t size = traces.size();
        for (std::size_t a = 0; a < size; ++a)
            for (std::size_t b = a; b < size; ++b)
                moment_[a * size + b] += share * traces[a] * traces[b];
    }

    std::vector<double> row() {
        const std::size_t size = traces_.size();
        if (!remembers()) {
            std::ranges::fill(moment_, 0.0);
            for (const auto& traces : past_) add_to_moment(traces, 1.0);
            weight_ = static_cast<double>(past_.size());
        }
        std::vector<double> means(moment_.size());
        for (std::size_t k = 0; k < means.size(); ++k) means[k] = moment_[k] / weight_;
        for (std::size_t t = 0; t < size; ++t) means[t * size + t] += p_.least_power;
        std::vector<double> out(profile_.columns);
        decoders::log_euclidean(means, size, p_.least_power, out);
        return out;
    }

    TracesParams p_;
    std::vector<std::unique_ptr<encoders::Encoder>> encoders_;
    Windows windows_;
    FrontEndProfile profile_;
    std::size_t window_ = 0;
    double trace_keep_ = 0.0;
    double memory_keep_ = 0.0;
    std::vector<double> traces_;
    std::deque<std::vector<double>> past_;  ///< traces at the window's samples, where nothing older
    std::vector<double> moment_;            ///< (a, b) with a ≤ b, times weight_
    double weight_ = 0.0;
    std::int64_t pushed_ = 0;    ///< samples of this stream
    std::int64_t next_ = 0;      ///< window to come
    std::uint64_t samples_ = 0;  ///< of all streams
    std::vector<Event> events_;
};

}  // namespace

extern constinit const PartInfo<FrontEnd> part_traces = composed_front_end<Traces, TracesParams>(
    "traces",
    "events, a leaky trace per channel, and the logarithm of the traces' covariance; "
    "no neuron fires");

}  // namespace efferent
