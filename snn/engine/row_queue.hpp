// Rows under way, by the window in which they arrive: a ring of buckets, and a heap for what is
// farther off.
#pragma once

#include <algorithm>
#include <bit>
#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace efferent::snn {

/// A row that arrives so long after its window's begin: one number, so that sorting by time, then
/// row is quick.
struct Hit {
    std::uint64_t key = 0;
    static Hit of(std::uint32_t offset_ns, std::uint32_t row) {
        return {std::uint64_t{offset_ns} << 32U | row};
    }
    std::uint32_t offset_ns() const { return static_cast<std::uint32_t>(key >> 32U); }
    std::uint32_t row() const { return static_cast<std::uint32_t>(key); }
    friend bool operator==(Hit a, Hit b) { return a.key == b.key; }
};

class RowQueue {
public:
    /// `groups`: the populations, each with buckets of its own.
    RowQueue(std::int64_t window_ns, std::int64_t longest_delay_ns, std::size_t groups)
        : groups_(groups),
          ring_(std::bit_ceil(static_cast<std::size_t>(
              std::min<std::int64_t>(most_windows, longest_delay_ns / window_ns + 3)))),
          buckets_(ring_ * groups) {}

    /// `window` is not before the one that was begun last.
    void push(std::int64_t window, Hit hit, std::size_t group) {
        if (window < window_ + static_cast<std::int64_t>(ring_)) {
            bucket(window, group).push_back(hit);
            return;
        }
        far_.push_back({window, hit.key, static_cast<std::uint32_t>(group)});
        std::ranges::push_heap(far_, std::greater{});
    }

    /// Goes on to `window`, the next one, not yet sorted; the hits of the one before are gone.
    void begin(std::int64_t window) {
        for (std::size_t g = 0; g < groups_; ++g) bucket(window_, g).clear();
        window_ = window;
        while (!far_.empty() && far_.front().window < window_ + static_cast<std::int64_t>(ring_)) {
            std::ranges::pop_heap(far_, std::greater{});
            const Far f = far_.back();
            far_.pop_back();
            push(f.window, {f.hit}, f.group);
        }
    }

    /// Puts the hits of the window begun in order; groups may be sorted side by side.
    void sort(std::size_t group) { sort(bucket(window_, group)); }

    /// Of the window begun; in order once sorted.
    std::span<const Hit> hits(std::size_t group) const { return buckets_[place(window_, group)]; }

private:
    /// Most buckets are short, and are runs of rows in order.
    static void sort(std::vector<Hit>& hits) {
        if (hits.size() > 64) {
            if (!std::ranges::is_sorted(hits, {}, &Hit::key))
                std::ranges::sort(hits, {}, &Hit::key);
            return;
        }
        for (std::size_t i = 1; i < hits.size(); ++i) {
            const Hit hit = hits[i];
            std::size_t to = i;
            for (; to > 0 && hits[to - 1].key > hit.key; --to) hits[to] = hits[to - 1];
            hits[to] = hit;
        }
    }

    static constexpr std::int64_t most_windows = 1024;
    struct Far {
        std::int64_t window = 0;
        std::uint64_t hit = 0;
        std::uint32_t group = 0;
        friend auto operator<=>(const Far&, const Far&) = default;
    };

    std::size_t place(std::int64_t window, std::size_t group) const {
        return (static_cast<std::size_t>(window) & (ring_ - 1)) * groups_ + group;
    }
    std::vector<Hit>& bucket(std::int64_t window, std::size_t group) {
        return buckets_[place(window, group)];
    }

    std::size_t groups_;
    std::size_t ring_;  ///< windows, a power of two
    std::vector<std::vector<Hit>> buckets_;
    std::vector<Far> far_;  ///< a heap, the earliest first
    std::int64_t window_ = 0;
};

}  // namespace efferent::snn
