#include "bench/support/clock.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>

namespace efferent::bench {
namespace {

double seconds_of(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

double wall_seconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

double user_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec) +
           1e-6 * static_cast<double>(usage.ru_utime.tv_usec);
}

double process_seconds() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }

double thread_seconds() { return seconds_of(CLOCK_THREAD_CPUTIME_ID); }

double median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

double quantile(std::vector<double> values, double share) {
    std::ranges::sort(values);
    const double rank = std::ceil(share * static_cast<double>(values.size()));
    return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

double user_seconds_of(const std::function<void()>& work) {
    constexpr double enough = 0.2;
    std::vector<double> times;
    for (int r = 0; r < repetitions; ++r) {
        const double begin = user_seconds();
        double spent = 0.0;
        int calls = 0;
        for (; spent < enough; ++calls) {
            work();
            spent = user_seconds() - begin;
        }
        times.push_back(spent / calls);
    }
    return median(times);
}

}  // namespace efferent::bench
