// Parallel loops whose result cannot depend on the number of threads: each index writes its own
// place, and there is no parallel reduction.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "core/monitor.hpp"

namespace efferent {

/// Runs `body(i)` for every i in [0, count), in any order, on the threads allowed.
/// If several bodies throw, the exception of the lowest index is the one that is rethrown.
/// With a monitor it reports `stage` and stops with Error{cancelled} when asked to.
void for_each_index(std::size_t count, const std::function<void(std::size_t)>& body,
                    Monitor* monitor = nullptr, std::string_view stage = {});

/// While alive, at most `threads` threads work (0 means as many as the machine has).
class ThreadLimit {
public:
    explicit ThreadLimit(std::size_t threads);
    ~ThreadLimit();
    ThreadLimit(const ThreadLimit&) = delete;
    ThreadLimit& operator=(const ThreadLimit&) = delete;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace efferent
