// Names, meanings and rules of the settings of a simulated muscle.
#include "emg/muscle/muscle_params.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::emg {
namespace {

/// Calls field.require for a closed range and words the rule.
void within(Fields& field, double value, double low, double high, std::string_view key) {
    field.require(value >= low && value <= high, key,
                  "must be from " + exact(low) + " to " + exact(high));
}
void within(Fields& field, std::int64_t value, std::int64_t low, std::int64_t high,
            std::string_view key) {
    field.require(value >= low && value <= high, key,
                  "must be from " + std::to_string(low) + " to " + std::to_string(high));
}

bool is_name(const std::string& name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '_' || c == '+';
    });
}

void name_field(Fields& field, std::string& name, std::string_view help) {
    field("name", name, help);
    field.require(is_name(name), "name", "must be of letters, digits, _ and +");
}

template <class Params>
std::vector<Params> read_list(const std::vector<Config>& configs, std::set<std::string>& names) {
    std::vector<Params> list;
    for (const Config& config : configs) {
        list.push_back(config.as<Params>());
        if (!names.insert(list.back().name).second)
            throw Error(Fault::config, config.origin() + "/name: \"" + list.back().name +
                                           "\" stands twice; each needs a name of its own");
    }
    return list;
}

}  // namespace

void describe(Fields& field, CompartmentParams& p) {
    name_field(field, p.name, "what tasks call it");
    field("units", p.units, "motor units");
    field("x_mm", p.x_mm, "middle of its cross-section");
    field("y_mm", p.y_mm, "the same, at a right angle");
    field("half_x_mm", p.half_x_mm, "half axis of the ellipse that its cross-section is");
    field("half_y_mm", p.half_y_mm, "the other half axis");
    field("fibres_per_mm2", p.fibres_per_mm2, "fibres in its cross-section");
    field("endplate_mm", p.endplate_mm, "where along the fibres their endplates lie, on average");
    field("half_length_mm", p.half_length_mm, "from there to either tendon");
    field("shared", p.shared, "part of its units, drawn, that another muscle's drive excites too");
    field("shared_with", p.shared_with, "that muscle");
    field("shared_weight", p.shared_weight,
          "by which its drive is multiplied before it is added to their own");
    within(field, p.units, 1, 2000, "units");
    within(field, p.half_x_mm, 0.5, 50.0, "half_x_mm");
    within(field, p.half_y_mm, 0.5, 50.0, "half_y_mm");
    within(field, p.fibres_per_mm2, 1.0, 1000.0, "fibres_per_mm2");
    within(field, p.half_length_mm, 5.0, 300.0, "half_length_mm");
    within(field, p.endplate_mm, -1000.0, 1000.0, "endplate_mm");
    within(field, p.x_mm, -1000.0, 1000.0, "x_mm");
    within(field, p.y_mm, -1000.0, 1000.0, "y_mm");
    within(field, p.shared, 0.0, 1.0, "shared");
    within(field, p.shared_weight, 0.0, 1.0, "shared_weight");
    field.require((p.shared == 0.0) == p.shared_with.empty(), "shared_with",
                  "must name a muscle where units are shared, and none where not");
}

void describe(Fields& field, ArrayParams& p) {
    name_field(field, p.name, "channels are called after it");
    field("contacts", p.contacts, "contacts in a row");
    field("pitch_mm", p.pitch_mm, "from contact to contact");
    field("x_mm", p.x_mm, "middle of the row, across the fibres");
    field("y_mm", p.y_mm, "the same, at a right angle");
    field("z_mm", p.z_mm, "the same, along the fibres");
    field("tilt_deg", p.tilt_deg, "between the row and the fibres");
    field("turn_deg", p.turn_deg,
          "direction across the fibres in which the row leans, from x to y");
    field("contact_length_um", p.contact_length_um, "of a contact, along the row");
    field("contact_width_um", p.contact_width_um, "of a contact, across the row");
    within(field, p.contacts, 1, 1000, "contacts");
    within(field, p.pitch_mm, 0.01, 50.0, "pitch_mm");
    within(field, p.tilt_deg, 0.0, 90.0, "tilt_deg");
    within(field, p.turn_deg, -360.0, 360.0, "turn_deg");
    within(field, p.contact_length_um, 1.0, 2000.0, "contact_length_um");
    within(field, p.contact_width_um, 1.0, 2000.0, "contact_width_um");
    within(field, p.x_mm, -1000.0, 1000.0, "x_mm");
    within(field, p.y_mm, -1000.0, 1000.0, "y_mm");
    within(field, p.z_mm, -1000.0, 1000.0, "z_mm");
}

