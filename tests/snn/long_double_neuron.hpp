// A second neuron, in long double and without cleverness, for tests to compare the first one with.
#pragma once

#include <cmath>
#include <optional>
#include <vector>

#include "snn/neuron.hpp"

namespace efferent::snn::testing {

/// v of a neuron that is free, by variation of constants; expm1 keeps what nearly equal time
/// constants would lose: (e^(−t/τs) − e^(−t/τm)) · τs/(τs − τm) = t/τm · e^(−t/τm) · (e^x − 1)/x,
/// x = t/τm − t/τs.
inline long double exact_potential(const NeuronState& s, const Dynamics& d, long double t) {
    if (!d.leaks()) return s.v + static_cast<long double>(d.drift_per_ns) * t;
    const long double m = d.membrane_ns;
    long double v = d.rest + (static_cast<long double>(s.v) - d.rest) * std::exp(-t / m);
    const auto add = [&](double current, long double tau) {
        if (current == 0.0) return;
        const long double x = t * (tau - m) / (m * tau);
        const long double shape = x == 0 ? 1.0L : std::expm1(x) / x;
        v += x > 1000 ? current * tau / (tau - m) * (std::exp(-t / tau) - std::exp(-t / m))
                      : current * t / m * std::exp(-t / m) * shape;
    };
    add(s.excitatory, d.excitatory_ns);
    add(s.inhibitory, d.inhibitory_ns);
    return v;
}

/// v − threshold.
inline long double exact_distance(const NeuronState& s, const Dynamics& d, long double t) {
    const long double u =
        s.adaptation == 0.0
            ? 0.0L
            : s.adaptation * std::exp(-t / static_cast<long double>(d.adaptation_ns));
    return exact_potential(s, d, t) - d.threshold - u;
}

struct ExactCrossing {
    std::optional<long double> at;
    long double highest = -1e300L;  ///< of v − threshold, if it does not cross
};

/// The first crossing of a neuron that is free and below its threshold. Looks at points so dense
/// in log t that a sum of four exponentials cannot turn twice between neighbours; where three of
/// them show a hill, looks for its top by golden sections; then bisects.
inline ExactCrossing exact_crossing(const NeuronState& s, const Dynamics& d) {
    ExactCrossing found;
    const auto f = [&](long double t) { return exact_distance(s, d, t); };
    const auto bisect = [&](long double low, long double high) {
        for (int i = 0; i < 100; ++i) {
            const long double middle = (low + high) / 2;
            (f(middle) >= 0 ? high : low) = middle;
        }
        return high;
    };
    const auto top = [&](long double low, long double high) {
        const long double ratio = (std::sqrt(5.0L) - 1) / 2;
        for (int i = 0; i < 100; ++i) {
            const long double a = high - ratio * (high - low), b = low + ratio * (high - low);
            (f(a) < f(b) ? low : high) = f(a) < f(b) ? a : b;
        }
        return (low + high) / 2;
    };
    std::vector<long double> t{0.0L}, y{f(0)};
    for (long double next = 0.1L; next < 1e10L; next *= 1.01L) {
        t.push_back(next);
        y.push_back(f(next));
        const std::size_t n = t.size() - 1;
        if (y[n] >= 0) {
            found.at = bisect(t[n - 1], t[n]);
            return found;
        }
        if (n >= 2 && y[n - 1] > y[n - 2] && y[n - 1] > y[n]) {
            const long double hill = top(t[n - 2], t[n]);
            found.highest = std::max(found.highest, f(hill));
            if (f(hill) >= 0) {
                found.at = bisect(t[n - 2], hill);
                return found;
            }
        }
        found.highest = std::max(found.highest, y[n]);
    }
    return found;
}

}  // namespace efferent::snn::testing
