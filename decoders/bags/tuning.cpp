// Cross-validation inside the training bags.
#include "decoders/bags/tuning.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/random.hpp"

namespace efferent::bags {
namespace {

/// Calibrated on all of the bags, as the winner's will be.
double loss_of(const ScoredBags& bags, const Says& says, const Calibration& calibration) {
    if (says.log_probability) return log_loss(calibration, bags);
    double wrong = 0.0;
    for (std::size_t i = 0; i < bags.labels.size(); ++i)
        wrong += decided(bags.scores.row(i)) != bags.labels[i] ? 1.0 : 0.0;
    return wrong / static_cast<double>(bags.labels.size());
}

}  // namespace

std::vector<Config> grid(
    const std::string& type,
    const std::vector<std::pair<std::string, std::vector<std::string>>>& axes) {
    std::vector<Config> made{Config::parse("{\"type\":\"" + type + "\"}", type)};
    for (const auto& [key, values] : axes) {
        std::vector<Config> next;
        for (const Config& config : made)
            for (const std::string& value : values) next.push_back(config.with(key, value));
        made = std::move(next);
    }
    return made;
}

std::vector<std::size_t> stratified_folds(const BagTable& table, std::size_t folds,
                                          std::uint64_t seed) {
    std::vector<std::size_t> fold(table.bags.size());
    std::size_t dealt = 0;
    for (std::size_t k = 0; k < table.classes.size(); ++k) {
        std::vector<std::size_t> bags;
        for (std::size_t b = 0; b < table.bags.size(); ++b)
            if (table.bags[b].label == k) bags.push_back(b);
        if (bags.size() == 1)
            throw Error(Fault::config, "class \"" + table.classes[k] +
                                           "\" has one bag; choosing settings and calibrating "
                                           "need two of each class at least");
        RandomStream random(seed, "folds of bags", k);
        random.shuffle(std::span(bags));
        for (const std::size_t b : bags) fold[b] = dealt++ % folds;
    }
    return fold;
}

Table scores_in_folds(const BagTable& table, const Config& method,
                      std::span<const std::size_t> folds) {
    Table scores(table.bags.size(), table.classes.size());
    const std::size_t count = *std::ranges::max_element(folds) + 1;
    for (std::size_t f = 0; f < count; ++f) {
        std::vector<std::size_t> others;
        for (std::size_t b = 0; b < folds.size(); ++b)
            if (folds[b] != f) others.push_back(b);
        const auto made = make(bag_methods(), method);
        made->fit(subset(table, others));
        for (std::size_t b = 0; b < folds.size(); ++b)
            if (folds[b] == f)
                std::ranges::copy(made->scores(table.instances(b)), scores.row(b).begin());
    }
    return scores;
}

std::vector<double> Tuned::probabilities(const Table& instances) const {
    const auto scores = method->scores(instances);
    if (method->says().log_probability) return calibration.probabilities(scores, instances.rows());
    std::vector<double> sure(scores.size());
    sure[decided(scores)] = 1.0;
    return sure;
}

Tuned tune(const BagTable& training, std::span<const Config> candidates, std::size_t folds,
           std::uint64_t seed) {
    require_trainable(training);
    const auto fold = stratified_folds(training, folds, seed);
    ScoredBags bags;
    for (const Bag& bag : training.bags) {
        bags.labels.push_back(*bag.label);
        bags.counts.push_back(bag.count);
    }
    Tuned best;
    for (const Config& candidate : candidates) {
        auto method = make(bag_methods(), candidate);
        method->fit(training);
        bags.scores = method->held_out_scores();
        if (bags.scores.rows() == 0) bags.scores = scores_in_folds(training, candidate, fold);
        const Says says = method->says();
        const Calibration calibration =
            says.log_probability ? calibrate(bags, says.growth) : Calibration{};
        const double loss = loss_of(bags, says, calibration);
        if (best.method && !(loss < best.loss)) continue;
        best = {resolve(bag_methods(), candidate), std::move(method), calibration, loss};
    }
    return best;
}

}  // namespace efferent::bags
