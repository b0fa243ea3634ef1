// Design and running of cascades of second-order sections.
#include "emg/filters/biquad.hpp"

#include <cassert>
#include <numbers>

#include "core/widest.hpp"

namespace efferent::emg {
namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

/// The analogue frequency, in units of 2 rate, that the bilinear transform maps to `edge`.
double prewarp(Hertz rate, Hertz edge) { return std::tan(pi * edge.value / rate.value); }

/// Bilinear transform of a pole, with s in units of 2 rate.
Complex to_digital(Complex pole) { return (1.0 + pole) / (1.0 - pole); }

/// Poles of the analogue Butterworth low-pass with its edge at 1; conjugates are left out, and the
/// real pole of an odd order comes last.
std::vector<Complex> prototype(std::int64_t order) {
    std::vector<Complex> poles;
    for (std::int64_t k = 0; k < order / 2; ++k)
        poles.push_back(std::polar(
            1.0, pi * (0.5 + static_cast<double>(2 * k + 1) / static_cast<double>(2 * order))));
    if (order % 2 == 1) poles.emplace_back(-1.0, 0.0);
    return poles;
}

/// What the zeros of a section are: (z - first)(z - second).
struct Zeros {
    double first, second;
};

/// The section with these zeros and poles whose gain is 1 at the point `unity` of the unit circle.
/// The two poles are conjugates or both real.
Section section(Zeros zeros, Complex p, Complex q, Complex unity) {
    Section s{1.0, -(zeros.first + zeros.second), zeros.first * zeros.second, -(p + q).real(),
              (p * q).real()};
    const Complex above = (unity - zeros.first) * (unity - zeros.second);
    const double gain = std::abs((unity - p) * (unity - q)) / std::abs(above);
    s.b0 *= gain, s.b1 *= gain, s.b2 *= gain;
    return s;
}

/// A section of one zero and one real pole.
Section first_order(double zero, double pole, double unity) {
    const double gain = std::abs(unity - pole) / std::abs(unity - zero);
    return {gain, -gain * zero, 0.0, -pole, 0.0};
}

/// Low-pass and high-pass differ in where a prototype pole goes and in where the zeros are.
template <class Place>
std::vector<Section> one_edge(std::int64_t order, double zero, Place place) {
    std::vector<Section> sections;
    for (const Complex& p : prototype(order)) {
        const Complex digital = to_digital(place(p));
        const bool real = order % 2 == 1 && p.imag() == 0.0;
        sections.push_back(real ? first_order(zero, digital.real(), -zero)
                                : section({zero, zero}, digital, std::conj(digital), -zero));
    }
    return sections;
}

}  // namespace

std::vector<Section> butterworth_low_pass(Hertz rate, std::int64_t order, Hertz edge) {
    const double w = prewarp(rate, edge);
    return one_edge(order, -1.0, [w](Complex p) { return p * w; });
}

std::vector<Section> butterworth_high_pass(Hertz rate, std::int64_t order, Hertz edge) {
    const double w = prewarp(rate, edge);
    return one_edge(order, 1.0, [w](Complex p) { return w / p; });
}

std::vector<Section> butterworth_band_pass(Hertz rate, std::int64_t order, Hertz low, Hertz high) {
    const double a = prewarp(rate, low), b = prewarp(rate, high);
    const Complex unity = to_digital({0.0, std::sqrt(a * b)});
    std::vector<Section> sections;
    for (const Complex& p : prototype(order)) {
        const Complex half = p * (b - a) / 2.0;
        const Complex root = std::sqrt(half * half - a * b);
        const Complex upper = to_digital(half + root), lower = to_digital(half - root);
        if (p.imag() == 0.0) {
            sections.push_back(section({1.0, -1.0}, upper, lower, unity));
            continue;
        }
        sections.push_back(section({1.0, -1.0}, upper, std::conj(upper), unity));
        sections.push_back(section({1.0, -1.0}, lower, std::conj(lower), unity));
    }
    return sections;
}

Section notch_section(Hertz rate, Hertz centre, double quality) {
    const double w = 2.0 * pi * centre.value / rate.value;
    const double gain = 1.0 / (1.0 + std::tan(w / quality / 2.0));
    return {gain, -2.0 * gain * std::cos(w), gain, -2.0 * gain * std::cos(w), 2.0 * gain - 1.0};
}

Complex response(std::span<const Section> sections, Hertz rate, Hertz frequency) {
    const Complex z = std::polar(1.0, -2.0 * pi * frequency.value / rate.value);
    Complex h = 1.0;
    for (const Section& s : sections)
        h *= (s.b0 + z * (s.b1 + z * s.b2)) / (1.0 + z * (s.a1 + z * s.a2));
    return h;
}

void require_below_half(std::string_view filter, std::string_view key, Hertz frequency,
                        Hertz rate) {
    if (frequency.value < rate.value / 2.0) return;
    throw Error(Fault::config,
                std::string(filter) + ": " + std::string(key) + ": " + exact(frequency.value) +
                    " Hz must be below half of the sampling rate of " + exact(rate.value) +
                    " Hz, that is below " + exact(rate.value / 2.0) + " Hz");
}

double Cascade::step(double x) {
    for (std::size_t i = 0; i < sections_.size(); ++i) {
        const Section& s = sections_[i];
        State& state = state_[i];
        const double y = s.b0 * x + state.first;
        state.first = s.b1 * x - s.a1 * y + state.second;
        state.second = s.b2 * x - s.a2 * y;
        x = y;
    }
    return x;
}

namespace {

/// One step of a section on all channels: in each what Cascade::step does.
[[gnu::always_inline]] inline void step_each(const Section& s, std::size_t channels,
                                             double* __restrict x, double* __restrict first,
                                             double* __restrict second) {
    for (std::size_t c = 0; c < channels; ++c) {
        const double y = s.b0 * x[c] + first[c];
        first[c] = s.b1 * x[c] - s.a1 * y + second[c];
        second[c] = s.b2 * x[c] - s.a2 * y;
        x[c] = y;
    }
}

/// Rows of `channels` samples through all sections, in place.
struct Rows {
    std::span<const Section> sections;
    std::size_t channels;
    std::span<float> samples;
    double* states;
    double* row;
};

[[gnu::always_inline]] inline void run_each(const Rows& w) {
    for (std::size_t at = 0; at < w.samples.size(); at += w.channels) {
        float* samples = w.samples.data() + at;
        for (std::size_t c = 0; c < w.channels; ++c) w.row[c] = static_cast<double>(samples[c]);
        double* state = w.states;
        for (const Section& section : w.sections) {
            step_each(section, w.channels, w.row, state, state + w.channels);
            state += 2 * w.channels;
        }
        for (std::size_t c = 0; c < w.channels; ++c) samples[c] = static_cast<float>(w.row[c]);
    }
}

}  // namespace

void RecursiveFilter::prepare(Hertz rate, std::size_t channels) {
    sections_ = design(rate);
    channels_ = channels;
    row_.resize(channels);
    reset();
}

void RecursiveFilter::apply(std::span<float> samples) {
    assert(samples.empty() || (channels_ > 0 && samples.size() % channels_ == 0));
    const Rows rows{sections_, channels_, samples, states_.data(), row_.data()};
    in_widest_registers([&]() __attribute__((always_inline)) { run_each(rows); });
}

void RecursiveFilter::reset() { states_.assign(2 * sections_.size() * channels_, 0.0); }

}  // namespace efferent::emg
