#include "snn/learning/trial.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "snn/network.hpp"

namespace efferent::snn::training {
namespace {

/// Events of a tick are ascending by line, equal ones counted.
void bin(const Example& example, Duration tick, Trial& trial) {
    std::vector<std::pair<std::int64_t, std::size_t>> all;
    for (const Event& e : example.events) {
        const std::int64_t at = (e.at.time_since_epoch() + tick - 1ns) / tick;
        if (at <= trial.ticks) all.emplace_back(at, line(e.channel, e.polarity));
    }
    std::ranges::sort(all);
    trial.offsets.assign(static_cast<std::size_t>(trial.ticks) + 2, 0);
    for (std::size_t i = 0; i < all.size();) {
        std::size_t end = i;
        while (end < all.size() && all[end] == all[i]) ++end;
        if (end - i > std::numeric_limits<std::uint16_t>::max())
            throw Error(Fault::config, "more than 65535 events of one line at one tick");
        trial.lines.push_back(
            {static_cast<std::uint16_t>(all[i].second), static_cast<std::uint16_t>(end - i)});
        ++trial.offsets[static_cast<std::size_t>(all[i].first) + 1];
        i = end;
    }
    for (std::size_t t = 1; t < trial.offsets.size(); ++t) trial.offsets[t] += trial.offsets[t - 1];
}

}  // namespace

Trial trial_of(const Example& example, const Reading& reading) {
    Trial trial;
    trial.label = index(example.label);
    for (const Window& w : example.windows) {
        trial.windows.push_back(
            {w.begin.time_since_epoch() / reading.tick, w.end.time_since_epoch() / reading.tick});
        if (trial.windows.back().first == trial.windows.back().last)
            throw Error(Fault::config, "a window has no tick; make tick_ms shorter");
        trial.ticks = std::max(trial.ticks, trial.windows.back().last);
    }
    bin(example, reading.tick, trial);
    return trial;
}

template <class Real>
void spread(const Trial& trial, const ReadBack& how, std::span<const double> by_scores,
            std::size_t classes, std::size_t lanes, bool with_motion, std::vector<double>& scratch,
            Asked<Real>& to) {
    const bool mean = how.reading.over == "mean";
    const auto ticks = static_cast<std::size_t>(trial.ticks);
    // What each tick's potential counts by itself, then what it leaves behind.
    scratch.assign((ticks + 1) * classes, 0.0);
    for (std::size_t w = 0; w < trial.windows.size(); ++w) {
        const TickWindow& window = trial.windows[w];
        const auto length = static_cast<double>(window.last - window.first);
        const double kept = how.fade_ticks > 0.0 ? std::exp(-1.0 / how.fade_ticks) : 1.0;
        double part = !mean         ? 1.0
                      : kept == 1.0 ? 1.0 / length
                                    : (1.0 - kept) / (1.0 - std::pow(kept, length));
        for (std::int64_t t = mean ? window.first + 1 : window.last; t <= window.last; ++t) {
            for (std::size_t c = 0; c < classes; ++c)
                scratch[static_cast<std::size_t>(t) * classes + c] +=
                    part * by_scores[w * classes + c];
            part *= kept;
        }
    }
    to.all.assign((ticks + 1) * lanes, 0);
    to.motion.assign(with_motion ? to.all.size() : 0, 0);
    to.part.assign(ticks + 2, 0);
    to.parts.assign(lanes, 0);
    const double rate = -std::log(how.keep);
    const double* after = nullptr;
    std::vector<double> own(classes, 0.0), last(classes, 0.0);
    for (std::size_t t = ticks + 1; t-- > 0;) {
        double* const here = scratch.data() + t * classes;
        std::copy_n(here, classes, own.begin());
        to.part[t] = to.part[t + 1];
        if (!with_motion && own != last) {
            to.part[t] = static_cast<std::uint32_t>(to.parts.size() / lanes);
            to.parts.resize(to.parts.size() + lanes, 0);
            std::ranges::transform(own, to.parts.end() - static_cast<std::ptrdiff_t>(lanes),
                                   [](double x) { return static_cast<Real>(x); });
            last = own;
        }
        for (std::size_t c = 0; c < classes; ++c) {
            if (after != nullptr) here[c] += how.keep * after[c];
            to.all[t * lanes + c] = static_cast<Real>(here[c]);
            if (with_motion) to.motion[t * lanes + c] = static_cast<Real>(rate * here[c] - own[c]);
        }
        after = here;
    }
}

template void spread(const Trial&, const ReadBack&, std::span<const double>, std::size_t,
                     std::size_t, bool, std::vector<double>&, Asked<float>&);
template void spread(const Trial&, const ReadBack&, std::span<const double>, std::size_t,
                     std::size_t, bool, std::vector<double>&, Asked<double>&);

}  // namespace efferent::snn::training
