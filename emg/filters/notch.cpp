// Notch: removes mains hum, and if asked its harmonics.
#include "emg/filters/biquad.hpp"

namespace efferent::emg {
namespace {

struct NotchParams {
    double centre_hz = 50.0;
    double quality = 30.0;
    std::int64_t multiples = 1;
};

void describe(Fields& field, NotchParams& p) {
    field("centre_hz", p.centre_hz, "frequency that is removed");
    field("quality", p.quality, "centre_hz divided by the width of the gap at 1/sqrt(2)");
    field("multiples", p.multiples,
          "how many multiples of centre_hz are removed, itself the first; all gaps are as wide");
    field.require(p.centre_hz > 0.0, "centre_hz", "must be above zero");
    field.require(p.quality >= 1.0, "quality", "must be at least 1");
    field.require(p.multiples >= 1, "multiples", "must be at least 1");
}

class Notch final : public RecursiveFilter {
public:
    using Params = NotchParams;
    explicit Notch(const Params& params) : params_(params) {}

private:
    std::vector<Section> design(Hertz rate) const override {
        require_below_half("notch", "centre_hz", {params_.centre_hz}, rate);
        const auto last = static_cast<double>(params_.multiples);
        require_below_half("notch", "multiples", {last * params_.centre_hz}, rate);
        std::vector<Section> sections;
        for (double k = 1.0; k <= last; ++k)
            sections.push_back(notch_section(rate, {k * params_.centre_hz}, k * params_.quality));
        return sections;
    }

    Params params_;
};

}  // namespace

extern constinit const PartInfo<Filter> part_notch =
    part<Filter, Notch>("notch", "notch at one frequency and its multiples");

}  // namespace efferent::emg
