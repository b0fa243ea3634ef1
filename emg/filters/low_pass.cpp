// Butterworth low-pass: removes what is above an edge.
#include "emg/filters/biquad.hpp"

namespace efferent::emg {
namespace {

struct LowPassParams {
    double edge_hz = 450.0;
    std::int64_t order = 4;
};

void describe(Fields& field, LowPassParams& p) {
    field("edge_hz", p.edge_hz, "where the amplitude has fallen to 1/sqrt(2)");
    field("order", p.order, "poles; the slope is 6 dB an octave for each");
    field.require(p.edge_hz > 0.0, "edge_hz", "must be above zero");
    field.require(p.order >= 1 && p.order <= 10, "order", "must be from 1 to 10");
}

class LowPass final : public RecursiveFilter {
public:
    using Params = LowPassParams;
    explicit LowPass(const Params& params) : params_(params) {}

private:
    std::vector<Section> design(Hertz rate) const override {
        require_below_half("low_pass", "edge_hz", {params_.edge_hz}, rate);
        return butterworth_low_pass(rate, params_.order, {params_.edge_hz});
    }

    Params params_;
};

}  // namespace

extern constinit const PartInfo<Filter> part_low_pass =
    part<Filter, LowPass>("low_pass", "Butterworth low-pass");

}  // namespace efferent::emg
