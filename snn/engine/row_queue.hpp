// Rows under way, by the window in which they arrive: a ring of buckets, and a heap for what is farther off.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace efferent::snn {

/// A row that arrives so long after its window's begin. Sorted by time, then row.
struct Hit {
    std::uint32_t offset_ns = 0;
    std::uint32_t row = 0;
    friend auto operator<=>(const Hit&, const Hit&) = default;
};

class RowQueue {
public:
    /// `groups`: the populations, each with buckets of its own.
    RowQueue(std::int64_t window_ns, std::int64_t longest_delay_ns, std::size_t groups)
        : window_ns_(window_ns),
          groups_(groups),
          ring_(static_cast<std::size_t>(
              std::min<std::int64_t>(most_windows, longest_delay_ns / window_ns + 2))),
          buckets_(ring_ * groups) {}

    /// `at_ns` is not before the window that was taken last.
    void push(std::int64_t at_ns, std::uint32_t row, std::size_t group) {
        const std::int64_t window = at_ns / window_ns_;
        if (window >= window_ + static_cast<std::int64_t>(ring_)) {
            far_.push_back({at_ns, row, static_cast<std::uint32_t>(group)});
            std::ranges::push_heap(far_, std::greater{});
            return;
        }
        bucket(window, group)
            .push_back({static_cast<std::uint32_t>(at_ns - window * window_ns_), row});
    }

    /// Goes on to `window`, the next one; the hits of the one before are gone.
    void begin(std::int64_t window) {
        for (std::size_t g = 0; g < groups_; ++g) bucket(window_, g).clear();
        window_ = window;
        while (!far_.empty() &&
               far_.front().at_ns / window_ns_ < window_ + static_cast<std::int64_t>(ring_)) {
            std::ranges::pop_heap(far_, std::greater{});
            const Far f = far_.back();
            far_.pop_back();
            push(f.at_ns, f.row, f.group);
        }
        for (std::size_t g = 0; g < groups_; ++g) std::ranges::sort(bucket(window_, g));
    }

    /// Of the window begun, in order.
    std::span<const Hit> hits(std::size_t group) const {
        return buckets_[place(window_, group)];
    }

private:
    static constexpr std::int64_t most_windows = 1024;
    struct Far {
        std::int64_t at_ns = 0;
        std::uint32_t row = 0;
        std::uint32_t group = 0;
        friend auto operator<=>(const Far&, const Far&) = default;
    };

    std::size_t place(std::int64_t window, std::size_t group) const {
        return static_cast<std::size_t>(window) % ring_ * groups_ + group;
    }
    std::vector<Hit>& bucket(std::int64_t window, std::size_t group) {
        return buckets_[place(window, group)];
    }

    std::int64_t window_ns_;
    std::size_t groups_;
    std::size_t ring_;
    std::vector<std::vector<Hit>> buckets_;
    std::vector<Far> far_;  ///< a heap, the earliest first
    std::int64_t window_ = 0;
};

}  // namespace efferent::snn
