// Potentials of muscle fibres: line sources with sealed ends, and contacts inside the muscle.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/random.hpp"

namespace efferent::emg {

/// A point in mm; z is along the fibres.
struct Point {
    double x = 0.0, y = 0.0, z = 0.0;
};

/// One fibre, parallel to z. Lengths in mm.
struct MuscleFibre {
    double x = 0.0, y = 0.0;
    double endplate = 0.0;
    double low_end = -30.0, high_end = 30.0;  ///< the tendons, below and above the endplate
    double diameter_um = 55.0;
    double velocity_m_s = 4.0;
    double delay_s = 0.0;  ///< from the unit's discharge to the excitation of the endplate
};

/// Conductivities in S/m: inside the fibres, along and across the tissue. The default is that of
/// needle studies (Nandedkar & Stalberg 1983).
struct Medium {
    double intracellular = 1.01, along = 0.33, across = 0.063;
};

/// Contacts of finite size: each is the mean over six points, three along `length` and two along
/// `width` of it. Fibres are not nearer to a point than their mean diameter, 0.055 mm.
struct Contacts {
    std::vector<Point> centres;
    Point length_direction{0.0, 0.0, 1.0};  ///< unit vector
    Point width_direction{0.0, 1.0, 0.0};   ///< unit vector
    double length = 0.14, width = 0.04;
};

/// What a motor unit's discharge looks like at the contacts, in microvolts, in several variants
/// that differ in the jitter of the endplates.
class ArrayMuap {
public:
    ArrayMuap(std::size_t variants, std::size_t length, std::size_t channels, std::int64_t first)
        : variants_(variants),
          length_(length),
          channels_(channels),
          first_(first),
          values_(variants * length * channels) {}
    std::size_t variants() const { return variants_; }
    std::size_t length() const { return length_; }  ///< samples
    std::size_t channels() const { return channels_; }
    std::int64_t first() const { return first_; }  ///< samples from the discharge to the first one
    /// Row-major, `length` rows of `channels` columns.
    std::span<const float> variant(std::size_t v) const {
        return std::span(values_).subspan(v * length_ * channels_, length_ * channels_);
    }
    std::span<float> variant(std::size_t v) {
        return std::span(values_).subspan(v * length_ * channels_, length_ * channels_);
    }

private:
    std::size_t variants_, length_, channels_;
    std::int64_t first_;
    std::vector<float> values_;
};

/// Intracellular action potential in mV, `x` mm behind its front: 768 x^3 exp(-2 x), 0 before it.
/// Source: Rosenfalck 1969, with space halved as in Nandedkar & Stalberg, IEEE TBME 30, 1983.
double action_potential(double x);

struct MuapSampling {
    double rate_hz = 10240.0;
    std::size_t variants = 1;
    double jitter_s = 0.0;  ///< standard deviation of each fibre's delay between variants
};

/// How strongly a current at a place of one fibre is seen at each contact.
class LeadField {
public:
    virtual ~LeadField() = default;
    virtual std::size_t contacts() const = 0;
    /// mV per uA, times the square of the fibre's diameter in um, for a current at `z`.
    virtual void at(double z, std::span<float> out) const = 0;
};

/// The sum over the fibres of I_m(z, t) times their lead field, with the transmembrane current I_m
/// = intracellular pi (d/2)^2 d2V/dz2 of a potential that leaves the endplate both ways. On nodes
/// 0.2 mm apart or closer, I_m is the second difference of V whose ends are sealed (no axial
/// current leaves the fibre), so it sums to zero at every instant, and the potentials of generation
/// and extinction follow. Summed by parts, a node contributes the difference of its lead field from
/// its neighbour's, convolved in time with the first difference of V: what is computed here.
/// Velocities count to the nearest 0.1 m/s, delays to the nearest of the nodes' time steps.
/// `intracellular` is in S/m, times 1000 for microvolts.
ArrayMuap line_source_muap(
    std::span<const MuscleFibre> fibres, std::size_t channels, double intracellular,
    const std::function<std::unique_ptr<LeadField>(const MuscleFibre&)>& lead_of,
    const MuapSampling& sampling, RandomStream random);

/// That in an infinite medium: the lead field is 1 / (4 pi across sqrt(along/across rho^2 + z^2)).
ArrayMuap array_muap(std::span<const MuscleFibre> fibres, const Contacts& contacts,
                     const Medium& medium, const MuapSampling& sampling, RandomStream random);

}  // namespace efferent::emg
