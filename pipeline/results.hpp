// What an experiment found, as plain values: the source of the table, metrics.json and the report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "core/table.hpp"
#include "encoders/card.hpp"
#include "pipeline/energy.hpp"
#include "snn/learning/rule.hpp"

namespace efferent {

/// Over people; accuracies are fractions. `low` and `high` are a 95 % bootstrap interval.
struct Summary {
    double mean = 0.0;
    double sd = 0.0;
    double low = 0.0;
    double high = 0.0;
};

struct PersonResult {
    std::string id;
    double per_window = 0.0;
    double per_trial = 0.0;
    double balanced_window = 0.0;  ///< mean of the classes' recalls
};

/// A method trained with one seed, mean over people.
struct SeedResult {
    std::int64_t seed = 0;
    double per_window = 0.0;
    double per_trial = 0.0;
};

struct Operations {
    double mac = 0.0;           ///< multiply-accumulates a decision
    double ac = 0.0;            ///< synaptic additions and comparisons of trees, a decision
    double updates = 0.0;       ///< times that a neuron decays, a decision
    double events_per_s = 0.0;  ///< input events, all channels together
    double dropped = 0.0;       ///< share of events and spikes that a chip lost
    /// Of a network; absent where there is none. NeuroBench's: 1 − synapses / pairs of those that
    /// a projection joins, and 1 − spikes / (neurons · steps), with a sample a step.
    std::optional<double> connection_sparsity{};
    std::optional<double> activation_sparsity{};
};

/// Motor units that a method hears. Of a split; means where there are several.
struct UnitCount {
    double found = 0.0;
    /// motor_units::is_silent by the training part: lost, as by electrodes that moved, or not
    /// recruited.
    double silent = 0.0;
};

/// Bytes at 4 bytes a number; of 8 bits where a classifier has such.
struct MemoryUse {
    double parameters = 0.0;
    double state = 0.0;  ///< what is kept from one decision to the next
    double total() const { return parameters + state; }
};

struct MethodResult {
    std::string name;
    std::string family;  ///< "conventional", "motor units" or "spiking"
    Summary per_window;
    Summary per_trial;
    Summary balanced_window;
    std::vector<PersonResult> people;  ///< where there are several seeds, means over them
    /// Empty if the method uses no randomness, and is the same with every seed.
    std::vector<SeedResult> seeds;
    /// Runs of non-rest decisions per minute of rest; absent if no class is rest.
    std::optional<double> false_activations_per_min;
    /// Median over trials from a trial's begin to its first right decision; absent if none is.
    std::optional<double> latency_ms;
    MemoryUse footprint;
    Operations operations;
    Energy energy;            ///< of a decision
    UnitCount units;          ///< none where no motor units are heard
    Table confusion_windows;  ///< [true class][decided class], counts over all people and seeds
    Table confusion_trials;
    std::vector<bool> right_trials;  ///< in the order of seeds, parts, splits and test trials
};

/// Paired over people: method `a` minus method `b`.
struct Comparison {
    std::string a;
    std::string b;
    double per_window_difference = 0.0;
    double low = 0.0;  ///< 95 % bootstrap over people
    double high = 0.0;
    double p =
        1.0;  ///< Wilcoxon signed rank, exact for few people, Holm-corrected over comparisons
    double per_trial_difference = 0.0;  ///< mean over people
    double trial_low = 0.0;             ///< 95 % bootstrap over people
    double trial_high = 0.0;
    double only_a = 0.0;  ///< trials that a alone decides rightly, of all people, splits and seeds
    double only_b = 0.0;  ///< and b alone
    double mcnemar_p = 1.0;  ///< exact, of these two counts, not corrected; trials of one person
                             ///< are not independent, so it flatters
};

/// One trial under its encoder and network, for a picture.
struct ExampleTrial {
    std::string title;
    double rate_hz = 0.0;
    std::string unit;
    std::vector<std::string> channels;
    Table samples;  ///< [sample][channel]
    std::vector<Event> events;
    std::vector<Spike> spikes;
    std::size_t neurons = 0;
};

/// Some test trials, one after the other, as discharges of motor units and what was decided.
struct UnitExample {
    std::string method;
    std::string person;
    struct Stretch {
        std::size_t task = 0;  ///< the true class
        double length_s = 0.0;
        std::vector<Event> discharges;  ///< channel = unit; from the trial's begin
        std::vector<std::pair<double, std::size_t>> decisions;  ///< seconds, class
    };
    std::vector<Stretch> stretches;
    std::vector<std::size_t> units;  ///< of each array
};

/// One point of accuracy against event rate: the spiking method with its thresholds scaled.
struct RatePoint {
    double threshold_factor = 1.0;
    double events_per_s_channel = 0.0;
    double per_window = 0.0;
    double per_trial = 0.0;
};

/// A decoder at one step of its way to a chip.
struct ChipStage {
    std::string name;  ///< "float", "whole numbers", "fitted", "device"
    double per_window = 0.0;
    double per_trial = 0.0;
    std::vector<double> devices;  ///< per window on each device drawn, where devices differ
    double dropped = 0.0;         ///< share of events and spikes that the chip lost
};

/// What a trained decoder's accuracy becomes on one chip, step by step.
struct ChipFall {
    std::string method;
    std::string chip;     ///< its title
    std::string readout;  ///< "outside" or "backend"
    std::vector<ChipStage> stages;
    std::string refused;  ///< why it does not go on; empty if it went all the way
};

/// How one split's network learned.
struct LearningCurve {
    std::string method;
    std::string unit;  ///< "person 3, session 7"
    std::vector<snn::Epoch> epochs;
    std::int64_t best_epoch = 0;  ///< whose network was kept
};

struct LeakChecks {
    std::size_t shared_samples = 0;  ///< by position or content; a run in which it is not 0 fails
    double shuffled_accuracy = 0.0;  ///< per trial, after permuting the training labels
    double chance_low = 0.0;         ///< the interval in which that must lie
    double chance_high = 0.0;
    bool shuffle_within_chance = false;
};

struct Results {
    std::string experiment;
    std::string dataset;
    std::size_t people = 0;
    std::vector<std::string> classes;
    std::size_t channels = 0;
    double rate_hz = 0.0;
    bool simulated = false;
    std::string protocol;        ///< "within_session", ...
    std::string protocol_story;  ///< one sentence for people
    double window_ms = 0.0;
    double increment_ms = 0.0;
    double chance = 0.0;  ///< accuracy of always guessing the most frequent class
    std::size_t train_trials = 0;
    std::size_t test_trials = 0;
    std::string splits_sha256;
    LeakChecks leak_checks;
    std::vector<MethodResult> methods;  ///< in the order asked for
    std::optional<double> friedman_p;   ///< over all methods; absent below 3 methods or people
    std::vector<Comparison> comparisons;
    std::vector<std::string> notes;  ///< flat channels and the like, one sentence each
    std::optional<ExampleTrial> example;
    std::optional<UnitExample> unit_example;
    std::optional<encoders::EncoderCard> card;
    std::string encoder;  ///< the card's encoder, in words
    std::vector<RatePoint> rate_curve;
    std::vector<ChipFall> chips;
    std::vector<LearningCurve> learning;  ///< in the order of methods, then splits
    std::string resolved_config;          ///< JSON text that reruns this
    std::string version;
    std::int64_t seed = 0;
};

}  // namespace efferent
