// Interpolation by a windowed sinc, and sums over samples of products at any step.
#include "decoders/needle/fine_signal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace efferent::needle {
namespace {

constexpr std::int64_t reach = 12;  // samples to either side that an interpolated value hears

/// [phase][2 reach]: weights of the samples -reach + 1 .. reach about a value between two.
std::vector<double> interpolation(std::size_t factor) {
    std::vector<double> weights;
    for (std::size_t phase = 0; phase < factor; ++phase)
        for (std::int64_t k = 1 - reach; k <= reach; ++k) {
            const double d =
                static_cast<double>(phase) / static_cast<double>(factor) - static_cast<double>(k);
            const double x = std::numbers::pi * d;
            const double window = std::cos(x / (2.0 * static_cast<double>(reach)));
            weights.push_back((d == 0.0 ? 1.0 : std::sin(x) / x) * window * window);
        }
    return weights;
}

/// Every `factor`-th value of a shape, with its middle among them.
std::vector<float> thinned(std::span<const float> shape, std::size_t factor) {
    std::vector<float> values;
    for (std::size_t i = (shape.size() / 2) % factor; i < shape.size(); i += factor)
        values.push_back(shape[i]);
    return values;
}

float dot(const float* a, const float* b, std::size_t count) {
    constexpr std::size_t lanes = 8;
    float sums[lanes] = {};
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes)
        for (std::size_t l = 0; l < lanes; ++l) sums[l] += a[i + l] * b[i + l];
    for (; i < count; ++i) sums[0] += a[i] * b[i];
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
           ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

}  // namespace

FineSignal::FineSignal(std::span<const float> samples, std::size_t factor, std::size_t margin)
    : factor_(factor),
      margin_(margin),
      length_(static_cast<std::int64_t>(samples.size() * factor)),
      values_(samples.size() * factor + 2 * margin) {
    const std::vector<double> weights = interpolation(factor);
    const auto count = static_cast<std::int64_t>(samples.size());
    for (std::int64_t n = 0; n < count; ++n)
        for (std::size_t phase = 0; phase < factor; ++phase) {
            const double* w = weights.data() + static_cast<std::int64_t>(phase) * 2 * reach;
            double sum = 0.0;
            for (std::int64_t k = std::max(1 - reach, -n); k <= reach && n + k < count; ++k)
                sum += w[k + reach - 1] * double{samples[static_cast<std::size_t>(n + k)]};
            values_[margin + static_cast<std::size_t>(n) * factor + phase] =
                static_cast<float>(sum);
        }
}

std::span<const float> FineSignal::window(std::int64_t centre, std::size_t half) const {
    const std::int64_t begin = centre + static_cast<std::int64_t>(margin_ - half);
    return std::span(values_).subspan(static_cast<std::size_t>(begin), 2 * half + 1);
}

void FineSignal::add(std::span<const float> shape, std::int64_t centre, float gain) {
    const std::size_t half = shape.size() / 2;
    float* to = values_.data() + (centre + static_cast<std::int64_t>(margin_ - half));
    for (std::size_t i = 0; i < shape.size(); ++i) to[i] += gain * shape[i];
}

double FineSignal::power() const {
    double sum = 0.0;
    for (std::int64_t t = 0; t < length_; t += static_cast<std::int64_t>(factor_))
        sum += double{at(t)} * double{at(t)};
    return length_ == 0 ? 0.0 : sum * static_cast<double>(factor_) / static_cast<double>(length_);
}

double FineSignal::noise() const {
    std::vector<float> sizes;
    for (std::int64_t t = 0; t < length_; t += static_cast<std::int64_t>(factor_))
        sizes.push_back(std::abs(at(t)));
    if (sizes.empty()) return 0.0;
    const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
    std::nth_element(sizes.begin(), middle, sizes.end());
    return double{*middle} / 0.6745;
}

std::vector<float> FineSignal::power_around(std::size_t half) const {
    const auto reach_steps = static_cast<std::int64_t>(half);
    std::vector<double> sums{0.0};  // of the squares before each step, from -half on
    for (std::int64_t t = -reach_steps; t < length_ + reach_steps; ++t)
        sums.push_back(sums.back() + double{at(t)} * double{at(t)});
    std::vector<float> result(static_cast<std::size_t>(length_));
    for (std::size_t t = 0; t < result.size(); ++t)
        result[t] = static_cast<float>((sums[t + 2 * half + 1] - sums[t]) /
                                       static_cast<double>(2 * half + 1));
    return result;
}

std::vector<float> FineSignal::correlate(std::span<const float> shape) const {
    const std::vector<float> taps = thinned(shape, factor_);
    const auto before = static_cast<std::int64_t>(factor_ * (taps.size() / 2));
    std::vector<float> result(static_cast<std::size_t>(length_));
    std::vector<float> phase_values;
    for (std::size_t phase = 0; phase < factor_; ++phase) {
        phase_values.clear();
        for (std::int64_t t = static_cast<std::int64_t>(phase) - before; t < length_ + before;
             t += static_cast<std::int64_t>(factor_))
            phase_values.push_back(at(t));
        const float* from = phase_values.data();
        for (std::size_t t = phase; t < result.size(); t += factor_, ++from)
            result[t] = dot(from, taps.data(), taps.size());
    }
    return result;
}

std::vector<float> cross_correlate(std::span<const float> first, std::span<const float> second,
                                   std::size_t factor) {
    const auto size = static_cast<std::int64_t>(first.size());
    std::vector<float> result(first.size() * 2 - 1);
    for (std::int64_t lag = 1 - size; lag < size; ++lag) {
        double sum = 0.0;
        for (auto i = static_cast<std::int64_t>((first.size() / 2) % factor); i < size;
             i += static_cast<std::int64_t>(factor))
            if (i + lag >= 0 && i + lag < size)
                sum += double{first[static_cast<std::size_t>(i)]} *
                       double{second[static_cast<std::size_t>(i + lag)]};
        result[static_cast<std::size_t>(lag + size - 1)] = static_cast<float>(sum);
    }
    return result;
}

}  // namespace efferent::needle
