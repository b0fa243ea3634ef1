// Simulated recordings as the files of an EMG-BIDS data set (BIDS 1.11), with every discharge.
#pragma once

#include "emg/muscle/muscle_run.hpp"

namespace efferent::emg {

struct BidsFile {
    std::string path;  ///< within the data set, "/" between folders
    std::string content;
};

/// dataset_description.json, README, participants.tsv, what the columns of events mean, and the
/// description of the derivatives.
std::vector<BidsFile> bids_head(const MuscleParams& params);

/// One recording: _emg.bdf (trials are also notes in it), _emg.json, _channels.tsv, and _events.tsv
/// with contractions, plateaus and discharges in the order of time. Error{format} as to_bdf().
std::vector<BidsFile> bids_run(const MuscleParams& params, const ImplantedMuscle& person,
                               const MuscleRun& run);

/// A person: _electrodes.tsv, _coordsystem.json and, under derivatives/truth, _units.tsv: the
/// units, their thresholds, sizes, fibres, and how often each discharges in all (`discharges`, one
/// a unit). With muaps, _muaps.npy: float32 [unit][channel][sample] in uV, of the units whose row
/// units.tsv names; all begin `muap_first` samples from the discharge.
std::vector<BidsFile> bids_person(const ImplantedMuscle& person,
                                  std::span<const std::size_t> discharges,
                                  std::span<const UnitMuap> muaps);

}  // namespace efferent::emg
