// A queue of what will happen, by its time.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "core/time.hpp"

namespace efferent::snn {

/// Of items with a time `at`, the least first. Does not allocate once it has been as long as it
/// gets.
template <class T>
class EarliestFirst {
public:
    void push(const T& item) {
        items_.push_back(item);
        std::ranges::push_heap(items_, std::greater{});
    }
    Time next() const { return items_.empty() ? Time::max() : items_.front().at; }
    bool next_is(const T& item) const { return !items_.empty() && items_.front() == item; }
    T pop() {
        std::ranges::pop_heap(items_, std::greater{});
        const T item = items_.back();
        items_.pop_back();
        return item;
    }

private:
    std::vector<T> items_;
};

}  // namespace efferent::snn
