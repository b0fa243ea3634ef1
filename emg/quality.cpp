// Counts what is odd in the samples and the trials of a data set and says it in sentences.
#include "emg/quality.hpp"

#include <algorithm>

#include "core/parallel.hpp"
#include "core/text.hpp"

namespace efferent::emg {

namespace {

constexpr std::size_t shortest_run = 3;       // samples at an extreme that are no longer chance
constexpr double saturated_share = 0.001;     // of a channel's samples
constexpr double repeated_share_limit = 0.5;  // of all rows

/// The trials, or else the whole recording.
std::vector<SignalView> stretches(const Dataset& dataset) {
    std::vector<SignalView> views;
    for (const Trial& trial : dataset.trials)
        if (trial.length > 0) views.push_back(dataset.signal(trial));
    if (dataset.trials.empty() && dataset.recording.length() > 0)
        views.push_back(dataset.recording.signal());
    return views;
}

std::int64_t samples_in(const std::vector<SignalView>& views) {
    std::int64_t sum = 0;
    for (const SignalView& view : views) sum += static_cast<std::int64_t>(view.length());
    return sum;
}

ChannelQuality measured(const std::vector<SignalView>& views, std::size_t channel) {
    ChannelQuality q;
    q.lowest = q.highest = views.front().row(0)[channel];
    for (const SignalView& view : views)
        for (std::size_t i = 0; i < view.length(); ++i) {
            q.lowest = std::min(q.lowest, view.row(i)[channel]);
            q.highest = std::max(q.highest, view.row(i)[channel]);
        }
    for (const SignalView& view : views) {
        std::size_t run = 0;
        for (std::size_t i = 0; i < view.length(); ++i) {
            const float value = view.row(i)[channel];
            run = i > 0 && value == view.row(i - 1)[channel] ? run + 1 : 1;
            if (value != q.lowest && value != q.highest) continue;
            if (run >= shortest_run)
                q.at_extreme += run == shortest_run ? std::int64_t{shortest_run} : 1;
        }
        if (view.length() > 1 && run == view.length()) ++q.flat_stretches;
    }
    return q;
}

std::string percent(double share) { return fixed(100.0 * share, 1) + " %"; }

double share_of(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

class Notes {
public:
    explicit Notes(const Dataset& dataset)
        : dataset_(dataset), views_(stretches(dataset)), channels_(channel_quality(dataset)) {}

    std::vector<QualityNote> all() && {
        flat_channels();
        flat_stretches();
        saturated_channels();
        repeated_samples();
        short_trials();
        classes();
        unit();
        return std::move(notes_);
    }

private:
    void add(const char* check, Severity severity, std::string sentence) {
        notes_.push_back({check, severity, std::move(sentence)});
    }
    std::string channel(std::size_t c) const {
        return "channel \"" + dataset_.recording.channels()[c] + "\" ";
    }
    bool flat(std::size_t c) const { return channels_[c].lowest == channels_[c].highest; }

    void flat_channels() {
        for (std::size_t c = 0; c < channels_.size(); ++c)
            if (flat(c))
                add("flat_channel", Severity::warning,
                    channel(c) + "is " + exact(double{channels_[c].lowest}) + " throughout");
    }

    void flat_stretches() {
        for (std::size_t c = 0; c < channels_.size(); ++c)
            if (!flat(c) && channels_[c].flat_stretches > 0)
                add("flat_stretch", Severity::note,
                    channel(c) + "does not change in " +
                        std::to_string(channels_[c].flat_stretches) + " of " +
                        std::to_string(views_.size()) + " trials (" +
                        percent(share_of(channels_[c].flat_stretches, std::ssize(views_))) + ")");
    }

    void saturated_channels() {
        for (std::size_t c = 0; c < channels_.size(); ++c) {
            const double share = share_of(channels_[c].at_extreme, samples_in(views_));
            if (flat(c) || share < saturated_share) continue;
            add("saturated_channel", Severity::warning,
                channel(c) + "stays at its lowest (" + exact(double{channels_[c].lowest}) +
                    ") or highest number (" + exact(double{channels_[c].highest}) + ") for " +
                    percent(share) + " of its samples");
        }
    }

    void repeated_samples() {
        std::int64_t repeated = 0;
        std::int64_t pairs = 0;
        for (const SignalView& view : views_)
            for (std::size_t i = 1; i < view.length(); ++i, ++pairs)
                repeated += std::ranges::equal(view.row(i), view.row(i - 1)) ? 1 : 0;
        const double share = share_of(repeated, pairs);
        if (share < repeated_share_limit || share == 1.0) return;  // all flat is said already
        const double rate = dataset_.recording.rate().value;
        add("repeated_samples", Severity::warning,
            percent(share) +
                " of the samples repeat the one before in all channels: news comes about " +
                fixed(rate * (1.0 - share), 0) + " times a second, not " + exact(rate));
    }

    void short_trials() {
        for (std::size_t i = 0; i < dataset_.trials.size(); ++i)
            if (dataset_.trials[i].length == 1)
                add("short_trial", Severity::warning,
                    "trial " + std::to_string(i) + " has one sample");
    }

    void classes() {
        std::vector<std::int64_t> count(dataset_.classes.size());
        for (const Trial& trial : dataset_.trials) ++count[index(trial.task)];
        for (std::size_t k = 0; k < count.size(); ++k)
            if (count[k] == 0)
                add("empty_class", Severity::warning,
                    "class \"" + dataset_.classes[k] + "\" has no trial");
        for (std::size_t k = 0; k < count.size(); ++k)
            if (count[k] == 1)
                add("single_repetition", Severity::warning,
                    "class \"" + dataset_.classes[k] +
                        "\" has one trial, so it cannot both train and test");
    }

    void unit() {
        const Unit& unit = dataset_.recording.unit();
        if (unit.microvolts == 0.0)
            add("unit_without_volts", Severity::note,
                "the unit \"" + unit.name +
                    "\" has no size in volts, so no setting in microvolts can apply");
    }

    const Dataset& dataset_;
    std::vector<SignalView> views_;
    std::vector<ChannelQuality> channels_;
    std::vector<QualityNote> notes_;
};

}  // namespace

std::vector<ChannelQuality> channel_quality(const Dataset& dataset) {
    const auto views = stretches(dataset);
    if (views.empty()) return {};
    std::vector<ChannelQuality> channels(dataset.recording.channels().size());
    for_each_index(channels.size(), [&](std::size_t c) { channels[c] = measured(views, c); });
    return channels;
}

std::vector<QualityNote> quality(const Dataset& dataset) { return Notes(dataset).all(); }

const std::vector<std::string>& quality_checks() {
    static const std::vector<std::string> all{
        "flat_channel", "flat_stretch", "saturated_channel", "repeated_samples",
        "short_trial",  "empty_class",  "single_repetition", "unit_without_volts"};
    return all;
}

}  // namespace efferent::emg
