// A simulated clinic: muscles of known condition, searched with a needle, as tables of trains.
#pragma once

#include <string>
#include <vector>

#include "core/monitor.hpp"
#include "decoders/needle/potential.hpp"
#include "emg/muscle/disease.hpp"

namespace efferent {

struct ClinicParams {
    std::int64_t seed = 1;
    std::int64_t muscles = 40;
    std::int64_t trains_low = 15, trains_high = 40;
    std::int64_t units = 200;
    double half_x_mm = 7.0, half_y_mm = 5.0;
    double excitation = 0.08;
    double duration_s = 10.0;
    double rate_hz = 10'000.0;
    double noise_uv = 5.0;
    double least_amplitude_uv = 50.0;
    double least_slope_uv_ms = 300.0;
    std::int64_t trains_a_site = 5;
    std::int64_t sites = 60;
    emg::ConditionParams conditions;
};
void describe(Fields& field, ClinicParams& p);

/// One motor unit at one place of the needle.
struct ClinicTrain {
    std::size_t site = 0, unit = 0;
    std::size_t fibres = 0, discharges = 0;
    bool affected = false;
    needle::PotentialFeatures features;
};

struct ClinicMuscle {
    std::string name;
    emg::Condition condition = emg::Condition::normal;
    std::vector<ClinicTrain> trains;  ///< units are distinct
};

/// `muscles` of each condition in turn. A muscle is an elliptic compartment of `units`, sizes to 10
/// times the smallest; its condition changes the fibres (emg/muscle/disease.hpp), and excitation
/// grows as force falls. At each site a concentric needle (core 0.58 by 0.15 mm less a cannula 10
/// mm long) lies across the fibres; all active units within 2.5 mm add up, with white noise. Up to
/// trains_a_site units, drawn from those that are large and sharp enough there and not yet met in
/// this muscle, are averaged *at their true discharges* and measured. The needle pushes the fibres
/// beside it apart. The same bytes for the same parameters on any number of
/// threads. Error{config} if a muscle gives fewer than trains_low trains.
std::vector<ClinicMuscle> simulate_clinic(const ClinicParams& params, Monitor& monitor);

/// bag,label,truth,FEATURE...: a line for each train, as tables of bags are read.
std::string instances_csv(const std::vector<ClinicMuscle>& clinic);

/// bag, site, unit, fibres, discharges of each train, with tabs.
std::string trains_tsv(const std::vector<ClinicMuscle>& clinic);

}  // namespace efferent
