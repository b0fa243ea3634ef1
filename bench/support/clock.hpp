// What the benches read clocks with; nothing outside bench/ does.
#pragma once

#include <functional>
#include <vector>

namespace efferent::bench {

/// Every figure is the median of so many repetitions.
inline constexpr int repetitions = 5;

double wall_seconds();  ///< of the monotonic clock, from an arbitrary zero
double user_seconds();  ///< that all threads of this process have computed so far (getrusage)
/// The same with what the system did for it. It is counted, where its share of user time is guessed
/// from samples every few ms, so that it also serves for short work.
double process_seconds();
double thread_seconds();  ///< that the calling thread has computed so far, system calls included

/// The middle value; the mean of both of an even number. `values` is not empty.
double median(std::vector<double> values);

/// The smallest value that a share of at least `share`, in (0, 1], of `values` does not exceed.
double quantile(std::vector<double> values, double share);

/// User seconds of one call of `work`: each repetition calls it until 0.2 s have gone.
double user_seconds_of(const std::function<void()>& work);

}  // namespace efferent::bench
