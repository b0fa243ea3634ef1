// Events on numbered lines, in whole steps of time: what a motor unit's neuron hears.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace efferent::motor_units {

struct LineEvent {
    std::uint32_t step = 0;
    std::uint32_t line = 0;
    friend auto operator<=>(const LineEvent&, const LineEvent&) = default;
};

/// Ascending by step, then line; an event that stands there k times counts k times.
struct LineEvents {
    std::size_t lines = 0;
    std::size_t steps = 0;  ///< events are below
    std::vector<LineEvent> events;
};

/// What follows the last event of a line falls by `keep` from step to step: z(t) = keep · z(t - 1)
/// + events at t. z of one line at all steps; 0 <= keep < 1.
std::vector<float> trace(const LineEvents& events, std::uint32_t line, double keep);

/// Both, the second one's lines numbered after the first one's. They have as many steps.
LineEvents beside(const LineEvents& first, const LineEvents& second);

/// The steps below `steps` alone.
LineEvents first_steps(const LineEvents& events, std::size_t steps);

/// One line for each list of steps, which are ascending and below `steps`.
LineEvents on_lines(const std::vector<std::vector<std::size_t>>& trains, std::size_t steps);

}  // namespace efferent::motor_units
