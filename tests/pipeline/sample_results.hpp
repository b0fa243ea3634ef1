// Made-up results of any size for the tests of table, metrics.json and report.
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "pipeline/results.hpp"

namespace efferent::test {

struct Shape {
    std::size_t people = 9;
    std::size_t classes = 5;
    std::size_t conventional = 3;
    std::size_t spiking = 2;
    std::size_t channels = 8;
    std::size_t samples = 2000;
    std::size_t neurons = 40;
};

namespace made_up {

inline Summary summary(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0.0;
    for (const double v : values) squares += (v - mean) * (v - mean);
    const double sd = values.size() > 1 ? std::sqrt(squares / (n - 1.0)) : 0.0;
    const double half = 1.96 * sd / std::sqrt(n);
    return {mean, sd, mean - half, std::min(1.0, mean + half)};
}

inline Table confusion(std::size_t classes, double right, RandomStream& random) {
    Table table(classes, classes);
    for (std::size_t truth = 0; truth < classes; ++truth) {
        for (int i = 0; i < 200; ++i) {
            const auto slip = static_cast<std::size_t>(random.below(classes));
            table.row(truth)[random.uniform() < right ? truth : slip] += 1.0;
        }
    }
    return table;
}

inline MethodResult method(const Shape& shape, const std::string& family, std::size_t number) {
    RandomStream random(11, family, number);
    MethodResult m;
    const bool spikes = family == "spiking";
    m.name = (spikes ? "snn_delta_" : "lda_features_") + std::to_string(number);
    m.family = family;
    std::vector<double> windows, trials, balanced;
    for (std::size_t p = 0; p < shape.people; ++p) {
        const double skill = 0.6 + 0.3 * RandomStream(12, "person", p).uniform();
        const double x = std::min(0.99, skill + 0.04 * random.normal());
        m.people.push_back({"P" + std::to_string(p + 1), x, std::min(1.0, x + 0.08), x - 0.03});
        windows.push_back(x);
        trials.push_back(m.people.back().per_trial);
        balanced.push_back(x - 0.03);
    }
    m.per_window = summary(windows);
    m.per_trial = summary(trials);
    m.balanced_window = summary(balanced);
    m.false_activations_per_min = 2.0 + random.uniform();
    m.latency_ms = 250.0 + 40.0 * random.uniform();
    m.footprint = {spikes ? 49152.0 : 2048.0, spikes ? 16384.0 : 1408.0};
    m.operations = {spikes ? 0.0 : 5120.0, spikes ? 183000.0 : 0.0, spikes ? 6000.0 : 0.0,
                    spikes ? 4312.5 : 0.0};
    m.energy = {spikes ? 192300.0 : 23552.0, spikes ? 5432100.0 : 25600.0};
    m.confusion_windows = confusion(shape.classes, m.per_window.mean, random);
    m.confusion_trials = confusion(shape.classes, m.per_trial.mean, random);
    return m;
}

inline ExampleTrial example(const Shape& shape) {
    RandomStream random(13, "example");
    ExampleTrial e{
        "Person P1, class 2, repetition 3", 1000.0, "uV", {}, Table(shape.channels), {}, {}, 0};
    e.neurons = shape.neurons;
    for (std::size_t c = 0; c < shape.channels; ++c)
        e.channels.push_back("EMG " + std::to_string(c + 1));
    std::vector<double> row(shape.channels), reference(shape.channels);
    for (std::size_t i = 0; i < shape.samples; ++i) {
        const double t = static_cast<double>(i) / static_cast<double>(shape.samples);
        const Time at = sample_time(Hertz{e.rate_hz}, static_cast<std::int64_t>(i));
        for (std::size_t c = 0; c < shape.channels; ++c) {
            const double force = std::max(0.05, std::sin(6.3 * t + static_cast<double>(c) * 0.4));
            row[c] = 120.0 * force * random.normal() + 30.0;
            if (std::abs(row[c] - reference[c]) < 150.0) continue;
            e.events.push_back({at, static_cast<ChannelId>(c),
                                row[c] > reference[c] ? Polarity::up : Polarity::down});
            reference[c] = row[c];
        }
        e.samples.push_back(row);
        for (std::size_t n = 0; n < shape.neurons; ++n)
            if (random.uniform() < 0.01 * (1.0 + std::sin(9.0 * t + static_cast<double>(n) * 0.1)))
                e.spikes.push_back({at, static_cast<NeuronId>(n)});
    }
    return e;
}

/// One split's curve; the training part is learned by heart, the validation part is not.
inline LearningCurve learning(const std::string& method, int split) {
    LearningCurve curve{method, "person P" + std::to_string(split), {}, 17};
    for (int n = 1; n <= 25; ++n) {
        const double left = std::exp(-0.15 * n) + 0.02 * split;
        curve.epochs.push_back(
            {n, 2.4 * left, 1.0 - 0.8 * left, 2.3 * left + 0.3, 0.9 - 0.7 * left, 20.0 + n, 0.001});
    }
    return curve;
}

}  // namespace made_up

inline Results sample_results(const Shape& shape = {}) {
    Results r;
    r.experiment = "five_gestures";
    r.dataset = "armband";
    r.people = shape.people;
    static const std::vector<std::string> names{"rest", "fist", "wave in", "wave out", "WF+HC"};
    for (std::size_t c = 0; c < shape.classes; ++c)
        r.classes.push_back(c < names.size() ? names[c] : "gesture " + std::to_string(c));
    r.channels = shape.channels;
    r.rate_hz = 1000.0;
    r.protocol = "across_sessions";
    r.protocol_story = "Two sessions of a person train, the third tests.";
    r.window_ms = 250.0;
    r.increment_ms = 50.0;
    r.chance = 1.0 / static_cast<double>(shape.classes);
    r.train_trials = 1050;
    r.test_trials = 525;
    r.splits_sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    r.leak_checks = {0, r.chance + 0.01, r.chance - 0.04, r.chance + 0.05, true};
    for (std::size_t i = 0; i < shape.conventional; ++i)
        r.methods.push_back(made_up::method(shape, "conventional", i));
    for (std::size_t i = 0; i < shape.spiking; ++i)
        r.methods.push_back(made_up::method(shape, "spiking", i));
    for (const MethodResult& a : r.methods) {
        for (const MethodResult& b : r.methods) {
            if (a.family != "spiking" || b.family != "conventional") continue;
            const double d = a.per_window.mean - b.per_window.mean;
            r.comparisons.push_back(
                {a.name, b.name, d, d - 0.02, d + 0.015, std::abs(d) > 0.01 ? 0.0312 : 0.5});
        }
    }
    if (shape.people > 2) r.friedman_p = 0.0421;
    r.notes = {"Channel 3 of P2 is flat in session 1."};
    r.example = made_up::example(shape);
    r.card = encoders::EncoderCard{14.2, 0.19, 210.5, 0.21, 0.501, 0.013, 3.5, 2, 1050};
    r.encoder = "send_on_delta, threshold_relative 0.5";
    for (const double factor : {0.25, 0.5, 1.0, 2.0, 4.0})
        r.rate_curve.push_back(
            {factor, 210.5 / factor, 0.86 - 0.03 * factor, 0.93 - 0.03 * factor});
    r.chips = {{r.methods.back().name,
                "A chip",
                "backend",
                {{"float", 0.8, 0.9, {}, 0.0},
                 {"whole numbers", 0.79, 0.89, {}, 0.0},
                 {"fitted", 0.75, 0.85, {}, 0.0},
                 {"device", 0.7, 0.8, {0.68, 0.72}, 0.01}},
                ""},
               {r.methods.back().name,
                "Another <chip>",
                "outside",
                {{"float", 0.8, 0.9, {}, 0.0}},
                "it has no such neurons"}};
    for (const MethodResult& m : r.methods)
        if (m.family == "spiking")
            for (int split = 1; split <= 3; ++split)
                r.learning.push_back(made_up::learning(m.name, split));
    r.resolved_config = R"({"name":"five_gestures","seed":7,"split":{"by":"session"}})";
    r.version = "0.1.0";
    r.seed = 7;
    return r;
}

}  // namespace efferent::test
