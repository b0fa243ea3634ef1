// How a caller watches and stops long work. The library itself never prints.
#pragma once

#include <atomic>
#include <string_view>

#include "core/error.hpp"

namespace efferent {

class Monitor {
public:
    Monitor() = default;
    /// Is cancelled with `outer` too, which must outlive it; may be null.
    explicit Monitor(const Monitor* outer) : outer_(outer) {}
    Monitor(const Monitor&) = delete;
    Monitor& operator=(const Monitor&) = delete;
    virtual ~Monitor() = default;

    /// `fraction` of `stage` is done; 0 says that it begins. Called from any thread.
    virtual void progress(std::string_view stage, double fraction) { (void)stage, (void)fraction; }

    void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
    bool cancelled() const noexcept {
        return cancelled_.load(std::memory_order_relaxed) ||
               (outer_ != nullptr && outer_->cancelled());
    }
    /// Throws Error{cancelled} once somebody has called cancel().
    void check() const {
        if (cancelled()) throw Error(Fault::cancelled, "stopped on request; nothing was written");
    }

private:
    std::atomic<bool> cancelled_ = false;
    const Monitor* outer_ = nullptr;
};

}  // namespace efferent
