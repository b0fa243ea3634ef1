// Recursive filters as cascades of second-order sections: their design, response and running.
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "emg/filter.hpp"

namespace efferent::emg {

/// y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2].
struct Section {
    double b0 = 1.0, b1 = 0.0, b2 = 0.0, a1 = 0.0, a2 = 0.0;
    friend bool operator==(const Section&, const Section&) = default;
};

// Butterworth filters by the bilinear transform, each edge prewarped so that |H| is exactly
// 1/sqrt(2) there. Source: Oppenheim & Schafer, Discrete-Time Signal Processing, 3rd ed., ch. 7.
// Edges lie in (0, rate/2), low below high, and the order is at least 1: callers have checked.

/// `order` poles.
std::vector<Section> butterworth_low_pass(Hertz rate, std::int64_t order, Hertz edge);
std::vector<Section> butterworth_high_pass(Hertz rate, std::int64_t order, Hertz edge);
/// `order` poles for each of the two edges, 2 `order` in all.
std::vector<Section> butterworth_band_pass(Hertz rate, std::int64_t order, Hertz low, Hertz high);

/// A zero at `centre`, gain 1 far from it; |H| is 1/sqrt(2) at two frequencies that are
/// centre/quality apart. Source: Orfanidis, Introduction to Signal Processing, 1996, sec. 11.3.
Section notch_section(Hertz rate, Hertz centre, double quality);

/// The transfer function of the cascade at `frequency`.
std::complex<double> response(std::span<const Section> sections, Hertz rate, Hertz frequency);

/// Error{config} naming `filter` and `key` unless `frequency` is below half of `rate`.
void require_below_half(std::string_view filter, std::string_view key, Hertz frequency, Hertz rate);

/// The state of one cascade on one channel, in double (transposed direct form II).
class Cascade {
public:
    explicit Cascade(std::vector<Section> sections)
        : sections_(std::move(sections)), state_(sections_.size()) {}
    double step(double x);

private:
    struct State {
        double first = 0.0, second = 0.0;
    };
    std::vector<Section> sections_;
    std::vector<State> state_;
};

/// The streaming half of every filter here; a filter adds its design.
class RecursiveFilter : public Filter {
public:
    void prepare(Hertz rate, std::size_t channels) final;
    void apply(std::span<float> samples) final;
    void reset() final;

private:
    /// The sections at `rate`; Error{config} if there are none for it.
    virtual std::vector<Section> design(Hertz rate) const = 0;

    std::vector<Section> sections_;
    std::size_t channels_ = 0;
    /// Of each section: [first, second][channel], as Cascade has them.
    std::vector<double> states_;
    std::vector<double> row_;  ///< one sample of all channels
};

}  // namespace efferent::emg
