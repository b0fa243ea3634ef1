// Where the fibres of a muscle compartment lie, and which motor unit each belongs to.
#pragma once

#include "emg/muscle/line_source.hpp"

namespace efferent::emg {

/// A compartment: an elliptic cylinder of fibres along z. Lengths in mm.
struct Compartment {
    double x = 0.0, y = 0.0;            ///< middle of the cross-section
    double half_x = 5.0, half_y = 3.0;  ///< half axes
    double fibres_per_mm2 = 300.0;
    double endplate = 0.0;
    double half_length = 35.0;  ///< from the middle of the endplates to either tendon

    double area_mm2() const;
};

/// The fibres of each unit; sizes[i] is unit i's size relative to the smallest, ascending.
///
/// - Fibres lie on a jittered grid.
/// - The largest unit's territory is a quarter of the area, others in proportion to their size.
/// Centres
///   are placed largest first, each as far from the others as the best of 16 draws.
/// - A fibre belongs to unit m with a probability proportional to size[m] times a normal density
/// about
///   the centre that holds 99.9 % within the territory, divided by its mass inside the compartment;
///   not to the unit of a neighbour on the grid (Akhmadeev et al. 2020 and docs/muscle.md).
/// - Diameters are normal about 46 to 64 um, growing with the cumulative size, with a deviation of
/// 16 %,
///   drawn again outside 22 to 85 um; velocity is conduction_velocity() of it.
/// - Endplates lie in 1 + round(ln size) branches a unit; the spread of the branches along z is 1.5
/// to
///   5.5 mm, that within one 0.5 to 2 mm. Delays are the path at 5 m/s to the branch and 2 m/s
///   beyond.
std::vector<std::vector<MuscleFibre>> unit_fibres(const Compartment& compartment,
                                                  std::span<const double> sizes, std::uint64_t seed,
                                                  std::uint64_t entity);

}  // namespace efferent::emg
