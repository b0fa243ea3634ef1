// Finds samples that train and test share, by position in the recording or by content.
#pragma once

#include <cstdint>
#include <vector>

#include "emg/dataset.hpp"
#include "pipeline/protocol.hpp"

namespace efferent {

/// Looks for leaks in the splits of one data set; the rows are hashed once.
class LeakDetector {
public:
    /// `window` in samples: runs of equal content are found from twice that length on, always, and
    /// often from that length on. Stretches in which no channel changes are passed over by content.
    LeakDetector(const emg::Dataset& dataset, std::int64_t window);

    /// Samples of the test part that the training part holds too.
    std::size_t shared_samples(const Split& split) const;

    /// Error{leak} naming the unit and the first pair of trials that share samples, if any do.
    void require_separate(const Split& split) const;

private:
    struct Shared {
        std::size_t samples = 0;
        std::size_t train_trial = 0;
        std::size_t test_trial = 0;
    };
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
