// e^(t/τ) and e^(−t/τ) within a window, for a few nanoseconds each.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace efferent::snn {

/// Exact to the last digits of double for t in [0, window], as long as window ≤ 2 τ: a table of 1,024
/// steps, and from step to step a polynomial whose rest is below (2/1024)⁵ / 120.
class DecayTable {
public:
    DecayTable() = default;
    DecayTable(double tau_ns, double window_ns)
        : tau_ns_(tau_ns), step_ns_(window_ns / steps), steps_a_ns_(steps / window_ns) {
        for (std::size_t i = 0; i < rise_.size(); ++i) {
            const double x = static_cast<double>(i) * step_ns_ / tau_ns;
            rise_[i] = std::exp(x);
            fall_[i] = std::exp(-x);
        }
    }

    double tau_ns() const { return tau_ns_; }
    double rise(double t_ns) const {
        const std::size_t i = step(t_ns);
        return rise_[i] * near_one((t_ns - static_cast<double>(i) * step_ns_) / tau_ns_);
    }
    double fall(double t_ns) const {
        const std::size_t i = step(t_ns);
        return fall_[i] * near_one((static_cast<double>(i) * step_ns_ - t_ns) / tau_ns_);
    }

private:
    static constexpr int steps = 1024;
    static double near_one(double x) {
        return 1.0 + x * (1.0 + x * (1.0 / 2 + x * (1.0 / 6 + x * (1.0 / 24))));
    }
    std::size_t step(double t_ns) const {
        const auto i = static_cast<std::size_t>(t_ns * steps_a_ns_);
        return i < rise_.size() ? i : rise_.size() - 1;
    }

    double tau_ns_ = 1.0;
    double step_ns_ = 1.0;
    double steps_a_ns_ = 1.0;
    std::array<double, steps + 2> rise_{};
    std::array<double, steps + 2> fall_{};
};

}  // namespace efferent::snn
