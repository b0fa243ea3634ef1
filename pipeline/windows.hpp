// How a stream is cut into windows (docs/semantics.md, "Windows and decisions").
#pragma once

#include <cstdint>

#include "core/fields.hpp"
#include "core/time.hpp"

namespace efferent {

struct Windows {
    Duration length = 250ms;
    Duration increment = 50ms;
    friend bool operator==(const Windows&, const Windows&) = default;
};

void describe(Fields& field, Windows& windows);

/// The same in samples of one rate; both at least 1.
struct WindowSamples {
    std::int64_t length = 1;
    std::int64_t increment = 1;

    WindowSamples(const Windows& windows, Hertz rate);
    std::int64_t begin(std::int64_t k) const { return k * increment; }
    std::int64_t end(std::int64_t k) const { return k * increment + length; }
    /// Whole windows in a stream of `samples`.
    std::int64_t count(std::int64_t samples) const {
        return samples < length ? 0 : (samples - length) / increment + 1;
    }
};

}  // namespace efferent
