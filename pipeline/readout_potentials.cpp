#include "pipeline/readout_potentials.hpp"

#include <algorithm>

namespace efferent {

void ReadoutPotentials::add(std::span<const snn::Sample> samples) {
    for (; samples.size() >= classes_; samples = samples.subspan(classes_)) {
        Tick& tick = ticks_.emplace_back(Tick{samples.front().at, {}});
        for (const snn::Sample& s : samples.first(classes_)) tick.potentials.push_back(s.v);
    }
}

void ReadoutPotentials::scores(const snn::Window& window, std::span<double> out) {
    while (!ticks_.empty() && ticks_.front().at < window.begin) ticks_.pop_front();
    std::ranges::fill(out, 0.0);
    std::size_t count = 0;
    for (const Tick& tick : ticks_) {
        if (tick.at >= window.end) break;
        ++count;
        for (std::size_t c = 0; c < classes_; ++c) out[c] += tick.potentials[c];
    }
    for (double& score : out)
        if (count > 0) score /= static_cast<double>(count);
}

}  // namespace efferent
