#include "pipeline/front_end.hpp"

#include "encoders/encoder.hpp"

namespace efferent {

std::vector<double> channel_scale(std::span<const LabelledSignal> trials) {
    std::vector<SignalView> segments;
    segments.reserve(trials.size());
    for (const LabelledSignal& trial : trials) segments.push_back(trial.signal);
    return encoders::calibrate(segments, 0.0).scale;
}

}  // namespace efferent
