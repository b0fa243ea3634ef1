// One person's forearm, and the ring of electrodes as it sits there in one session.
#pragma once

#include <array>
#include <vector>

#include "emg/muscle/anatomy.hpp"
#include "emg/muscle/muap.hpp"
#include "emg/muscle/pool.hpp"

namespace efferent::emg {

/// One muscle of one person: unit i has the neuron `pool[i]` and the fibres `fibres[i]`.
struct PersonalMuscle {
    std::vector<MotorUnit> pool;
    std::vector<Fibres> fibres;
};

struct Person {
    double radius_mm = 42.0;
    std::array<PersonalMuscle, muscle_count> muscles;
    /// How this person performs each task.
    std::array<Activation, task_count> tasks;
};

/// A forearm that differs from the table in girth, fat, place, depth, motor units, endplates and in
/// the way of performing the tasks (each muscle's share by up to `pattern_spread`, relative).
Person make_person(std::uint64_t seed, std::uint64_t entity, double pattern_spread);

/// How the ring sits in one session: the standard deviations of its rotation (mm of arc; along the
/// limb half of that) and of the logarithm of each channel's gain.
struct Placement {
    std::size_t channels = 8;
    double shift_mm = 4.0;
    double gain_spread = 0.1;
};

/// The templates of every motor unit at a ring of bipolar electrodes 20 mm apart along the limb.
/// Channel 0 is at the palmar midline, the others follow in equal angles towards the thumb.
std::array<std::vector<Template>, muscle_count> session_templates(const Person& person,
                                                                  const Placement& placement,
                                                                  double rate_hz,
                                                                  std::size_t phases,
                                                                  RandomStream random);

}  // namespace efferent::emg
