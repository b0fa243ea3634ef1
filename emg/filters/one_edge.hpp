// What a low-pass and a high-pass share: one edge, and how steep it is.
#pragma once

#include <string_view>
#include <vector>

#include "core/fields.hpp"
#include "emg/filters/biquad.hpp"

namespace efferent::emg {

struct OneEdgeParams {
    double edge_hz = 0.0;  ///< each filter has its own default
    std::int64_t order = 4;
};

void describe(Fields& field, OneEdgeParams& p);

/// Each filter brings its name, for errors, and the Butterworth design of its kind.
class OneEdgeFilter : public RecursiveFilter {
protected:
    using Design = std::vector<Section>(Hertz rate, std::int64_t order, Hertz edge);
    OneEdgeFilter(std::string_view name, Design* butterworth, const OneEdgeParams& params)
        : name_(name), butterworth_(butterworth), params_(params) {}

private:
    std::vector<Section> design(Hertz rate) const final;

    std::string_view name_;
    Design* butterworth_;
    OneEdgeParams params_;
};

}  // namespace efferent::emg
