// How trials are divided into training and test parts: by repetition, session or person, never by
// window (docs/semantics.md, "Comparisons").
#pragma once

#include <string>
#include <vector>

#include "core/part.hpp"
#include "emg/dataset.hpp"

namespace efferent {

/// Indices into Dataset::trials.
struct Split {
    std::string unit;  ///< "person 3, session 7": whose model this is
    std::vector<std::size_t> train;
    std::vector<std::size_t> test;
    std::vector<std::size_t> calibrate{};  ///< labelled trials of the tested session: a method that
                                           ///< adapts gets them after training; empty: none
};

struct Plan {
    std::vector<Split> splits;
    std::vector<std::string> notes;  ///< who was left out, and why
};

class Protocol {
public:
    virtual ~Protocol() = default;
    /// Error{config} if the data cannot be divided so (a class with one repetition, an absent
    /// session), naming person, session and class.
    virtual Plan plan(const emg::Dataset& dataset) const = 0;
    /// One sentence: what trains, what tests.
    virtual std::string story() const = 0;
};

Parts<Protocol> protocols();

/// What protocols share.
using Key = std::int64_t emg::Trial::*;
std::vector<std::int64_t> values_of(const emg::Dataset& dataset,
                                    std::span<const std::size_t> trials, Key key);
std::vector<std::size_t> trials_where(const emg::Dataset& dataset,
                                      std::span<const std::size_t> trials, Key key,
                                      std::span<const std::int64_t> values);
std::vector<std::size_t> all_trials(const emg::Dataset& dataset);
std::string list(std::span<const std::int64_t> values);

/// Notes who was left out for want of a session. Error{config} if no split is left.
void note_left_out(const emg::Dataset& dataset, std::span<const std::int64_t> people, Plan& plan);
bool has_all(std::span<const std::int64_t> sessions, std::span<const std::int64_t> wanted);

/// Error{config} unless train and test are both non-empty and every class tested is trained, and
/// calibrated if anything is.
void require_trainable(const emg::Dataset& dataset, const Split& split);

/// Of each split, the first one that trains on the same trials in the same order: what a method
/// learns there serves both.
std::vector<std::size_t> first_of_same_training(const Plan& plan);

/// SHA-256 of the plan: unit, then every trial's place and label, part by part.
std::string fingerprint(const emg::Dataset& dataset, const Plan& plan);

}  // namespace efferent
