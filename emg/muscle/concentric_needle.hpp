// What a concentric needle in a muscle sees of a motor unit.
#pragma once

#include <vector>

#include "core/random.hpp"
#include "emg/muscle/line_source.hpp"
#include "emg/muscle/muap.hpp"

namespace efferent::emg {

/// A needle lies along x, its tip at `tip` (mm): a core of 0.58 by 0.15 mm less a cannula 10 mm
/// long that begins 0.5 mm behind it. Fibres beside it are pushed apart by its radius, 0.23 mm. One
/// channel, in uV.
ArrayMuap concentric_needle_muap(const std::vector<MuscleFibre>& fibres, const Point& tip,
                                 const MuapSampling& sampling, const RandomStream& random);

}  // namespace efferent::emg
