// Measures an encoder: encodes segments, rebuilds them from the events, and compares.
#include "encoders/card.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"

namespace efferent::encoders {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

double ratio(double part, double whole) { return whole == 0.0 ? undefined : part / whole; }

/// The middle value, or the mean of the two middle ones; NaN of nothing.
double median(std::vector<double> values) {
    if (values.empty()) return undefined;
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

std::vector<double> column(const SignalView& signal, std::size_t channel) {
    std::vector<double> values(signal.length());
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<double>(signal.row(i)[channel]);
    return values;
}

double power_about_mean(std::span<const double> values) {
    double mean = 0.0;  // relative to the first value, so that a constant comes to exactly 0
    for (const double x : values) mean += (x - values[0]) / static_cast<double>(values.size());
    double sum = 0.0;
    for (const double x : values) sum += (x - values[0] - mean) * (x - values[0] - mean);
    return sum;
}

/// Adds up what becomes a card.
class Tally {
public:
    void add(const SignalView& segment, std::span<const Event> events, const Encoder& encoder) {
        std::vector<std::vector<Event>> of_channel(segment.channels());
        for (const Event& e : events) of_channel[index(e.channel)].push_back(e);
        for (std::size_t c = 0; c < segment.channels() && segment.length() > 0; ++c) {
            count(of_channel[c], segment);
            const auto id = static_cast<ChannelId>(c);
            if (encoder.step(id) != 0.0) compare(of_channel[c], id, encoder.step(id), segment);
        }
        ++segments_;
    }

    EncoderCard card() const {
        std::vector<double> snr_db;
        for (const double e : nrmse_) snr_db.push_back(-20.0 * std::log10(e));
        return {.snr_db = median(std::move(snr_db)),
                .nrmse = median(nrmse_),
                .events_per_s_channel = ratio(events_, seconds_),
                .events_per_sample = ratio(events_, samples_),
                .up_fraction = ratio(ups_, events_),
                .slope_overload = ratio(overloaded_, compared_),
                .first_event_ms = median(first_event_ms_),
                .silent_channels = silent_,
                .segments = segments_};
    }

    bool empty() const { return samples_ == 0.0; }

private:
    void count(std::span<const Event> events, const SignalView& segment) {
        samples_ += static_cast<double>(segment.length());
        seconds_ += static_cast<double>(segment.length()) / segment.rate().value;
        events_ += static_cast<double>(events.size());
        ups_ += static_cast<double>(std::ranges::count(events, Polarity::up, &Event::polarity));
        if (events.empty())
            ++silent_;
        else
            first_event_ms_.push_back(1e3 * seconds(events.front().at - segment.time(0)));
    }

    void compare(std::span<const Event> events, ChannelId channel, double step,
                 const SignalView& segment) {
        const auto x = column(segment, index(channel));
        const auto rebuilt = rebuild(events, channel, step, x[0], segment);
        double error = 0.0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double away = std::abs(x[i] - rebuilt[i]);
            error += away * away;
            overloaded_ += away >= step ? 1.0 : 0.0;
        }
        compared_ += static_cast<double>(x.size());
        const double power = power_about_mean(x);
        if (power > 0.0) nrmse_.push_back(std::sqrt(error / power));
    }

    std::vector<double> nrmse_, first_event_ms_;
    double samples_ = 0.0, seconds_ = 0.0, events_ = 0.0, ups_ = 0.0;
    double compared_ = 0.0, overloaded_ = 0.0;
    std::size_t silent_ = 0, segments_ = 0;
};

}  // namespace

std::vector<Event> encode_all(Encoder& encoder, const SignalView& signal) {
    std::vector<Event> events;
    encoder.reset();
    encoder.encode(signal, events);
    return events;
}

std::vector<double> rebuild(std::span<const Event> events, ChannelId channel, double step,
                            double start, const SignalView& signal) {
    std::vector<double> values(signal.length());
    std::int64_t moved = 0;
    auto next = events.begin();
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (const Time now = signal.time(i); next != events.end() && next->at <= now; ++next)
            if (next->channel == channel) moved += next->polarity == Polarity::up ? 1 : -1;
        // Without a move the step does not matter; it is infinite on a flat channel.
        values[i] = moved == 0 ? start : start + static_cast<double>(moved) * step;
    }
    return values;
}

EncoderCard measure(Encoder& encoder, std::span<const SignalView> segments) {
    Tally tally;
    for (const SignalView& segment : segments)
        tally.add(segment, encode_all(encoder, segment), encoder);
    if (tally.empty())
        throw Error(Fault::config, "encoder card: there is no sample; give at least one segment");
    return tally.card();
}

}  // namespace efferent::encoders
