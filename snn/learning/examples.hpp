// What a network is trained on: streams of events, and what is to be decided in their windows.
#pragma once

#include <vector>

#include "core/event.hpp"

namespace efferent::snn {

/// [begin, end), on the stream's clock.
struct Window {
    Time begin{};
    Time end{};
    friend bool operator==(const Window&, const Window&) = default;
};

/// One trial: a stream that begins at rest at time 0, every window of which has the same label.
struct Example {
    std::vector<Event> events;    ///< in order, in [0, until)
    Time until{};                 ///< end of the stream
    std::vector<Window> windows;  ///< by their ends; at least one
    TaskId label{};
    std::int64_t group = 0;  ///< a validation part takes whole groups: repetitions of a session
};

struct Examples {
    std::size_t channels = 0;
    std::size_t classes = 0;
    std::vector<Example> all;
};

/// Error{config} unless there are examples, each with events in order and of known channels, a
/// window within the stream, and a label below `classes`; names the example.
void require_sound(const Examples& examples);

}  // namespace efferent::snn
