#include "pipeline/windows.hpp"

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent {

void describe(Fields& field, Windows& windows) {
    field("window_ms", windows.length, "length of a window");
    field("increment_ms", windows.increment, "from one window's begin to the next");
    field.require(windows.length > 0ns, "window_ms", "must be above zero");
    field.require(windows.increment > 0ns, "increment_ms", "must be above zero");
    field.require(windows.increment <= windows.length, "increment_ms",
                  "must not be longer than the window");
}

WindowSamples::WindowSamples(const Windows& windows, Hertz rate)
    : length(sample_count(rate, windows.length)), increment(sample_count(rate, windows.increment)) {
    const auto refuse = [&](const char* key, Duration d) {
        throw Error(Fault::config, std::string("windows/") + key + ": " + exact(milliseconds(d)) +
                                       " ms is less than one sample at " + exact(rate.value) +
                                       " Hz");
    };
    if (length < 1) refuse("window_ms", windows.length);
    if (increment < 1) refuse("increment_ms", windows.increment);
}

}  // namespace efferent
