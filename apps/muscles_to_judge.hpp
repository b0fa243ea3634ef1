// Muscles from wherever they come: a table, or the features of decomposed recordings.
#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/report/diagnosis_page.hpp"

namespace efferent::apps {

/// Judges what is at `source`: a .csv with a line per train (docs/formats.md, "Tables of bags"), a
/// features.tsv, a folder with one, or a folder of such folders, in the order of their names.
/// Error{config} if there is nothing of the kind.
std::vector<JudgedMuscle> judged_muscles(const BagModel& model,
                                         const std::filesystem::path& source);

}  // namespace efferent::apps
