// What one motor unit looks like at surface electrodes: its action potential as a sampled template.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace efferent::emg {

/// A motor unit's fibres. The limb is a cylinder along z; a place across it is (x, y). All in mm.
struct Fibres {
    double x = 0.0, y = 0.0;
    double spread = 1.0;        ///< root mean square distance of the fibres from (x, y)
    double endplate = 0.0;      ///< z of the middle of the innervation zone
    double scatter = 3.0;       ///< standard deviation of the endplates along z
    double half_length = 30.0;  ///< from endplate to either tendon
    double count = 100.0;       ///< how many
    double diameter_um = 55.0;
};

/// A bipolar electrode on the skin: the potential at z + distance/2 minus that at z - distance/2.
struct Electrode {
    double x = 0.0, y = 0.0, z = 0.0;
    double distance = 20.0;
};

/// A template at `phases` offsets within a sample, so that a discharge need not fall on a sample.
/// Values are in microvolts. In phase p the discharge is p/phases of a sample after the sample that
/// it is counted from.
class Template {
public:
    std::size_t length() const { return length_; }  ///< samples
    std::int64_t first() const { return first_; }   ///< samples from discharge to the first
    std::size_t channels() const { return channels_; }
    /// Row-major, `length` rows of `channels` columns.
    std::span<const float> phase(std::size_t p) const {
        return std::span(values_).subspan(p * length_ * channels_, length_ * channels_);
    }
    /// Multiplies each channel by its gain.
    void scale(std::span<const float> gains);

private:
    friend Template motor_unit_potential(const Fibres&, std::span<const Electrode>, double rate_hz,
                                         std::size_t phases);
    std::size_t length_ = 0, channels_ = 0;
    std::int64_t first_ = 0;
    std::vector<float> values_;
};

/// Conduction velocity in m/s of a fibre of this diameter. Source: Nandedkar & Stålberg 1983, as
/// 2.2 + (d - 22) 3/63.
double conduction_velocity(double diameter_um);

/// Line-source model in an infinite anisotropic medium below an insulating surface. The
/// transmembrane current of V(x) = 768 x³ exp(-2x) mV (Rosenfalck 1969; Nandedkar & Stålberg 1983)
/// is lumped to three poles whose charge, first and second moment are those of the continuous
/// current's three lobes; both trains of poles start together at the endplate and stop at the
/// tendons, so that charge is nil at every instant. Scatter of the endplates is a Gaussian in time
/// of scatter/velocity; the fibres' spread across adds to the squared distance.
Template motor_unit_potential(const Fibres& fibres, std::span<const Electrode> electrodes,
                              double rate_hz, std::size_t phases);

}  // namespace efferent::emg