void describe(Fields& field, GridParams& p) {
    name_field(field, p.name, "channels are called after it");
    field("rows", p.rows, "electrodes around the limb: rows of them that lie along it");
    field(
        "columns", p.columns,
        "electrodes along the limb, in each row; channels run along the first row, then the next, "
        "and `efferent decompose`, whose picture has the limb upright, takes this number as "
        "--grid-rows");
    field("pitch_mm", p.pitch_mm, "from electrode to electrode");
    field("angle_deg", p.angle_deg, "of its middle, from x towards y");
    field("z_mm", p.z_mm, "of its middle, along the fibres");
    field("electrode_radius_mm", p.electrode_radius_mm, "of an electrode, a disc");
    within(field, p.rows, 1, 100, "rows");
    within(field, p.columns, 1, 100, "columns");
    within(field, p.pitch_mm, 1.0, 50.0, "pitch_mm");
    within(field, p.angle_deg, -360.0, 360.0, "angle_deg");
    within(field, p.z_mm, -1000.0, 1000.0, "z_mm");
    within(field, p.electrode_radius_mm, 0.0, 10.0, "electrode_radius_mm");
}

void describe(Fields& field, LimbParams& p) {
    field("bone_radius_mm", p.bone_radius_mm, "of the bone, about x = y = 0");
    field("muscle_radius_mm", p.muscle_radius_mm, "to the border of muscle and fat");
    field("fat_mm", p.fat_mm, "thickness");
    field("skin_mm", p.skin_mm, "thickness");
    within(field, p.bone_radius_mm, 1.0, 60.0, "bone_radius_mm");
    within(field, p.muscle_radius_mm, 5.0, 100.0, "muscle_radius_mm");
    within(field, p.fat_mm, 0.1, 50.0, "fat_mm");
    within(field, p.skin_mm, 0.1, 10.0, "skin_mm");
    field.require(p.muscle_radius_mm >= p.bone_radius_mm + 10.0, "muscle_radius_mm",
                  "must be at least 10 more than bone_radius_mm");
}

void describe(Fields& field, TaskParams& p) {
    name_field(field, p.name, "its label");
    field("muscles", p.muscles, "the muscles that it uses");
    field("excitation", p.excitation, "how much it uses each of them, relative to the effort");
    field(
        "own_recruitment", p.own_recruitment,
        "standard deviation of the logarithm of a gain that each unit has in this task alone; at 0 "
        "the task recruits its muscles' units in their common order");
    field.require(p.excitation.size() == p.muscles.size(), "excitation",
                  "must be one number for each of the muscles");
    field.require(std::all_of(p.excitation.begin(), p.excitation.end(),
                              [](double e) { return e >= 0.0 && e <= 10.0; }),
                  "excitation", "must be from 0 to 10 each");
    within(field, p.own_recruitment, 0.0, 3.0, "own_recruitment");
}

void describe(Fields& field, ContractionParams& p) {
    field("effort", p.effort, "mean excitation of a muscle with share 1, of the maximum 1");
    field("effort_spread", p.effort_spread, "a repetition's effort varies by up to this, relative");
    field(
        "share_spread", p.share_spread,
        "a muscle's share varies by up to this, relative, between people and between repetitions");
    field("ramp_s", p.ramp, "time to rise to the effort, and again to fall from it");
    field("hold_s", p.hold, "time at the effort: the trial");
    field("rest_s", p.rest, "time before each contraction, without any");
    field("repetitions", p.repetitions, "how often a person does each task; each is a recording");
    within(field, p.effort, 0.01, 1.0, "effort");
    within(field, p.effort_spread, 0.0, 0.9, "effort_spread");
    within(field, p.share_spread, 0.0, 0.9, "share_spread");
    field.require(p.ramp >= 0ns && p.ramp <= 60s, "ramp_s", "must be from 0 to 60");
    field.require(p.hold >= 100ms && p.hold <= 600s, "hold_s", "must be from 0.1 to 600");
    field.require(p.rest >= 100ms && p.rest <= 60s, "rest_s", "must be from 0.1 to 60");
    within(field, p.repetitions, 1, 1000, "repetitions");
}

