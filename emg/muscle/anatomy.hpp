// Which muscles the simulated forearm has, where they lie, and which of them a hand task uses.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace efferent::emg {

/// A muscle of a typical right forearm in the cross-section under the electrodes.
/// Figures and where they come from: docs/simulated-forearm.md.
struct Muscle {
    std::string_view name;
    double angle_deg;       ///< from the palmar midline towards the thumb
    double shallow_mm;      ///< depth below the skin of its nearest fibres
    double deep_mm;         ///< and of its deepest
    double area_mm2;        ///< of its cross-section
    std::size_t units;      ///< motor units
    double endplate_mm;     ///< along the limb from the electrodes, towards the hand positive
    double half_length_mm;  ///< endplate to tendon
};

inline constexpr std::size_t muscle_count = 13;
inline constexpr std::size_t task_count = 16;

/// One number per muscle, in the order of muscles().
using Activation = std::array<double, muscle_count>;

const std::array<Muscle, muscle_count>& muscles();

/// rest; wrist flexion WF, extension WE, radial RD and ulnar UD deviation; forearm pronation FP and
/// supination FS; hand close HC; and pairs of them.
const std::array<std::string_view, task_count>& tasks();

/// How hard a task works each muscle, relative to the main muscle of a single movement. A pair is
/// the saturating sum a + b - a b of 0.85 of each of its two.
Activation task_activation(std::size_t task);

}  // namespace efferent::emg
