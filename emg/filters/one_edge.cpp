// The settings and the design of filters with one edge.
#include "emg/filters/one_edge.hpp"

namespace efferent::emg {

void describe(Fields& field, OneEdgeParams& p) {
    field("edge_hz", p.edge_hz, "where the amplitude has fallen to 1/sqrt(2)");
    field("order", p.order, "poles; the slope is 6 dB an octave for each");
    field.require(p.edge_hz > 0.0, "edge_hz", "must be above zero");
    field.require(p.order >= 1 && p.order <= 10, "order", "must be from 1 to 10");
}

std::vector<Section> OneEdgeFilter::design(Hertz rate) const {
    require_below_half(name_, "edge_hz", {params_.edge_hz}, rate);
    return butterworth_(rate, params_.order, {params_.edge_hz});
}

}  // namespace efferent::emg
