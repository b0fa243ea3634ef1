// The settings of a simulated muscle with arrays of contacts in it: what `efferent muscle` reads.
#pragma once

#include <string>
#include <vector>

#include "core/config.hpp"
#include "emg/muscle/motor_neurons.hpp"
#include "emg/muscle/territory.hpp"

namespace efferent::emg {

/// A muscle or one of its compartments, with a motor-neuron pool of its own. Several may lie in the
/// same place: their territories then intermingle.
struct CompartmentParams {
    std::string name;
    std::int64_t units = 120;
    double x_mm = 0.0, y_mm = 0.0;
    double half_x_mm = 6.0, half_y_mm = 4.0;
    double fibres_per_mm2 = 300.0;
    double endplate_mm = 0.0;
    double half_length_mm = 35.0;
    double shared = 0.0;  ///< part of its units that another muscle's pool excites too
    std::string shared_with;
    double shared_weight = 0.5;
};
void describe(Fields& field, CompartmentParams& p);

/// A thin film with a row of contacts.
struct ArrayParams {
    std::string name;
    std::int64_t contacts = 40;
    double pitch_mm = 0.5;
    double x_mm = 0.0, y_mm = 0.0, z_mm = 15.0;
    double tilt_deg = 30.0;
    double turn_deg = 90.0;
    double contact_length_um = 140.0, contact_width_um = 40.0;
};
void describe(Fields& field, ArrayParams& p);

/// Electrodes on the skin: rows around the limb, columns along it.
struct GridParams {
    std::string name;
    std::int64_t rows = 5, columns = 13;
    double pitch_mm = 8.0;
    double angle_deg = 0.0, z_mm = 15.0;
    double electrode_radius_mm = 1.5;
};
void describe(Fields& field, GridParams& p);

/// The limb under the grids; conductivities are those of LayeredLimb.
struct LimbParams {
    double bone_radius_mm = 8.0, muscle_radius_mm = 38.0, fat_mm = 2.0, skin_mm = 1.3;
};
void describe(Fields& field, LimbParams& p);

/// What a task asks of each muscle, relative to the effort.
struct TaskParams {
    std::string name;
    std::vector<std::string> muscles;
    std::vector<double> excitation;
    double own_recruitment = 0.0;
};
void describe(Fields& field, TaskParams& p);

struct ContractionParams {
    double effort = 0.15;
    double effort_spread = 0.3;
    double share_spread = 0.2;
    Duration ramp = std::chrono::seconds(1);
    Duration hold = std::chrono::seconds(3);
    Duration rest = std::chrono::seconds(1);
    std::int64_t repetitions = 2;
};
void describe(Fields& field, ContractionParams& p);

struct ArrayNoiseParams {
    double snr_db = 20.0;
    double mains_snr_db = 40.0;
    double mains_hz = 50.0;
    double background_snr_db = 30.0;
    std::int64_t background_units = 20;
};
void describe(Fields& field, ArrayNoiseParams& p);

struct MuscleParams {
    std::string name;
    std::int64_t seed = 1;
    std::int64_t people = 1;
    double rate_hz = 10240.0;
    std::vector<Config> muscles, arrays, grids, tasks;
    LimbParams limb;
    MotorNeuronParams motor_neurons;
    ContractionParams contraction;
    double jitter_us = 35.0;
    std::int64_t jitter_variants = 4;
    double drift_mm = 0.0;
    ArrayNoiseParams noise;
};
void describe(Fields& field, MuscleParams& p);

/// The lists of MuscleParams, read and checked against each other. Error{config}: no
/// muscles, tasks or electrodes, two of one name, an unknown muscle in a task, or excitations that
/// are not one for each of its muscles.
struct MuscleLists {
    std::vector<CompartmentParams> muscles;
    std::vector<ArrayParams> arrays;
    std::vector<GridParams> grids;
    std::vector<TaskParams> tasks;
};
MuscleLists read_lists(const MuscleParams& params);

/// The index of the muscle of that name; there must be one.
std::size_t muscle_index(const MuscleLists& lists, std::string_view name);

}  // namespace efferent::emg
