// Draws persons and electrode placements; figures are explained in docs/simulated-forearm.md.
#include "emg/muscle/limb.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace efferent::emg {
namespace {

constexpr double fibres_per_mm2 = 300.0;
constexpr double degree = std::numbers::pi / 180.0;

double between(double low, double high, RandomStream& random) {
    return low + (high - low) * random.uniform();
}

/// The places of one muscle's fibres that differ between people.
struct Place {
    double angle, shallow, thickness, width, endplate;  // radians and mm
};

Fibres unit_fibres(const Muscle& muscle, const Place& place, double radius, double share,
                   double cumulative, double territory, RandomStream& random) {
    const double depth = place.shallow + place.thickness * random.uniform();
    const double r = radius - depth;
    const double angle = place.angle + place.width / r * (random.uniform() - 0.5);
    return {.x = r * std::cos(angle),
            .y = r * std::sin(angle),
            .spread = std::sqrt(territory / (2.0 * std::numbers::pi)),
            .endplate = place.endplate + 2.0 * random.normal(),
            .scatter = 1.5 + 3.0 * cumulative,
            .half_length = muscle.half_length_mm * between(0.9, 1.1, random),
            .count = fibres_per_mm2 * muscle.area_mm2 * share,
            .diameter_um = 46.0 + 18.0 * cumulative};
}

PersonalMuscle make_muscle(const Muscle& muscle, double radius, double fat, std::uint64_t seed,
                           std::uint64_t entity) {
    RandomStream random(seed, "muscle", entity);
    const double depth_scale = between(0.9, 1.1, random);
    const Place place{.angle = degree * (muscle.angle_deg + 6.0 * random.normal()),
                      .shallow = fat + depth_scale * muscle.shallow_mm,
                      .thickness = depth_scale * (muscle.deep_mm - muscle.shallow_mm),
                      .width = muscle.area_mm2 / (muscle.deep_mm - muscle.shallow_mm),
                      .endplate = muscle.endplate_mm + 6.0 * random.normal()};
    const auto units =
        std::llround(static_cast<double>(muscle.units) * between(0.85, 1.15, random));
    PersonalMuscle personal{
        motor_pool(static_cast<std::size_t>(units), RandomStream(seed, "motor pool", entity)), {}};
    double total = 0.0, before = 0.0;
    for (const MotorUnit& unit : personal.pool) total += unit.size;
    for (const MotorUnit& unit : personal.pool) {
        const double territory = muscle.area_mm2 / 4.0 * unit.size / size_range;
        before += unit.size;
        personal.fibres.push_back(unit_fibres(muscle, place, radius, unit.size / total,
                                              before / total, territory, random));
    }
    return personal;
}

}  // namespace

Person make_person(std::uint64_t seed, std::uint64_t entity, double pattern_spread) {
    RandomStream random(seed, "person", entity);
    Person person;
    person.radius_mm = between(38.0, 46.0, random);
    const double fat = between(0.0, 3.0, random);
    for (std::size_t m = 0; m < muscle_count; ++m)
        person.muscles[m] =
            make_muscle(muscles()[m], person.radius_mm, fat, seed, entity * muscle_count + m);
    for (std::size_t task = 0; task < task_count; ++task) {
        person.tasks[task] = task_activation(task);
        for (double& share : person.tasks[task])
            share *= between(1.0 - pattern_spread, 1.0 + pattern_spread, random);
    }
    return person;
}

std::array<std::vector<Template>, muscle_count> session_templates(const Person& person,
                                                                  const Placement& placement,
                                                                  double rate_hz,
                                                                  std::size_t phases,
                                                                  RandomStream random) {
    const double rotation = placement.shift_mm * random.normal() / person.radius_mm;
    const double along = placement.shift_mm / 2.0 * random.normal();
    std::vector<Electrode> ring;
    std::vector<float> gains;
    for (std::size_t c = 0; c < placement.channels; ++c) {
        const double angle = rotation + 2.0 * std::numbers::pi * static_cast<double>(c) /
                                            static_cast<double>(placement.channels);
        ring.push_back({.x = person.radius_mm * std::cos(angle),
                        .y = person.radius_mm * std::sin(angle),
                        .z = along});
        gains.push_back(static_cast<float>(std::exp(placement.gain_spread * random.normal())));
    }
    std::array<std::vector<Template>, muscle_count> templates;
    for (std::size_t m = 0; m < muscle_count; ++m)
        for (const Fibres& fibres : person.muscles[m].fibres) {
            templates[m].push_back(motor_unit_potential(fibres, ring, rate_hz, phases));
            templates[m].back().scale(gains);
        }
    return templates;
}

}  // namespace efferent::emg
