// The sections of the report: each takes the results and gives ready HTML, empty where there is
// nothing to show. One source file each.
#pragma once

#include <string>

#include "pipeline/results.hpp"

namespace efferent::report {

std::string method_table(const Results& results);
std::string seed_table(const Results& results);
std::string paired_dots(const Results& results);
std::string person_table(const Results& results);
std::string confusion_matrices(const Results& results);
std::string comparison_table(const Results& results);
std::string example_trial(const Results& results);
std::string unit_example(const Results& results);
std::string encoder_card(const Results& results);
std::string rate_curve(const Results& results);
std::string chip_falls(const Results& results);
std::string work_table(const Results& results);
std::string cost_picture(const Results& results);
std::string energy_picture(const Results& results);
std::string learning_curves(const Results& results);
std::string check_list(const Results& results);
std::string provenance(const Results& results);
std::string glossary(const Results& results);

/// The page's CSS: light and dark, screen and paper.
std::string stylesheet();

}  // namespace efferent::report
