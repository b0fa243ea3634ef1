// Where a file of discharges comes from, as far as what lies beside it tells.
#pragma once

#include <filesystem>

namespace efferent::apps {

/// Whether these discharges are known to be of a simulated muscle: of events.tsv the run.json that
/// efferent decompose writes into the same folder says so, of X_events.tsv the header of the
/// recording X_emg.bdf or X_emg.edf. False where nothing lies beside the file, or what lies there
/// cannot be read or says nothing of it.
bool are_of_simulated_muscle(const std::filesystem::path& discharges);

}  // namespace efferent::apps
