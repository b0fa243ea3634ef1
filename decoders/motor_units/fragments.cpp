// Puts fragments together, the largest first.
#include "decoders/motor_units/fragments.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "decoders/motor_units/train.hpp"

namespace efferent::motor_units {
namespace {

using Pulses = std::vector<std::size_t>;

std::vector<Time> times(const Pulses& pulses, Hertz rate) {
    std::vector<Time> result;
    for (const std::size_t t : pulses)
        result.push_back(sample_time(rate, static_cast<std::int64_t>(t)));
    return result;
}

/// `pulses` earlier by `late`; those that would lie before the first sample are at it.
Pulses shifted(const Pulses& pulses, std::ptrdiff_t late) {
    Pulses result;
    for (const std::size_t t : pulses)
        result.push_back(static_cast<std::size_t>(
            std::max<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(t) - late)));
    return result;
}

/// Pulses of `part` that have one of `unit` nearer than `interval` samples.
std::size_t near(const Pulses& unit, const Pulses& part, std::size_t interval) {
    return static_cast<std::size_t>(std::ranges::count_if(part, [&](std::size_t t) {
        const auto next = std::ranges::lower_bound(unit, t < interval ? 0 : t - interval + 1);
        return next != unit.end() && *next < t + interval;
    }));
}

/// Adds the pulses of `part` that are not near one that is there.
void add(Pulses& unit, const Pulses& part, std::size_t interval) {
    Pulses fresh;
    for (const std::size_t t : part)
        if (near(unit, {t}, interval) == 0) fresh.push_back(t);
    unit.insert(unit.end(), fresh.begin(), fresh.end());
    std::ranges::sort(unit);
}

class Uniter {
public:
    Uniter(const std::vector<Pulses>& pulses, Hertz rate, const FragmentParams& params,
           const std::function<Likeness(std::size_t, std::size_t)>& like)
        : pulses_(pulses),
          rate_(rate),
          params_(params),
          like_(like),
          interval_(static_cast<std::size_t>(sample_count(rate, params.interval))) {}

    /// By how many samples `part` is late if it is one with the unit.
    std::optional<std::ptrdiff_t> late(const United& unit, std::size_t part) const {
        const Pulses& own = pulses_[part];
        const std::size_t lead = unit.parts.front();
        const Agreement a = agree(times(own, rate_), times(unit.pulses, rate_), {});
        if (static_cast<double>(a.shared) >=
            params_.contained * static_cast<double>(std::min(own.size(), unit.pulses.size())))
            return std::lround(seconds(a.lag) * rate_.value);
        const auto most = params_.conflicts * static_cast<double>(own.size());
        if (static_cast<double>(near(unit.pulses, own, interval_ / 2)) > most) return std::nullopt;
        const Likeness there = like_(lead, part);
        if (there.height < params_.alike || like_(part, lead).height < params_.alike)
            return std::nullopt;
        const Pulses moved = shifted(own, there.late);
        if (static_cast<double>(near(unit.pulses, moved, interval_)) > most) return std::nullopt;
        return there.late;
    }

    void join(United& unit, std::size_t part, std::ptrdiff_t late) const {
        add(unit.pulses, shifted(pulses_[part], late), interval_);
        unit.parts.push_back(part);
    }

private:
    const std::vector<Pulses>& pulses_;
    Hertz rate_;
    const FragmentParams& params_;
    const std::function<Likeness(std::size_t, std::size_t)>& like_;
    std::size_t interval_;
};

}  // namespace

std::vector<United> unite(const std::vector<Pulses>& pulses, Hertz rate,
                          const FragmentParams& params,
                          const std::function<Likeness(std::size_t, std::size_t)>& like) {
    std::vector<std::size_t> order(pulses.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater(),
                             [&](std::size_t i) { return pulses[i].size(); });
    const Uniter uniter(pulses, rate, params, like);
    std::vector<United> units;
    for (const std::size_t part : order) {
        bool joined = false;
        for (auto unit = units.begin(); unit != units.end() && !joined; ++unit)
            if (const auto late = uniter.late(*unit, part)) {
                uniter.join(*unit, part, *late);
                joined = true;
            }
        if (!joined) units.push_back({pulses[part], {part}});
    }
    std::ranges::sort(units, {}, [](const United& u) { return u.parts.front(); });
    return units;
}

bool is_among(const Pulses& pulses, const std::vector<Pulses>& others, Hertz rate, double share) {
    const std::vector<Time> own = times(pulses, rate);
    return std::ranges::any_of(others, [&](const Pulses& other) {
        const Agreement a = agree(own, times(other, rate), {});
        const auto most = static_cast<double>(std::max(pulses.size(), other.size()));
        return static_cast<double>(a.shared) >= share * most;
    });
}

}  // namespace efferent::motor_units
