// Butterworth high-pass: removes what is below an edge.
#include "emg/filters/one_edge.hpp"

namespace efferent::emg {
namespace {

struct HighPassParams : OneEdgeParams {
    HighPassParams() : OneEdgeParams{.edge_hz = 20.0} {}
};

class HighPass final : public OneEdgeFilter {
public:
    using Params = HighPassParams;
    explicit HighPass(const Params& params)
        : OneEdgeFilter("high_pass", butterworth_high_pass, params) {}
};

}  // namespace

extern constinit const PartInfo<Filter> part_high_pass =
    part<Filter, HighPass>("high_pass", "Butterworth high-pass");

}  // namespace efferent::emg
