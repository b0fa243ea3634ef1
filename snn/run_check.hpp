// What every session refuses, in the same words.
#pragma once

#include "snn/backend.hpp"

namespace efferent::snn {

/// Where a session stands, and whether it may go on.
class RunCheck {
public:
    RunCheck(const Network& network, const Setup& setup);

    /// The errors that Session::run() promises; everything is checked before anything runs.
    void check(std::span<const Event> input, Time until) const;
    void advance(Time now) { now_ = now; }
    Time now() const { return now_; }
    /// Throws Error{cancelled} once the monitor was told to, and ever after.
    void go_on();

private:
    std::size_t channels_;
    Time now_{};
    const Monitor* monitor_;
    bool ended_ = false;
};

/// Error{capacity} if `bytes`, which `what` would need, are more than the machine has.
void require_memory(double bytes, const std::string& what);

}  // namespace efferent::snn
