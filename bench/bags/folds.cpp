// Folds read, methods tuned and tested, decisions counted.
#include "bench/bags/folds.hpp"

#include <cmath>

#include "core/file.hpp"
#include "core/lines.hpp"
#include "core/parallel.hpp"
#include "core/text.hpp"
#include "decoders/bags/tuning.hpp"

namespace efferent::bench {
namespace {

constexpr std::size_t inner_folds = 5;

double standard_error(const std::vector<double>& values) {
    const double n = static_cast<double>(values.size());
    double mean = 0.0, squares = 0.0;
    for (const double v : values) mean += v / n;
    for (const double v : values) squares += (v - mean) * (v - mean);
    return std::sqrt(squares / (n - 1.0) / n);
}

void judge(const bags::BagTable& table, const bags::Tuned& tuned, std::size_t bag,
           FoldOutcome& outcome) {
    const Table instances = table.instances(bag);
    const auto p = tuned.probabilities(instances);
    const std::size_t label = *table.bags[bag].label;
    outcome.right.push_back(bags::decided(p) == label);
    outcome.p_true.push_back(p[label]);
    const Table labels = tuned.method->explain(instances, p).labels;
    for (std::size_t i = 0; i < labels.rows(); ++i) {
        const auto truth = table.truth[table.bags[bag].first + i];
        if (!truth) continue;
        const std::size_t found = bags::decided(labels.row(i));
        ++outcome.labels;
        outcome.labels_right += found == *truth ? 1U : 0U;
        if (*truth == bags::normal_class) continue;
        ++outcome.affected;
        outcome.detected += found == *truth ? 1U : 0U;
    }
}

}  // namespace

std::vector<Fold> read_folds(const std::filesystem::path& path, std::size_t bags) {
    const std::string text = read_file(path);
    Lines lines(text, path.string());
    std::vector<Fold> folds;
    while (lines.next()) {
        const auto cells = split(lines.text(), ',');
        if (cells.size() != bags)
            lines.fail("has " + std::to_string(cells.size()) + " columns for " +
                       std::to_string(bags) + " bags");
        Fold& fold = folds.emplace_back();
        for (std::size_t b = 0; b < bags; ++b) {
            if (cells[b] != "0" && cells[b] != "1") lines.fail(instead_of("0 or 1", cells[b]));
            (cells[b] == "1" ? fold.train : fold.test).push_back(b);
        }
    }
    return folds;
}

std::vector<FoldOutcome> test_folds(const bags::BagTable& table, const std::vector<Fold>& folds,
                                    const std::vector<Config>& candidates) {
    std::vector<FoldOutcome> outcomes(folds.size());
    for_each_index(folds.size(), [&](std::size_t f) {
        const bags::Tuned tuned =
            bags::tune(bags::subset(table, folds[f].train), candidates, inner_folds, f + 1);
        outcomes[f].chosen = tuned.settings.dump(-1);
        for (const std::size_t bag : folds[f].test) judge(table, tuned, bag, outcomes[f]);
    });
    return outcomes;
}

Accuracy accuracy(const std::vector<Fold>& folds, const std::vector<FoldOutcome>& outcomes,
                  std::size_t bags) {
    std::vector<double> of_fold, right(bags), decisions(bags);
    double all = 0.0, count = 0.0;
    for (std::size_t f = 0; f < folds.size(); ++f) {
        double sum = 0.0;
        for (std::size_t t = 0; t < folds[f].test.size(); ++t) {
            const double one = outcomes[f].right[t] ? 100.0 : 0.0;
            sum += one;
            right[folds[f].test[t]] += one;
            decisions[folds[f].test[t]] += 1.0;
        }
        of_fold.push_back(sum / static_cast<double>(folds[f].test.size()));
        all += sum;
        count += static_cast<double>(folds[f].test.size());
    }
    for (std::size_t b = 0; b < bags; ++b) right[b] /= decisions[b];
    return {all / count, standard_error(of_fold), standard_error(right)};
}

}  // namespace efferent::bench
