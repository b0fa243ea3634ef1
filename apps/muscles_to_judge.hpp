// Muscles from wherever they come: a table, recordings, or the features of decomposed ones.
#pragma once

#include <filesystem>
#include <vector>

#include "core/monitor.hpp"
#include "pipeline/report/diagnosis_page.hpp"

namespace efferent::apps {

/// Judges what is at `source`: a .csv with a line per train (docs/formats.md, "Tables of bags"), a
/// features.tsv, a folder with one, a recording of one needle channel, which is decomposed first,
/// or a folder of recordings and folders with a features.tsv, in the order of their names.
/// Error{config} if there is nothing of the kind, Error{format} if nothing there gives a train with
/// features.
Diagnosis judged_muscles(const BagModel& model, const std::filesystem::path& source,
                         Monitor& monitor);

}  // namespace efferent::apps
