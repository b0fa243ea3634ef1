// Orders instants, and remembers which were used.
#include "decoders/motor_units/seeds.hpp"

#include <algorithm>

namespace efferent::motor_units {

std::vector<float> unusual(std::span<const float> activity,
                           const std::vector<std::vector<std::size_t>>& known, std::size_t reach) {
    double mean = 0.0;
    for (const float a : activity) mean += double{a} / static_cast<double>(activity.size());
    std::vector<float> usual(activity.size(), static_cast<float>(mean));
    const std::size_t width = 2 * reach + 1;
    for (const auto& pulses : known) {
        std::vector<double> sums(width);
        std::vector<std::size_t> counts(width);
        const auto each = [&](const auto& act) {
            for (const std::size_t pulse : pulses)
                for (std::size_t i = pulse < reach ? reach - pulse : 0;
                     i < width && pulse + i - reach < activity.size(); ++i)
                    act(i, pulse + i - reach);
        };
        each([&](std::size_t i, std::size_t t) { sums[i] += double{activity[t]}, ++counts[i]; });
        each([&](std::size_t i, std::size_t t) {
            usual[t] =
                std::max(usual[t], static_cast<float>(sums[i] / static_cast<double>(counts[i])));
        });
    }
    std::vector<float> result(activity.size());
    for (std::size_t t = 0; t < result.size(); ++t)
        result[t] = usual[t] > 0.0F ? activity[t] / usual[t] : 0.0F;
    return result;
}

Seeds::Seeds(std::size_t length, Hertz rate)
    : used_(length, false),
      blank_(static_cast<std::size_t>(std::max<std::int64_t>(1, sample_count(rate, 2ms)))) {}

void Seeds::order(std::span<const float> activity) {
    candidates_.clear();
    explained_.clear();
    next_ = 0;
    for (std::size_t t = 1; t + 1 < activity.size(); ++t)
        if (activity[t] > activity[t - 1] && activity[t] >= activity[t + 1])
            candidates_.push_back(t);
    std::ranges::stable_sort(
        candidates_, [&](std::size_t a, std::size_t b) { return activity[a] > activity[b]; });
}

void Seeds::explain(const std::vector<std::size_t>& pulses) {
    explained_.insert(explained_.end(), pulses.begin(), pulses.end());
    std::ranges::sort(explained_);
}

std::vector<std::size_t> Seeds::next(std::size_t count) {
    std::vector<std::size_t> seeds;
    for (; next_ < candidates_.size() && seeds.size() < count; ++next_) {
        const std::size_t t = candidates_[next_];
        if (used_[t] || is_explained(t)) continue;
        seeds.push_back(t);
        const std::size_t begin = t > blank_ ? t - blank_ : 0;
        std::fill_n(used_.begin() + static_cast<std::ptrdiff_t>(begin),
                    std::min(2 * blank_ + 1, used_.size() - begin), true);
    }
    return seeds;
}

bool Seeds::is_explained(std::size_t t) const {
    const std::size_t near = 4 * blank_;
    const auto from = std::ranges::lower_bound(explained_, t > near ? t - near : 0);
    return from != explained_.end() && *from <= t + near;
}

}  // namespace efferent::motor_units
