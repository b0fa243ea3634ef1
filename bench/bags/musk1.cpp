// Methods and their grids on MUSK 1.
#include "bench/bags/musk1.hpp"

#include <algorithm>
#include <iostream>
#include <map>

#include "bench/bags/folds.hpp"
#include "bench/support/clock.hpp"
#include "core/text.hpp"
#include "decoders/bags/bag_file.hpp"
#include "decoders/bags/tuning.hpp"

namespace efferent::bench {
namespace {

struct Contender {
    std::string id;
    std::string name;
    std::vector<Config> candidates;
};

std::vector<Contender> contenders() {
    using bags::grid;
    return {
        {"bif", "BIF, kernel densities",
         grid("bif", {{"density", {"kernel"}},
                      {"width", {"1.5", "2", "2.5", "3"}},
                      {"doubt", {"0.1", "0.3"}},
                      {"dependence", {"0.5", "1"}}})},
        {"fib", "FIB, posteriors of kernel densities",
         grid("fib", {{"density", {"kernel"}},
                      {"width", {"1", "1.5", "2"}},
                      {"doubt", {"0.1", "0.3"}},
                      {"dependence", {"0.5", "1"}}})},
        {"fib_knn", "FIB, posteriors of nearest neighbours",
         grid("fib", {{"neighbours", {"3", "5", "9"}},
                      {"doubt", {"0.1", "0.3"}},
                      {"dependence", {"0.5", "1"}}})},
        {"bag_svm", "bag minima and maxima, RBF-SVM with C = 10 and gamma = 1 / columns",
         grid("bag_svm", {})},
        {"bag_svm_tuned", "the same, C and gamma chosen",
         grid("bag_svm",
              {{"cost", {"10", "1", "100"}}, {"gamma_scale", {"1", "0.1", "0.3", "3", "10"}}})},
        {"citation_knn", "citation kNN of 2 references and 4 citers", grid("citation_knn", {})},
        {"mi_svm", "mi-SVM",
         grid("mi_svm", {{"cost", {"1", "10"}}, {"gamma_scale", {"0.3", "1"}}})},
        {"instance_lda", "instance label = bag label, LDA",
         grid("instance_lda", {{"shrinkage", {"0.05", "0.2", "0.5"}}})},
        {"mean_lda", "mean features, LDA",
         grid("mean_lda", {{"shrinkage", {"0.05", "0.2", "0.5", "0.8"}}})},
    };
}

void print_choices(const std::string& name, const std::vector<FoldOutcome>& outcomes) {
    std::map<std::string, int> counts;
    for (const FoldOutcome& o : outcomes) ++counts[o.chosen];
    for (const auto& [chosen, count] : counts)
        std::cerr << name << ": " << count << " folds chose " << chosen << '\n';
}

}  // namespace

Rows musk1_rows(const std::filesystem::path& folder, const std::vector<std::string>& only,
                bool each) {
    const bags::BagTable table = bags::read_bags(folder / "clean1.data");
    const auto folds = read_folds(folder / "folds_5x10_trainmask.csv", table.bags.size());
    const std::string where = "MUSK 1, bag accuracy over the 5 x 10 given folds";
    Rows rows;
    double best = 0.0;
    std::string best_name;
    for (const Contender& c : contenders()) {
        if (!only.empty() && std::ranges::find(only, c.id) == only.end()) continue;
        const double begin = process_seconds();
        const auto outcomes = test_folds(table, folds, c.candidates);
        const Accuracy a = accuracy(folds, outcomes, table.bags.size());
        if (each) {
            print_choices(c.name, outcomes);
            std::cerr << c.name << ": " << fixed(process_seconds() - begin, 1) << " s of CPU\n";
        }
        rows.push_back({"bags.musk1." + c.id, a.mean, "%", where + "; " + c.name});
        rows.push_back({"bags.musk1." + c.id + "_se", a.se_folds, "points",
                        "its standard error over folds; over bags " + fixed(a.se_bags, 2)});
        if (a.mean > best) best = a.mean, best_name = c.name;
    }
    rows.push_back({"bags.musk1.best", best, "%",
                    "the best of these on the test folds, so mildly optimistic: " + best_name});
    return rows;
}

}  // namespace efferent::bench
