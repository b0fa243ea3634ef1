// Orders instants, and remembers which were used.
#include "decoders/motor_units/seeds.hpp"

#include <algorithm>

namespace efferent::motor_units {

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
    const std::size_t near = 2 * blank_;
    const auto from = std::ranges::lower_bound(explained_, t > near ? t - near : 0);
    return from != explained_.end() && *from <= t + near;
}

}  // namespace efferent::motor_units
