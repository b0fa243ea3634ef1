// What a disease does to the fibres of a muscle's motor units.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "emg/muscle/line_source.hpp"

namespace efferent {
class Fields;
}

namespace efferent::emg {

enum class Condition : std::uint8_t { normal, myopathic, neurogenic };
std::string_view name(Condition condition);

/// Ranges are drawn from evenly.
struct MyopathyParams {
    double fibre_loss_low = 0.5, fibre_loss_high = 0.8;  ///< share, drawn for each affected unit
    double diameter_variation = 0.25;                    ///< normal fibres have 0.16
    double diameter_factor = 0.85;
    double split = 0.15;  ///< share of the fibres left that have split in two
    double jitter_us = 45.0;
};
struct NeurogenicParams {
    double units_lost_low = 0.5, units_lost_high = 0.75;  ///< share, drawn for each muscle
    double reach_mm = 0.7;                                ///< from a fibre of the adopting unit
    double sprout_delay_ms = 0.6;  ///< mean of an exponential, of adopted fibres
    double diameter_factor = 1.2;
    double jitter_us = 70.0;
};
void describe(Fields& field, MyopathyParams& p);
void describe(Fields& field, NeurogenicParams& p);

struct ConditionParams {
    double affected_low = 0.3, affected_high = 0.6;  ///< share of units, drawn for each muscle
    MyopathyParams myopathic;
    NeurogenicParams neurogenic;
};
void describe(Fields& field, ConditionParams& p);

struct ConditionedUnits {
    std::vector<std::vector<MuscleFibre>> fibres;  ///< of each unit; none: the unit is lost
    std::vector<bool> affected;
    std::vector<double> jitter_us;  ///< of each unit's endplates
    double force = 1.0;             ///< fibres that are left, by cross-section, of those there were
};

/// - Normal: as they are, with a jitter of 35 us.
/// - Myopathic: an affected unit loses a share of its fibres, at random; of the others the
///   diameters are drawn anew, smaller and more variable, and velocity follows; some split in two
///   halves of equal area side by side (Nandedkar & Sanders, Muscle Nerve 12:197, 1989, make
///   myopathic potentials of loss and varied diameters).
/// - Neurogenic: a share of the units is lost. Affected survivors adopt the orphaned fibres that
///   have one of their own within reach, the nearest survivor each; what nobody reaches stays
///   without a nerve. Adopted fibres answer later, by their sprout, and jitter more (Stalberg &
///   Karlsson, Clin Neurophysiol 112:869, 2001, reinnervate by neighbours).
ConditionedUnits conditioned(const std::vector<std::vector<MuscleFibre>>& fibres,
                             Condition condition, const ConditionParams& params,
                             RandomStream random);

}  // namespace efferent::emg
