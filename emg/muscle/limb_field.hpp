// Potentials at electrodes on the skin of a layered limb: bone, muscle, fat and skin.
#pragma once

#include "emg/muscle/line_source.hpp"

namespace efferent::emg {

/// Concentric cylinders along z, in mm, and their conductivities in S/m (Farina, Mesin, Martina,
/// Merletti, IEEE TBME 51, 2004).
struct LayeredLimb {
    double bone_radius = 10.0;
    double muscle_radius = 38.0;
    double fat = 2.0;   ///< thickness
    double skin = 1.3;  ///< thickness
    double bone_s_m = 0.02, along_s_m = 0.5, across_s_m = 0.1, fat_s_m = 0.05, skin_s_m = 1.0;

    double radius() const { return muscle_radius + fat + skin; }
};

/// What an electrode on the skin, a disc, sees of a point current in the muscle, less what does not
/// change along z: a fibre's currents sum to zero. Tabulated; between the grid's points it is
/// cubic.
///
/// For order n around and wavenumber k along, the potential of a source at radius s in the muscle
/// is I_n(q r<) K_n(q r>) / across plus what the layers reflect, with q = k sqrt(along / across).
/// The layers outside are taken together from the skin, through which nothing flows, inwards, the
/// bone outwards: each as the ratio of flux to potential at its border.
class LimbField {
public:
    /// Error{config} if radii do not ascend or `electrode_radius` is below 0.
    LimbField(const LayeredLimb& limb, double electrode_radius);

    const LayeredLimb& limb() const { return limb_; }
    /// mV per uA for a source at `radius`, by z from 0 in steps of step_mm; symmetric in angle and
    /// z.
    std::vector<float> profile(double radius, double angle) const;
    static constexpr double step_mm = 1.0;

private:
    std::vector<std::vector<double>> sources(std::size_t wave, double electrode_radius) const;
    void tabulate(std::size_t radius, const std::vector<std::vector<std::vector<double>>>& seen);

    LayeredLimb limb_;
    std::size_t radii_ = 0;
    std::vector<float> table_;  ///< [radius][angle][z]
};

/// Electrodes on the skin: an angle from x towards y, and a place along the limb.
struct SkinElectrode {
    double angle = 0.0, z = 0.0;
};

/// As array_muap(), at electrodes on the skin. Error{config} for a fibre that is not in the limb's
/// muscle or ends more than 120 mm from an electrode along the limb.
ArrayMuap skin_muap(std::span<const MuscleFibre> fibres, std::span<const SkinElectrode> electrodes,
                    const LimbField& field, const MuapSampling& sampling, RandomStream random);

}  // namespace efferent::emg
