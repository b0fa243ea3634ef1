#include "emg/muscle/concentric_needle.hpp"

#include <algorithm>
#include <cmath>

namespace efferent::emg {
namespace {

constexpr double needle_radius_mm = 0.23;

/// Fibres beside a needle that lies along x up to its tip: pushed apart by its radius, so that none
/// lies in it and as many as before lie between any two.
std::vector<MuscleFibre> pushed_aside(std::vector<MuscleFibre> fibres, const Point& tip) {
    for (MuscleFibre& f : fibres) {
        const double ahead = std::max(0.0, f.x - tip.x), aside = f.y - tip.y;
        const double away = std::hypot(ahead, aside);
        if (away == 0.0) continue;
        const double factor = std::hypot(away, needle_radius_mm) / away;
        f.y = tip.y + factor * aside;
        if (ahead > 0.0) f.x = tip.x + factor * ahead;
    }
    return fibres;
}

}  // namespace

ArrayMuap concentric_needle_muap(const std::vector<MuscleFibre>& whole, const Point& tip,
                                 const MuapSampling& sampling, const RandomStream& random) {
    const std::vector<MuscleFibre> fibres = pushed_aside(whole, tip);
    constexpr double cannula_mm = 10.0, bevel_mm = 0.5;
    const Contacts core{{tip}, {1.0, 0.0, 0.0}, {0.0, 0.0, 1.0}, 0.58, 0.15};
    const Contacts cannula{{{tip.x - bevel_mm - cannula_mm / 2.0, tip.y, tip.z}},
                           {1.0, 0.0, 0.0},
                           {0.0, 0.0, 1.0},
                           cannula_mm,
                           0.46};
    ArrayMuap seen = array_muap(fibres, core, {}, sampling, random);
    const ArrayMuap reference = array_muap(fibres, cannula, {}, sampling, random);
    for (std::size_t v = 0; v < seen.variants(); ++v) {
        const auto to = seen.variant(v);
        const auto less = reference.variant(v);
        const std::int64_t shift = seen.first() - reference.first();
        for (std::int64_t i = 0; i < static_cast<std::int64_t>(to.size()); ++i)
            if (i + shift >= 0 && i + shift < static_cast<std::int64_t>(less.size()))
                to[static_cast<std::size_t>(i)] -= less[static_cast<std::size_t>(i + shift)];
    }
    return seen;
}

}  // namespace efferent::emg
