// Root mean square of each channel.
#include <algorithm>
#include <cmath>

#include "core/widest.hpp"
#include "decoders/tasks/feature.hpp"

namespace efferent::decoders {
namespace {

class Rms final : public Feature {
public:
    using Params = NoParams;
    explicit Rms(const Params&) {}

    std::size_t size(std::size_t channels) const override { return channels; }
    void prepare(std::span<const double>) override {}

    void extract(const SignalView& window, std::span<double> out) const override {
        const std::size_t channels = window.channels();
        std::ranges::fill(out, 0.0);
        double* squares = out.data();
        in_widest_registers([&]() __attribute__((always_inline)) {
            for (std::size_t i = 0; i < window.length(); ++i) {
                const float* row = window.samples().data() + i * channels;
                for (std::size_t c = 0; c < channels; ++c)
                    squares[c] += double{row[c]} * double{row[c]};
            }
        });
        for (double& x : out) x = std::sqrt(x / static_cast<double>(window.length()));
    }

    double macs(std::size_t channels, std::size_t samples) const override {
        return static_cast<double>(channels * samples);
    }
};

}  // namespace

extern constinit const PartInfo<Feature> part_rms =
    part<Feature, Rms>("rms", "root mean square of each channel, about zero");

}  // namespace efferent::decoders
