// A stream that comes in blocks, given on window by window.
#pragma once

#include <vector>

#include "core/signal.hpp"
#include "pipeline/windows.hpp"

namespace efferent {

class WindowStream {
public:
    WindowStream() = default;
    explicit WindowStream(const Windows& windows) : windows_(windows) {}

    /// A new stream: sample 0 comes next.
    void begin() {
        pending_.clear();
        first_ = 0;
    }

    /// The stream's next samples; calls each(window) for every window that they complete.
    template <class F>
    void push(const SignalView& block, const F& each) {
        const WindowSamples samples(windows_, block.rate());
        const auto length = static_cast<std::size_t>(samples.length);
        pending_.insert(pending_.end(), block.samples().begin(), block.samples().end());
        const SignalView held(block.rate(), first_, block.channels(), pending_);
        std::size_t begin = 0;
        for (; begin + length <= held.length();
             begin += static_cast<std::size_t>(samples.increment))
            each(held.rows(begin, length));
        first_ += static_cast<std::int64_t>(begin);
        pending_.erase(pending_.begin(),
                       pending_.begin() + static_cast<std::ptrdiff_t>(begin * block.channels()));
    }

private:
    Windows windows_;
    std::vector<float> pending_;  ///< samples from the next window's begin on
    std::int64_t first_ = 0;
};

}  // namespace efferent
