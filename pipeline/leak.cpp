// Leaks by position: overlapping intervals. By content: equal windows, found by a rolling hash.
#include "pipeline/leak.hpp"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace efferent {

namespace {

constexpr std::uint64_t base = 0x9E3779B97F4A7C15ULL;  // odd, so that its powers keep all bits

std::uint64_t row_hash(std::span<const float> row) {
    std::uint64_t h = 0xCBF29CE484222325ULL;
    for (const float x : row) {
        h = (h ^ std::bit_cast<std::uint32_t>(x)) * 0x100000001B3ULL;
        h ^= h >> 29U;
    }
    return h;
}

std::string name_of(const emg::Dataset& dataset, std::size_t t) {
    const emg::Trial& trial = dataset.trials[t];
    return "trial " + std::to_string(t) + " (person " + std::to_string(trial.subject) +
           ", session " + std::to_string(trial.session) + ", \"" +
           dataset.classes[index(trial.task)] + "\", repetition " +
           std::to_string(trial.repetition) + ")";
}

/// All that a method learns from.
std::vector<std::size_t> learned_from(const Split& split) {
    std::vector<std::size_t> trials = split.train;
    trials.insert(trials.end(), split.calibrate.begin(), split.calibrate.end());
    return trials;
}

}  // namespace

LeakDetector::LeakDetector(const emg::Dataset& dataset, std::int64_t window)
    : dataset_(dataset), window_(window) {
    const SignalView signal = dataset.recording.signal();
    rows_.reserve(signal.length());
    unchanged_.assign(signal.length(), 0);
    for (std::size_t i = 0; i < signal.length(); ++i) {
        rows_.push_back(row_hash(signal.row(i)));
        if (i > 0 && rows_[i] == rows_[i - 1]) unchanged_[i] = unchanged_[i - 1] + 1;
    }
}

template <class See>
void LeakDetector::windows_of(const emg::Trial& trial, std::int64_t step, const See& see) const {
    std::uint64_t hash = 0, lead = 1;  // lead = base^window
    for (std::int64_t i = 0; i < window_; ++i) lead *= base;
    for (std::int64_t i = 0; i < trial.length; ++i) {
        const auto at = static_cast<std::size_t>(trial.start + i);
        hash = hash * base + rows_[at];
        if (i >= window_) hash -= lead * rows_[at - static_cast<std::size_t>(window_)];
        const std::int64_t begin = i + 1 - window_;
        if (begin >= 0 && begin % step == 0 && unchanged_[at] + 1 < window_) see(begin, hash);
    }
}

Shared LeakDetector::by_position(const Split& split) const {
    std::vector<std::size_t> train = learned_from(split);
    const auto& trials = dataset_.trials;
    std::ranges::sort(train, {}, [&](std::size_t t) { return trials[t].start; });
    std::int64_t longest = 0;
    for (const std::size_t t : train) longest = std::max(longest, trials[t].length);
    Shared shared;
    for (const std::size_t u : split.test) {
        const emg::Trial& test = trials[u];
        const auto from = std::ranges::lower_bound(train, test.start - longest, {},
                                                   [&](std::size_t t) { return trials[t].start; });
        for (auto it = from; it != train.end() && trials[*it].start < test.start + test.length;
             ++it) {
            const emg::Trial& other = trials[*it];
            const std::int64_t overlap =
                std::min(test.start + test.length, other.start + other.length) -
                std::max(test.start, other.start);
            if (overlap <= 0) continue;
            if (shared.samples == 0) shared = {0, *it, u, true};
            shared.samples += static_cast<std::size_t>(overlap);
        }
    }
    return shared;
}

Shared LeakDetector::by_content(const Split& split) const {
    std::unordered_map<std::uint64_t, std::size_t> seen;  // window's hash to training trial
    for (const std::size_t t : learned_from(split))
        windows_of(dataset_.trials[t], window_,
                   [&](std::int64_t, std::uint64_t h) { seen.emplace(h, t); });
    Shared shared;
    for (const std::size_t u : split.test) {
        std::int64_t counted = 0;  // samples of this trial before here are counted already
        windows_of(dataset_.trials[u], 1, [&](std::int64_t begin, std::uint64_t h) {
            const auto found = seen.find(h);
            if (found == seen.end()) return;
            if (shared.samples == 0) shared = {0, found->second, u, false};
            shared.samples += static_cast<std::size_t>(begin + window_ - std::max(begin, counted));
            counted = begin + window_;
        });
    }
    return shared;
}

Shared LeakDetector::shared(const Split& split) const {
    const Shared placed = by_position(split);
    return placed.samples > 0 ? placed : by_content(split);
}

Error LeakDetector::leak(const Split& split, const Shared& shared) const {
    const bool trains = std::ranges::find(split.train, shared.train_trial) != split.train.end();
    const std::string part = trains ? "train" : "calibration";
    return {Fault::leak, dataset_.name + ": " + split.unit + ": " + part + " and test share " +
                             std::to_string(shared.samples) + " samples" +
                             (shared.same_place ? "" : " of equal content") + ", first " +
                             name_of(dataset_, shared.train_trial) + " in " + part + " and " +
                             name_of(dataset_, shared.test_trial) +
                             " in test; a comparison on them would flatter every method"};
}

}  // namespace efferent
