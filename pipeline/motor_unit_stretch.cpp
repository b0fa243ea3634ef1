// Cuts a stretch out of a recording.
#include "pipeline/motor_unit_stretch.hpp"

#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "pipeline/sample_size.hpp"

namespace efferent {
namespace {

std::vector<std::size_t> kept_channels(const emg::Recording& recording, const Stretch& stretch) {
    for (const std::string& name : stretch.skip_channels)
        if (std::ranges::find(recording.channels(), name) == recording.channels().end())
            throw Error(Fault::config,
                        "channel to skip: " + unknown_name(name, recording.channels()));
    std::vector<std::size_t> kept;
    for (std::size_t m = 0; m < recording.channels().size(); ++m)
        if (std::ranges::find(stretch.skip_channels, recording.channels()[m]) ==
            stretch.skip_channels.end())
            kept.push_back(m);
    if (kept.empty())
        throw Error(Fault::config, "channel to skip: no channel of " + recording.name() +
                                       " is left; it has " +
                                       std::to_string(recording.channels().size()));
    return kept;
}

}  // namespace

Cut cut(const emg::Dataset& dataset, const Stretch& stretch) {
    const SignalView all = dataset.recording.signal();
    const double rate = all.rate().value, length_s = static_cast<double>(all.length()) / rate;
    if (stretch.length_s && !(*stretch.length_s > 0.0))
        throw Error(Fault::config, dataset.name + ": has " + exact(length_s) +
                                       " s; the length of a stretch, " + exact(*stretch.length_s) +
                                       " s, must be above zero, or left out for all the rest");
    const double end_s = stretch.length_s ? stretch.begin_s + *stretch.length_s : length_s;
    if (!(stretch.begin_s >= 0.0 && stretch.begin_s < end_s && end_s <= length_s + 0.5 / rate))
        throw Error(Fault::config, dataset.name + ": has " + exact(length_s) + " s; " +
                                       exact(stretch.begin_s) + " s to " + exact(end_s) +
                                       " s must lie within");
    Cut result;
    result.begin = static_cast<std::size_t>(std::llround(stretch.begin_s * rate));
    const std::size_t end =
        std::min(all.length(), static_cast<std::size_t>(std::llround(end_s * rate)));
    if (result.begin >= end)
        throw Error(Fault::config, dataset.name + ": has no sample from " + exact(stretch.begin_s) +
                                       " s to " + exact(end_s) + " s; samples are " +
                                       exact(1000.0 / rate) + " ms apart");
    const auto kept = kept_channels(dataset.recording, stretch);
    result.places = kept;
    for (const std::size_t m : kept) result.channels.push_back(dataset.recording.channels()[m]);
    for (std::size_t t = result.begin; t < end; ++t)
        for (const std::size_t m : kept) result.samples.push_back(all.row(t)[m]);
    require_computable(dataset.name, deviations(result.samples, kept.size()),
                       dataset.recording.unit());
    return result;
}

void describe(Fields& field, Band& b) {
    field("low_hz", b.low_hz, "lower edge");
    field("high_hz", b.high_hz, "upper edge");
    field("order", b.order, "poles for each edge");
}

std::unique_ptr<emg::Filter> band_pass(const Band& band, Hertz rate, std::size_t channels) {
    auto filter = make(emg::filters(), Config::of(band, "band_pass"));
    filter->prepare(rate, channels);
    return filter;
}

}  // namespace efferent
