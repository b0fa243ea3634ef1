// Butterworth low-pass: removes what is above an edge.
#include "emg/filters/one_edge.hpp"

namespace efferent::emg {
namespace {

struct LowPassParams : OneEdgeParams {
    LowPassParams() : OneEdgeParams{.edge_hz = 450.0} {}
};

class LowPass final : public OneEdgeFilter {
public:
    using Params = LowPassParams;
    explicit LowPass(const Params& params)
        : OneEdgeFilter("low_pass", butterworth_low_pass, params) {}
};

}  // namespace

extern constinit const PartInfo<Filter> part_low_pass =
    part<Filter, LowPass>("low_pass", "Butterworth low-pass");

}  // namespace efferent::emg
