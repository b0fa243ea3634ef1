// Finds samples that train and test share, by position in the recording or by content.
#pragma once

#include <cstdint>
#include <vector>

#include "core/error.hpp"
#include "emg/dataset.hpp"
#include "pipeline/protocol.hpp"

namespace efferent {

/// What the parts that a method learns from, to train or to calibrate, share with the test part,
/// and the first pair of trials that do.
struct Shared {
    std::size_t samples = 0;
    std::size_t train_trial = 0;
    std::size_t test_trial = 0;
    bool same_place = false;  ///< the same samples of the recording, not others of equal content
};

/// Looks for leaks in the splits of one data set; the rows are hashed once.
class LeakDetector {
public:
    /// `window` in samples: runs of equal content are found from twice that length on, always, and
    /// often from that length on. Stretches in which no channel changes are passed over by content.
    LeakDetector(const emg::Dataset& dataset, std::int64_t window);

    /// Samples of the test part that the training part or the one that calibrates holds too, by
    /// position or, if there are none, by content.
    Shared shared(const Split& split) const;

    /// What the run ends with: Error{leak} naming the unit and the first pair of trials.
    Error leak(const Split& split, const Shared& shared) const;

private:
    Shared by_position(const Split& split) const;
    Shared by_content(const Split& split) const;
    /// Calls `see(offset, hash)` for each window of the trial in which something changes.
    template <class See>
    void windows_of(const emg::Trial& trial, std::int64_t step, const See& see) const;

    const emg::Dataset& dataset_;
    std::int64_t window_;
    std::vector<std::uint64_t> rows_;      ///< hash of each row
    std::vector<std::int64_t> unchanged_;  ///< how many rows before each are equal to it
};

}  // namespace efferent
