#include "snn/learning/examples.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace efferent::snn {
namespace {

[[noreturn]] void refuse(std::size_t number, const std::string& why) {
    throw Error(Fault::config, "example " + std::to_string(number) + ": " + why);
}

void require_sound(const Example& e, const Examples& all, std::size_t number) {
    if (index(e.label) >= all.classes)
        refuse(number, "its label " + std::to_string(index(e.label)) + " is not below the " +
                           std::to_string(all.classes) + " classes");
    if (e.windows.empty()) refuse(number, "has no window to decide in");
    for (const Window& w : e.windows)
        if (w.begin < Time{} || w.end <= w.begin || w.end > e.until)
            refuse(number, "a window must be within the stream, and not empty");
    if (!std::ranges::is_sorted(e.windows, {}, &Window::end))
        refuse(number, "windows must be in the order of their ends");
    if (!std::ranges::is_sorted(e.events)) refuse(number, "events must be in order");
    for (const Event& event : e.events) {
        if (event.at < Time{} || event.at >= e.until)
            refuse(number, "an event is outside the stream");
        if (index(event.channel) >= all.channels)
            refuse(number, "an event of channel " + std::to_string(index(event.channel)) + ", of " +
                               std::to_string(all.channels) + " channels");
    }
}

}  // namespace

void require_sound(const Examples& examples) {
    if (examples.all.empty()) throw Error(Fault::config, "there is no example to learn from");
    for (std::size_t i = 0; i < examples.all.size(); ++i)
        require_sound(examples.all[i], examples, i);
}

}  // namespace efferent::snn