void describe(Fields& field, ArrayNoiseParams& p) {
    field(
        "snr_db", p.snr_db,
        "power of an array's signal, over all its contacts while the effort is held, over that of "
        "white noise");
    field("mains_snr_db", p.mains_snr_db,
          "the same over that of mains, with its harmonics 2 and 3");
    field("mains_hz", p.mains_hz, "of the mains");
    field("background_snr_db", p.background_snr_db,
          "the same over that of small units of 20 fibres about the array, which discharge all the "
          "time and are not told of");
    field("background_units", p.background_units, "how many of these an array has");
    within(field, p.snr_db, -40.0, 120.0, "snr_db");
    within(field, p.mains_snr_db, -40.0, 120.0, "mains_snr_db");
    within(field, p.mains_hz, 1.0, 1000.0, "mains_hz");
    within(field, p.background_snr_db, -40.0, 120.0, "background_snr_db");
    within(field, p.background_units, 0, 1000, "background_units");
}

void describe(Fields& field, MuscleParams& p) {
    name_field(field, p.name, "of the data set");
    field("seed", p.seed, "what all that is random follows from");
    field("people", p.people, "how many, each with fibres and units of their own");
    field("rate_hz", p.rate_hz, "samples a second");
    field("muscles", p.muscles, "muscles or compartments, each with its pool: see below");
    field("arrays", p.arrays, "arrays of contacts in the muscle: see below");
    field("grids", p.grids, "grids of electrodes on the skin: see below");
    field("limb", p.limb, "what lies under the grids; without any it means nothing");
    field("tasks", p.tasks, "what is done: see below");
    field("motor_neurons", p.motor_neurons, "the pools");
    field("contraction", p.contraction, "how a task is done");
    field("jitter_us", p.jitter_us, "standard deviation of each fibre's delay between discharges");
    field("jitter_variants", p.jitter_variants,
          "how many potentials with jitter of their own a unit has; each discharge draws one");
    field("drift_mm", p.drift_mm,
          "how far each array slides along its row from a person's first recording to the last");
    field("noise", p.noise, "what is added at the contacts");
    within(field, p.seed, 0, 1'000'000'000, "seed");
    within(field, p.people, 1, 1000, "people");
    within(field, p.rate_hz, 1000.0, 100'000.0, "rate_hz");
    within(field, p.jitter_us, 0.0, 1000.0, "jitter_us");
    within(field, p.jitter_variants, 1, 64, "jitter_variants");
    within(field, p.drift_mm, 0.0, 10.0, "drift_mm");
    field.require(p.rate_hz == std::floor(p.rate_hz), "rate_hz", "must be a whole number");
    field.require(p.noise.mains_hz * 6.0 <= p.rate_hz, "rate_hz", "must be at least 6 mains_hz");
}

MuscleLists read_lists(const MuscleParams& params) {
    if (params.muscles.empty() || params.tasks.empty())
        throw Error(Fault::config, std::string(params.muscles.empty() ? "muscles" : "tasks") +
                                       ": must list at least one");
    if (params.arrays.empty() && params.grids.empty())
        throw Error(Fault::config, "arrays: must list at least one, or grids must");
    std::set<std::string> muscles, electrodes, tasks;
    MuscleLists lists{read_list<CompartmentParams>(params.muscles, muscles),
                      read_list<ArrayParams>(params.arrays, electrodes),
                      read_list<GridParams>(params.grids, electrodes),
                      read_list<TaskParams>(params.tasks, tasks)};
    std::vector<std::string> names;
    for (const CompartmentParams& muscle : lists.muscles) names.push_back(muscle.name);
    for (std::size_t m = 0; m < names.size(); ++m) {
        const std::string& other = lists.muscles[m].shared_with;
        const std::string where = params.muscles[m].origin() + "/shared_with: ";
        if (other == names[m])
            throw Error(Fault::config, where + "is the muscle itself; name another");
        if (!other.empty() && std::find(names.begin(), names.end(), other) == names.end())
            throw Error(Fault::config, where + unknown_name(other, names));
    }
    for (std::size_t t = 0; t < lists.tasks.size(); ++t)
        for (const std::string& muscle : lists.tasks[t].muscles)
            if (std::find(names.begin(), names.end(), muscle) == names.end())
                throw Error(Fault::config,
                            params.tasks[t].origin() + "/muscles: " + unknown_name(muscle, names));
    return lists;
}

std::size_t muscle_index(const MuscleLists& lists, std::string_view name) {
    const auto found = std::find_if(lists.muscles.begin(), lists.muscles.end(),
                                    [name](const auto& muscle) { return muscle.name == name; });
    return static_cast<std::size_t>(found - lists.muscles.begin());
}

}  // namespace efferent::emg
