// Butterworth band-pass: keeps what is between two edges.
#include "emg/filters/biquad.hpp"

namespace efferent::emg {
namespace {

struct BandPassParams {
    double low_hz = 20.0;
    double high_hz = 450.0;
    std::int64_t order = 4;
};

void describe(Fields& field, BandPassParams& p) {
    field("low_hz", p.low_hz, "lower edge, where the amplitude has fallen to 1/sqrt(2)");
    field("high_hz", p.high_hz, "upper edge, where the amplitude has fallen to 1/sqrt(2)");
    field("order", p.order, "poles for each edge; the slope is 6 dB an octave for each");
    field.require(p.low_hz > 0.0, "low_hz", "must be above zero");
    field.require(p.high_hz > p.low_hz, "high_hz", "must be above low_hz");
    field.require(p.order >= 1 && p.order <= 10, "order", "must be from 1 to 10");
}

class BandPass final : public RecursiveFilter {
public:
    using Params = BandPassParams;
    explicit BandPass(const Params& params) : params_(params) {}

private:
    std::vector<Section> design(Hertz rate) const override {
        require_below_half("band_pass", "high_hz", {params_.high_hz}, rate);
        return butterworth_band_pass(rate, params_.order, {params_.low_hz}, {params_.high_hz});
    }

    Params params_;
};

}  // namespace

extern constinit const PartInfo<Filter> part_band_pass =
    part<Filter, BandPass>("band_pass", "Butterworth band-pass");

}  // namespace efferent::emg
