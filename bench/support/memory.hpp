// How much memory a bench has needed.
#pragma once

namespace efferent::bench {

/// The most that this process has had resident so far, in 10^9 bytes. Error{io} where the system
/// does not tell.
double peak_gigabytes();

}  // namespace efferent::bench
