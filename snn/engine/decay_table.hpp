// e^(t/τ) and e^(−t/τ) within a window, for a few nanoseconds each.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace efferent::snn {

/// A place within a window, as all tables of that window's length share it.
struct TablePlace {
    std::size_t step = 0;
    double beyond_ns = 0.0;  ///< after that step
};

/// Exact to the last digits of double for t in [0, window], as long as window ≤ 2 τ: a table of 256
/// steps, and from step to step a polynomial whose rest is below (2/256)⁶ / 720.
class DecayTable {
public:
    struct Both {
        double rise = 1.0;
        double fall = 1.0;
    };

    DecayTable() = default;
    DecayTable(double tau_ns, double window_ns) : tau_ns_(tau_ns), rate_(1.0 / tau_ns) {
        for (std::size_t i = 0; i < fall_.size(); ++i) {
            const double x = static_cast<double>(i) * (window_ns / steps) / tau_ns;
            rise_[i] = std::exp(x);
            fall_[i] = std::exp(-x);
        }
    }

    double tau_ns() const { return tau_ns_; }
    double rate() const { return rate_; }  ///< 1 / τ, in 1 / ns

    static constexpr int steps = 256;
    static TablePlace place(double t_ns, double steps_a_ns, double ns_a_step) {
        const auto i = static_cast<std::int32_t>(t_ns * steps_a_ns);
        return {static_cast<std::size_t>(i), t_ns - static_cast<double>(i) * ns_a_step};
    }
    double fall(const TablePlace& at) const {
        const double x = at.beyond_ns * rate_;
        return fall_[at.step] * (even(x) - odd(x));
    }
    Both both(const TablePlace& at) const {
        const double x = at.beyond_ns * rate_;
        const double c = even(x), s = odd(x);
        return {rise_[at.step] * (c + s), fall_[at.step] * (c - s)};
    }

private:
    static double even(double x) {
        const double y = x * x;
        return 1.0 + y * (1.0 / 2 + y * (1.0 / 24));
    }
    static double odd(double x) {
        const double y = x * x;
        return x * (1.0 + y * (1.0 / 6 + y * (1.0 / 120)));
    }

    double tau_ns_ = 1.0;
    double rate_ = 1.0;
    std::array<double, steps + 2> rise_{};
    std::array<double, steps + 2> fall_{};
};

}  // namespace efferent::snn
