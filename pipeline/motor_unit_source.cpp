// Whether a recording fits, and what is done to it before any search for motor units.
#include "pipeline/motor_unit_source.hpp"

#include <algorithm>
#include <cmath>

#include "core/text.hpp"

namespace efferent {

void require_fits(const MotorUnitSource& source, const std::string& what,
                  const emg::Dataset& dataset) {
    const emg::Recording& recording = dataset.recording;
    const auto refuse = [&](const std::string& made, const std::string& has) {
        throw Error(Fault::config, source.origin + ": its " + what + " for " + made + ", but " +
                                       dataset.name + " has " + has +
                                       "; make one from a recording like this one");
    };
    if (recording.rate() != source.rate)
        refuse(exact(source.rate.value) + " Hz", exact(recording.rate().value) + " Hz");
    std::vector<std::string> used;
    for (const std::string& name : recording.channels())
        if (std::ranges::find(source.skipped, name) == source.skipped.end()) used.push_back(name);
    if (used.size() != source.channels.size())
        refuse(std::to_string(source.channels.size()) + " channels",
               std::to_string(used.size()) +
                   (source.skipped.empty() ? "" : " besides those that it skips"));
    for (std::size_t m = 0; m < used.size(); ++m)
        if (used[m] != source.channels[m])
            refuse("\"" + source.channels[m] + "\" as channel " + std::to_string(m + 1),
                   "\"" + used[m] + "\" there");
    if (recording.unit().name != source.unit)
        refuse("samples in " + source.unit, "samples in " + recording.unit().name);
}

MotorUnitFrontEnd::MotorUnitFrontEnd(std::vector<double> means, const Band& band, Hertz rate)
    : means_(std::move(means)), band_(band_pass(band, rate, means_.size())) {}

SignalView MotorUnitFrontEnd::operator()(SignalView block) {
    scratch_.assign(block.samples().begin(), block.samples().end());
    for (std::size_t i = 0; i < scratch_.size(); i += means_.size())
        for (std::size_t m = 0; m < means_.size(); ++m)
            scratch_[i + m] = static_cast<float>(double{scratch_[i + m]} - means_[m]);
    band_->apply(scratch_);
    return {block.rate(), block.first(), block.channels(), scratch_};
}

void require_finite(SignalView block) {
    for (std::size_t i = 0; i < block.samples().size(); ++i)
        if (!std::isfinite(block.samples()[i]))
            throw Error(Fault::format,
                        "sample " +
                            std::to_string(block.first() +
                                           static_cast<std::int64_t>(i / block.channels())) +
                            " of channel " + std::to_string(i % block.channels() + 1) +
                            " is no finite number; a stream needs all samples");
}

}  // namespace efferent
