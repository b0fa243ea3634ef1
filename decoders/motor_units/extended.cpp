// Block-Toeplitz covariance and FIR projection of an extended signal, in vector registers.
#include "decoders/motor_units/extended.hpp"

#include <algorithm>

#include "core/parallel.hpp"
#include "core/row_sums.hpp"
#include "decoders/motor_units/lanes.hpp"

namespace efferent::motor_units {
namespace {

constexpr std::size_t widest = 16;  // lanes of any register used

std::size_t padded(std::size_t count) { return (count + widest - 1) / widest * widest; }

class ExtendedFilters final : public Extended {
public:
    ExtendedFilters(SignalView x, std::size_t extension)
        : channels_(x.channels()),
          stride_(padded(x.channels())),
          extension_(extension),
          length_(x.length()),
          rows_((extension + x.length()) * stride_),
          plane_(extension + padded(x.length())),
          planes_(channels_ * plane_) {
        for (std::size_t t = 0; t < length_; ++t)
            for (std::size_t m = 0; m < channels_; ++m) {
                const float value = x.row(t)[m];
                rows_[(extension_ + t) * stride_ + m] = value;
                planes_[m * plane_ + extension_ + t] = value;
            }
    }

    std::size_t dimensions() const override { return extension_ * channels_; }
    std::size_t length() const override { return length_; }
    Table covariance() const override;
    std::vector<std::vector<float>> project(
        const std::vector<std::vector<float>>& filters) const override;
    std::vector<double> sum(std::span<const std::size_t> times,
                            std::span<const double> weights) const override;

private:
    const float* row(std::size_t t) const { return rows_.data() + (extension_ + t) * stride_; }
    /// Row t + 1 - extension up to row t, where t may be as early as the first sample.
    const float* row_before(std::size_t t, std::size_t lag) const { return row(t) - lag * stride_; }
    /// B_k = Σ_t x(t) x(t-k)ᵀ, stride_ by stride_.
    std::vector<double> lagged(std::size_t lag) const;

    std::size_t channels_, stride_, extension_, length_;
    std::vector<float> rows_;  ///< [extension zeros + time][channel, padded]
    std::size_t plane_;
    std::vector<float> planes_;  ///< [channel][extension zeros + time, padded]
};

std::vector<double> ExtendedFilters::lagged(std::size_t lag) const {
    constexpr std::size_t tile = 8;
    const std::size_t rows = (channels_ + tile - 1) / tile * tile;
    constexpr std::size_t chunk = 512;  // so few that float sums lose nothing that matters
    std::vector<double> total(stride_ * stride_);
    std::vector<float> part(stride_ * stride_);
    for (std::size_t begin = 0; begin < length_; begin += chunk) {
        const std::size_t count = std::min(chunk, length_ - begin);
        lanes::outer_products(
            {row(begin), row_before(begin, lag), stride_, rows, count, part.data()});
        for (std::size_t i = 0; i < total.size(); ++i) total[i] += double{part[i]};
    }
    return total;
}

Table ExtendedFilters::covariance() const {
    std::vector<std::vector<double>> blocks(extension_);
    for_each_index(extension_, [&](std::size_t k) { blocks[k] = lagged(k); });
    const std::size_t m = channels_;
    Table c(dimensions(), dimensions());
    const double scale = 1.0 / static_cast<double>(length_);
    for_each_index(extension_, [&](std::size_t k) {
        std::vector<double>& block = blocks[k];
        // Block (a, a + k) lacks the last a products, which were shifted out at the end.
        for (std::size_t a = 0; a + k < extension_; ++a) {
            if (a > 0 && a <= length_) {
                const float* now = row(length_ - a);
                const float* then = row_before(length_ - a, k);
                for (std::size_t i = 0; i < m; ++i)
                    for (std::size_t j = 0; j < m; ++j)
                        block[i * stride_ + j] -= double{now[i]} * double{then[j]};
            }
            for (std::size_t i = 0; i < m; ++i)
                for (std::size_t j = 0; j < m; ++j) {
                    const double value = block[i * stride_ + j] * scale;
                    c.row(a * m + i)[(a + k) * m + j] = value;
                    c.row((a + k) * m + j)[a * m + i] = value;
                }
        }
    });
    return c;
}

std::vector<std::vector<float>> ExtendedFilters::project(
    const std::vector<std::vector<float>>& filters) const {
    constexpr std::size_t stretch = 2048;
    std::vector<std::vector<float>> sources(filters.size());
    for (auto& source : sources) source.resize(padded(length_));
    // [channel][lag], so that a filter's numbers come in the order of use
    std::vector<std::vector<float>> taps(filters.size());
    for (std::size_t k = 0; k < filters.size(); ++k)
        for (std::size_t m = 0; m < channels_; ++m)
            for (std::size_t r = 0; r < extension_; ++r)
                taps[k].push_back(filters[k][r * channels_ + m]);
    const std::size_t pieces = (padded(length_) + stretch - 1) / stretch;
    for_each_index(pieces, [&](std::size_t piece) {
        const std::size_t begin = piece * stretch;
        const std::size_t count = std::min(stretch, padded(length_) - begin);
        for (std::size_t k = 0; k < filters.size(); k += 2) {
            const bool two = k + 1 < filters.size();
            lanes::fir(
                {planes_.data() + extension_ + begin,
                 plane_,
                 channels_,
                 extension_,
                 count,
                 {taps[k].data(), two ? taps[k + 1].data() : nullptr},
                 {sources[k].data() + begin, two ? sources[k + 1].data() + begin : nullptr}});
        }
    });
    for (auto& source : sources) source.resize(length_);
    return sources;
}

std::vector<double> ExtendedFilters::sum(std::span<const std::size_t> times,
                                         std::span<const double> weights) const {
    std::vector<double> total(dimensions());
    for (std::size_t k = 0; k < times.size(); ++k)
        for (std::size_t r = 0; r < extension_; ++r)
            add_row(row_before(times[k], r), weights[k], channels_, total.data() + r * channels_);
    return total;
}

}  // namespace

std::unique_ptr<Extended> extend(SignalView signal, std::size_t extension) {
    return std::make_unique<ExtendedFilters>(signal, extension);
}

}  // namespace efferent::motor_units
