// Signal time: integer nanoseconds, so that equal means equal on every machine.
#pragma once

#include <chrono>
#include <cmath>
#include <compare>
#include <cstdint>

namespace efferent {

using Duration = std::chrono::duration<std::int64_t, std::nano>;

/// The clock of recordings and simulations. It has no now(): time only comes from data.
struct SignalClock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<SignalClock>;
    static constexpr bool is_steady = true;
};

using Time = SignalClock::time_point;

inline namespace literals {
using namespace std::chrono_literals;  // 250us, 10ms, 2s
}

constexpr double seconds(Duration d) { return static_cast<double>(d.count()) * 1e-9; }
constexpr double milliseconds(Duration d) { return static_cast<double>(d.count()) / 1e6; }
constexpr double seconds(Time t) { return seconds(t.time_since_epoch()); }

struct Hertz {
    double value = 0.0;
    friend constexpr auto operator<=>(Hertz, Hertz) = default;
};

/// The instant of sample `index` at `rate`; always from the index, so that rounding never adds up.
inline Time sample_time(Hertz rate, std::int64_t index) {
    return Time{Duration{std::llround(static_cast<double>(index) * 1e9 / rate.value)}};
}

/// How many samples at `rate` make up `length`, to the nearest whole one.
inline std::int64_t sample_count(Hertz rate, Duration length) {
    return std::llround(seconds(length) * rate.value);
}

}  // namespace efferent
