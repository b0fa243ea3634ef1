// Puts events on lines together and apart.
#include "decoders/motor_units/events/line_events.hpp"

#include <algorithm>

namespace efferent::motor_units {

std::vector<float> trace(const LineEvents& events, std::uint32_t line, double keep) {
    std::vector<double> counts(events.steps);
    for (const LineEvent& e : events.events)
        if (e.line == line) counts[e.step] += 1.0;
    std::vector<float> result(events.steps);
    double z = 0.0;
    for (std::size_t t = 0; t < events.steps; ++t) {
        z = keep * z + counts[t];
        result[t] = static_cast<float>(z);
    }
    return result;
}

LineEvents beside(const LineEvents& first, const LineEvents& second) {
    LineEvents both{first.lines + second.lines, first.steps, first.events};
    for (const LineEvent& e : second.events)
        both.events.push_back({e.step, e.line + static_cast<std::uint32_t>(first.lines)});
    std::ranges::sort(both.events);
    return both;
}

LineEvents first_steps(const LineEvents& events, std::size_t steps) {
    const auto end =
        std::ranges::lower_bound(events.events, LineEvent{static_cast<std::uint32_t>(steps), 0});
    return {events.lines, std::min(steps, events.steps), {events.events.begin(), end}};
}

LineEvents on_lines(const std::vector<std::vector<std::size_t>>& trains, std::size_t steps) {
    LineEvents result{trains.size(), steps, {}};
    for (std::size_t u = 0; u < trains.size(); ++u)
        for (const std::size_t t : trains[u])
            result.events.push_back({static_cast<std::uint32_t>(t), static_cast<std::uint32_t>(u)});
    std::ranges::sort(result.events);
    return result;
}

}  // namespace efferent::motor_units
