// Draws a virtual person from the parameters.
#include "emg/muscle/implanted_muscle.hpp"

#include <cmath>
#include <numbers>

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "core/text.hpp"

namespace efferent::emg {
namespace {

constexpr double degree = std::numbers::pi / 180.0;

Contacts make_contacts(const ArrayParams& p) {
    const double tilt = degree * p.tilt_deg, turn = degree * p.turn_deg;
    Contacts contacts;
    contacts.length_direction = {std::sin(tilt) * std::cos(turn), std::sin(tilt) * std::sin(turn),
                                 std::cos(tilt)};
    contacts.width_direction = {-std::sin(turn), std::cos(turn), 0.0};
    contacts.length = p.contact_length_um / 1000.0;
    contacts.width = p.contact_width_um / 1000.0;
    const Point& d = contacts.length_direction;
    for (std::int64_t k = 0; k < p.contacts; ++k) {
        const double at =
            p.pitch_mm * (static_cast<double>(k) - static_cast<double>(p.contacts - 1) / 2.0);
        contacts.centres.push_back({p.x_mm + at * d.x, p.y_mm + at * d.y, p.z_mm + at * d.z});
    }
    return contacts;
}

ImplantedMuscle::Array make_grid(const LimbParams& limb, const GridParams& p) {
    const LayeredLimb layers{.bone_radius = limb.bone_radius_mm,
                             .muscle_radius = limb.muscle_radius_mm,
                             .fat = limb.fat_mm,
                             .skin = limb.skin_mm};
    ImplantedMuscle::Array grid{
        p.name, {}, {}, std::make_shared<const LimbField>(layers, p.electrode_radius_mm)};
    const auto from_middle = [&p](std::int64_t k, std::int64_t count) {
        return p.pitch_mm * (static_cast<double>(k) - static_cast<double>(count - 1) / 2.0);
    };
    for (std::int64_t row = 0; row < p.rows; ++row)
        for (std::int64_t column = 0; column < p.columns; ++column)
            grid.skin.push_back({degree * p.angle_deg + from_middle(row, p.rows) / layers.radius(),
                                 p.z_mm + from_middle(column, p.columns)});
    return grid;
}

void require_inside(const ImplantedMuscle& person, const LimbParams& limb) {
    for (const ImplantedMuscle::Muscle& muscle : person.muscles)
        for (const auto& unit : muscle.fibres)
            for (const MuscleFibre& fibre : unit) {
                const double r = std::hypot(fibre.x, fibre.y);
                if (r < limb.bone_radius_mm || r > limb.muscle_radius_mm)
                    throw Error(Fault::config,
                                "muscles: \"" + muscle.name + "\" has a fibre " + fixed(r, 1) +
                                    " mm from the limb's axis, where its muscle is from " +
                                    exact(limb.bone_radius_mm) + " to " +
                                    exact(limb.muscle_radius_mm) +
                                    " mm; move or shrink it, or change the limb");
            }
}

ImplantedMuscle::Muscle make_muscle(const MuscleParams& params, const MuscleLists& lists,
                                    std::size_t number, std::uint64_t entity) {
    const CompartmentParams& p = lists.muscles[number];
    const auto seed = static_cast<std::uint64_t>(params.seed);
    ImplantedMuscle::Muscle muscle;
    muscle.name = p.name;
    muscle.neurons = motor_neurons(static_cast<std::size_t>(p.units), params.motor_neurons,
                                   RandomStream(seed, "motor pool", entity));
    std::vector<double> sizes;
    for (const MotorUnit& unit : muscle.neurons.units) sizes.push_back(unit.size);
    muscle.fibres = unit_fibres({.x = p.x_mm,
                                 .y = p.y_mm,
                                 .half_x = p.half_x_mm,
                                 .half_y = p.half_y_mm,
                                 .fibres_per_mm2 = p.fibres_per_mm2,
                                 .endplate = p.endplate_mm,
                                 .half_length = p.half_length_mm},
                                sizes, seed, entity);
    if (p.shared == 0.0) return muscle;
    RandomStream random(seed, "shared units", entity);
    for (std::size_t u = 0; u < sizes.size(); ++u)
        muscle.shared.push_back(random.uniform() < p.shared);
    muscle.partner = muscle_index(lists, p.shared_with);
    muscle.partner_weight = p.shared_weight;
    return muscle;
}

ImplantedMuscle::Task make_task(const MuscleParams& params, const MuscleLists& lists,
                                const ImplantedMuscle& person, std::size_t number) {
    const TaskParams& p = lists.tasks[number];
    RandomStream random(static_cast<std::uint64_t>(params.seed), "way of doing a task",
                        person.entity * lists.tasks.size() + number);
    ImplantedMuscle::Task task{p.name, std::vector<double>(lists.muscles.size()), {}};
    for (std::size_t i = 0; i < p.muscles.size(); ++i)
        task.shares[muscle_index(lists, p.muscles[i])] =
            p.excitation[i] *
            (1.0 + params.contraction.share_spread * (2.0 * random.uniform() - 1.0));
    if (p.own_recruitment == 0.0) return task;
    for (const ImplantedMuscle::Muscle& muscle : person.muscles) {
        task.gains.emplace_back();
        for (std::size_t u = 0; u < muscle.fibres.size(); ++u)
            task.gains.back().push_back(std::exp(p.own_recruitment * random.normal()));
    }
    return task;
}

}  // namespace

std::size_t ImplantedMuscle::unit_count() const {
    std::size_t count = 0;
    for (const Muscle& muscle : muscles) count += muscle.fibres.size();
    return count;
}

std::vector<Point> ImplantedMuscle::Array::positions() const {
    if (!field) return contacts.centres;
    std::vector<Point> points;
    const double r = field->limb().radius();
    for (const SkinElectrode& e : skin)
        points.push_back({r * std::cos(e.angle), r * std::sin(e.angle), e.z});
    return points;
}

ArrayMuap ImplantedMuscle::Array::muap(std::span<const MuscleFibre> fibres, double slide_mm,
                                       const MuapSampling& sampling, RandomStream random) const {
    if (!field) return array_muap(fibres, slid(contacts, slide_mm), {}, sampling, random);
    auto moved = skin;
    for (SkinElectrode& e : moved) e.z += slide_mm;
    return skin_muap(fibres, moved, *field, sampling, random);
}

std::size_t ImplantedMuscle::channel_count() const {
    std::size_t count = 0;
    for (const Array& array : arrays) count += array.positions().size();
    return count;
}

UnitPlace ImplantedMuscle::place(std::size_t number) const {
    std::size_t muscle = muscles.size() - 1;
    while (muscles[muscle].first_unit > number) --muscle;
    return {muscle, number - muscles[muscle].first_unit};
}

std::vector<std::string> ImplantedMuscle::channel_names() const {
    std::vector<std::string> names;
    for (const Array& array : arrays)
        for (std::size_t k = 1; k <= array.positions().size(); ++k)
            names.push_back(array.name + "_" + std::to_string(k));
    return names;
}

ImplantedMuscle make_implanted_muscle(const MuscleParams& params, std::size_t number) {
    const MuscleLists lists = read_lists(params);
    ImplantedMuscle person;
    person.entity = number;
    person.muscles.resize(lists.muscles.size());
    for_each_index(lists.muscles.size(), [&](std::size_t m) {
        person.muscles[m] = make_muscle(params, lists, m, number * lists.muscles.size() + m);
    });
    std::size_t next = 1;
    for (ImplantedMuscle::Muscle& muscle : person.muscles) {
        muscle.first_unit = next;
        next += muscle.fibres.size();
    }
    for (const ArrayParams& array : lists.arrays)
        person.arrays.push_back({array.name, make_contacts(array), {}, {}});
    for (const GridParams& grid : lists.grids)
        person.arrays.push_back(make_grid(params.limb, grid));
    if (!lists.grids.empty()) require_inside(person, params.limb);
    for (std::size_t t = 0; t < lists.tasks.size(); ++t)
        person.tasks.push_back(make_task(params, lists, person, t));
    return person;
}

Contacts slid(const Contacts& contacts, double mm) {
    Contacts moved = contacts;
    for (Point& p : moved.centres) {
        p.x += mm * contacts.length_direction.x;
        p.y += mm * contacts.length_direction.y;
        p.z += mm * contacts.length_direction.z;
    }
    return moved;
}

}  // namespace efferent::emg
