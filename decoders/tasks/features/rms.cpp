// Root mean square of each channel.
#include <cmath>

#include "decoders/tasks/feature.hpp"
#include "decoders/tasks/time_domain.hpp"

namespace efferent::decoders {
namespace {

class Rms final : public Feature {
public:
    using Params = NoParams;
    explicit Rms(const Params&) {}

    std::size_t size(std::size_t channels) const override { return channels; }
    void prepare(std::span<const double>) override {}

    void extract(const SignalView& window, std::span<double> out) const override {
        for_each_channel(window, out, [](std::span<const double> x) {
            double squares = 0.0;
            for (const double v : x) squares += v * v;
            return std::array{std::sqrt(squares / static_cast<double>(x.size()))};
        });
    }

    double macs(std::size_t channels, std::size_t samples) const override {
        return static_cast<double>(channels * samples);
    }
};

}  // namespace

extern constinit const PartInfo<Feature> part_rms =
    part<Feature, Rms>("rms", "root mean square of each channel, about zero");

}  // namespace efferent::decoders
