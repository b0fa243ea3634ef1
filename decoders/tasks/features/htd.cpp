// Hudgins' time-domain set: amplitude, wave length, zero crossings and slope sign changes.
#include "decoders/tasks/feature.hpp"
#include "decoders/tasks/time_domain.hpp"

namespace efferent::decoders {
namespace {

class Htd final : public Feature {
public:
    using Params = HudginsParams;
    explicit Htd(const Params& params) : params_(params) {}

    std::size_t size(std::size_t channels) const override { return 4 * channels; }
    void prepare(std::span<const double> scale) override { scale_ = common_scale(scale); }

    void extract(const SignalView& window, std::span<double> out) const override {
        hudgins(window, scale_, params_, out);
    }

    /// One addition each for amplitude and wave length, one product each for the two counts.
    double macs(std::size_t channels, std::size_t samples) const override {
        return 4.0 * static_cast<double>(channels * samples);
    }

private:
    Params params_;
    double scale_ = 0.0;
};

}  // namespace

extern constinit const PartInfo<Feature> part_htd = part<Feature, Htd>(
    "htd", "Hudgins' set: log amplitude, log wave length, zero crossings, slope sign changes");

}  // namespace efferent::decoders
