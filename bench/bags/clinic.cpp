// Methods on the simulated clinic, at its own share of affected trains and with fewer of them.
#include "bench/bags/clinic.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "bench/support/clock.hpp"
#include "core/random.hpp"
#include "core/text.hpp"
#include "decoders/bags/bag_file.hpp"
#include "decoders/bags/tuning.hpp"
#include "pipeline/bag_model.hpp"

namespace efferent::bench {
namespace {

constexpr std::size_t outer_folds = 10;

struct Contender {
    std::string id;
    std::string name;
    std::vector<Config> candidates;
};

/// Those of `efferent diagnose --train`, and what they are compared with.
std::vector<Contender> contenders(const std::vector<std::string>& features) {
    using bags::grid;
    return {
        {"bif", "BIF", bag_model_candidates("bif", features, {})},
        {"fib", "FIB", bag_model_candidates("fib", features, {})},
        {"mean_lda", "mean features, LDA",
         grid("mean_lda", {{"shrinkage", {"0.01", "0.05", "0.2", "0.5"}}})},
        {"instance_lda", "instance label = bag label, LDA",
         grid("instance_lda", {{"shrinkage", {"0.01", "0.05", "0.2", "0.5"}}})},
        {"bag_svm", "bag minima and maxima, RBF-SVM",
         grid("bag_svm",
              {{"cost", {"10", "1", "100"}}, {"gamma_scale", {"1", "0.1", "0.3", "3"}}})},
        {"mi_svm", "mi-SVM",
         grid("mi_svm", {{"cost", {"1", "10"}}, {"gamma_scale", {"0.3", "1"}}})},
        {"citation_knn", "citation kNN of 2 references and 4 citers", grid("citation_knn", {})},
    };
}

std::vector<Fold> folds_of(const bags::BagTable& table) {
    const auto fold = bags::stratified_folds(table, outer_folds, 1);
    std::vector<Fold> folds(outer_folds);
    for (std::size_t b = 0; b < fold.size(); ++b)
        for (std::size_t f = 0; f < outer_folds; ++f)
            (fold[b] == f ? folds[f].test : folds[f].train).push_back(b);
    return folds;
}

struct Result {
    Accuracy bag;
    double instance = 0.0, detected = 0.0;  ///< percent; 0 where a method labels no instance
    double log_loss = 0.0;
};

Result result_of(const bags::BagTable& table, const Contender& contender, bool each) {
    const auto folds = folds_of(table);
    const double begin = process_seconds();
    const auto outcomes = test_folds(table, folds, contender.candidates);
    Result r{accuracy(folds, outcomes, table.bags.size())};
    double labels = 0.0, right = 0.0, affected = 0.0, detected = 0.0;
    for (const FoldOutcome& o : outcomes) {
        labels += static_cast<double>(o.labels);
        right += static_cast<double>(o.labels_right);
        affected += static_cast<double>(o.affected);
        detected += static_cast<double>(o.detected);
        for (const double p : o.p_true)
            r.log_loss -= std::log(std::max(p, 1e-300)) / static_cast<double>(table.bags.size());
        if (each) std::cerr << contender.name << ": chose " << o.chosen << '\n';
    }
    if (labels > 0.0) r.instance = 100.0 * right / labels;
    if (affected > 0.0) r.detected = 100.0 * detected / affected;
    if (each)
        std::cerr << contender.name << ": " << fixed(process_seconds() - begin, 1) << " s of CPU\n";
    return r;
}

/// The clinic with fewer affected trains, and muscles decided rightly there.
struct Thinned {
    std::string prefix;
    bags::BagTable table;
    double bif = 0.0, naive = 0.0;
};

std::string described(const bags::BagTable& table) {
    double affected = 0.0, of = 0.0;
    for (const bags::Bag& bag : table.bags) {
        if (*bag.label == bags::normal_class) continue;
        for (std::size_t i = bag.first; i < bag.first + bag.count; ++i) {
            affected += table.truth[i] != bags::normal_class ? 1.0 : 0.0;
            of += 1.0;
        }
    }
    return "simulated clinic, " + std::to_string(table.bags.size()) + " muscles with " +
           std::to_string(table.rows.rows()) + " trains, " + fixed(100.0 * affected / of, 0) +
           " % affected in muscles that are not normal";
}

void add_rows(Rows& rows, const std::string& prefix, const Contender& c, const Result& r,
              const std::string& where) {
    const std::string id = "bags.clinic." + prefix + c.id;
    rows.push_back({id, r.bag.mean, "%", where + ", muscles left out; " + c.name});
    rows.push_back({id + "_se", r.bag.se_bags, "points", "its standard error over muscles"});
    if (r.instance > 0.0) {
        rows.push_back({id + "_instance", r.instance, "%", "the same, labels of trains"});
        rows.push_back({id + "_detected", r.detected, "%", "the same, affected trains found"});
    }
}

}  // namespace

bags::BagTable thinned(const bags::BagTable& table, double share, std::uint64_t seed) {
    bags::BagTable out{table.classes, table.features, {}, Table(table.rows.columns()), {}};
    for (std::size_t b = 0; b < table.bags.size(); ++b) {
        bags::Bag bag = table.bags[b];
        std::vector<std::size_t> kept, affected;
        for (std::size_t i = bag.first; i < bag.first + bag.count; ++i)
            (table.truth[i] == bags::normal_class ? kept : affected).push_back(i);
        const double most = share / (1.0 - share) * static_cast<double>(kept.size());
        RandomStream random(seed, "affected trains that stay", b);
        random.shuffle(std::span(affected));
        const auto stay = std::max<std::size_t>(1, static_cast<std::size_t>(most));
        if (affected.size() > stay) affected.resize(stay);
        kept.insert(kept.end(), affected.begin(), affected.end());
        std::ranges::sort(kept);
        bag.first = out.rows.rows();
        bag.count = kept.size();
        for (const std::size_t i : kept) {
            out.rows.push_back(table.rows.row(i));
            out.truth.push_back(table.truth[i]);
        }
        out.bags.push_back(bag);
    }
    return out;
}

Rows clinic_rows(const std::filesystem::path& path, const std::vector<std::string>& only,
                 const std::vector<int>& percents, bool each) {
    const bags::BagTable table = bags::read_bags(path);
    std::vector<Thinned> at;
    for (const int percent : percents)
        at.push_back({"at" + std::to_string(percent) + ".", thinned(table, percent / 100.0, 1)});
    Rows rows;
    for (const Contender& c : contenders(table.features)) {
        if (!only.empty() && std::ranges::find(only, c.id) == only.end()) continue;
        const Result whole = result_of(table, c, each);
        add_rows(rows, "", c, whole, described(table));
        if (c.id == "bif") {
            rows.push_back({"bags.clinic.bag", whole.bag.mean, "%", "as bags.clinic.bif"});
            rows.push_back({"bags.clinic.instance", whole.instance, "%",
                            "as bags.clinic.bif_instance; labels of trains are never given"});
            rows.push_back({"bags.clinic.log_loss", whole.log_loss, "nats",
                            "mean -ln P of the true class, BIF"});
        }
        if (c.id != "bif" && c.id != "mean_lda" && c.id != "instance_lda") continue;
        for (Thinned& t : at) {
            const Result thin = result_of(t.table, c, each);
            add_rows(rows, t.prefix, c, thin, described(t.table));
            double& best = c.id == "bif" ? t.bif : t.naive;
            best = std::max(best, thin.bag.mean);
        }
    }
    if (!only.empty()) return rows;
    for (const Thinned& t : at)
        rows.push_back(
            {t.prefix == "at30." ? "bags.clinic.margin" : "bags.clinic." + t.prefix + "margin",
             t.bif - t.naive, "points",
             "bags.clinic." + t.prefix + "bif over the better of " + t.prefix + "mean_lda and " +
                 t.prefix + "instance_lda"});
    return rows;
}

}  // namespace efferent::bench
