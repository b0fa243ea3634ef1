// The only file outside the backends that includes oneTBB.
#include "core/parallel.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>

#include <atomic>
#include <exception>
#include <limits>
#include <mutex>

namespace efferent {

namespace {

/// Keeps the exception that a plain loop from 0 upwards would have met first.
class FirstFailure {
public:
    void offer(std::size_t index) {
        const std::lock_guard guard(mutex_);
        if (index >= index_) return;
        index_ = index;
        failure_ = std::current_exception();
    }
    bool before(std::size_t index) {
        const std::lock_guard guard(mutex_);
        return index_ < index;
    }
    void rethrow() {
        const std::lock_guard guard(mutex_);
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    std::mutex mutex_;
    std::size_t index_ = std::numeric_limits<std::size_t>::max();
    std::exception_ptr failure_;
};

}  // namespace

void for_each_index(std::size_t count, const std::function<void(std::size_t)>& body,
                    Monitor* monitor, std::string_view stage) {
    FirstFailure failure;
    // oneTBB orders the caller before the bodies and these before the caller's return;
    // ThreadSanitizer, which cannot see into it, is shown the same order by `done`.
    std::atomic<std::size_t> done;
    done.store(0, std::memory_order_release);
    const auto one = [&](std::size_t i) {
        (void)done.load(std::memory_order_acquire);
        if (failure.before(i)) return;
        try {
            if (monitor != nullptr) monitor->check();
            body(i);
        } catch (...) {
            failure.offer(i);
            return;
        }
        const std::size_t now = ++done;
        if (monitor != nullptr)
            monitor->progress(stage, static_cast<double>(now) / static_cast<double>(count));
    };
    if (monitor != nullptr) monitor->progress(stage, 0.0);
    oneapi::tbb::parallel_for(std::size_t{0}, count, one, oneapi::tbb::simple_partitioner{});
    (void)done.load(std::memory_order_acquire);
    failure.rethrow();
}

struct ThreadLimit::State {
    explicit State(std::size_t threads)
        : control(oneapi::tbb::global_control::max_allowed_parallelism, threads) {}
    oneapi::tbb::global_control control;
};

ThreadLimit::ThreadLimit(std::size_t threads)
    : state_(threads == 0 ? nullptr : std::make_unique<State>(threads)) {}
ThreadLimit::~ThreadLimit() = default;

}  // namespace efferent
