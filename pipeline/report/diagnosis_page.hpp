// The page about judged muscles: probabilities, the evidence of each train, and its potential.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/bag_model.hpp"

namespace efferent {

/// What must stand wherever a muscle is judged.
inline constexpr const char* no_medical_device =
    "Research software, not a medical device: these are probabilities of a statistical model, not "
    "a diagnosis.";

/// A train's potential, to be drawn.
struct DrawnPotential {
    std::vector<double> microvolts;
    double step_ms = 0.0;  ///< between samples
};

struct JudgedMuscle {
    BagJudgement judgement;
    std::vector<std::optional<DrawnPotential>> potentials;  ///< per train, or empty
    std::vector<std::string> silent;                        ///< trains that had no feature
    bool simulated = false;
};

struct Diagnosis {
    std::vector<JudgedMuscle> muscles;
    std::vector<std::string> without_trains;  ///< muscles of which nothing can be said
};

/// What is said of a muscle without trains.
std::string no_diagnosis(const std::string& muscle);

/// UTF-8; the same bytes for the same diagnosis.
std::string diagnosis_page(const BagModel& model, const Diagnosis& diagnosis);

}  // namespace efferent
