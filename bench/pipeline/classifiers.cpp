// Classifiers beside scikit-learn's: how often theirs takes the time of ours, decisions alike.
#include <cmath>
#include <functional>
#include <utility>

#include "bench/pipeline/peer.hpp"
#include "bench/pipeline/sections.hpp"
#include "bench/support/clock.hpp"
#include "core/text.hpp"
#include "decoders/tasks/classifier.hpp"

namespace efferent::bench {
namespace {

struct Contest {
    std::string name;
    std::string config;
    std::string settings;  ///< and where the definitions differ
};

const std::vector<Contest>& contests() {
    static const std::vector<Contest> all{
        {"svm", R"({"type": "svm_rbf", "cost": 10})",
         "C 10, gamma 1/68; equal votes go to the larger sum of decisions here, to the lower class "
         "there"},
        {"lda", R"({"type": "lda", "shrinkage": 0.05})",
         "shrinkage 0.05, their solver lsqr; the covariance is divided by N - K here, by N there"},
        {"knn", R"({"type": "knn", "neighbours": 5})",
         "5 neighbours, theirs by brute force too; equal votes go to the nearest voter here, to "
         "the "
         "lower class there"},
        {"forest", R"({"type": "forest", "trees": 200, "depth": 25})",
         "200 trees, at most 25 deep; other random numbers, and a threshold is a float here"}};
    return all;
}

Figures ours(const Contest& contest, const Clusters& clusters) {
    say("classifiers: " + contest.name + " of ours");
    const auto classifier =
        make(decoders::classifiers(), Config::parse(contest.config, contest.name));
    Figures figures;
    figures.fit_s = user_seconds_of(
        [&] { classifier->fit(clusters.train.rows, clusters.train.labels, Clusters::classes, 1); });
    figures.predict_s = user_seconds_of([&] {
        const Table scores = classifier->scores(clusters.test.rows);
        figures.decisions.clear();
        for (std::size_t i = 0; i < scores.rows(); ++i)
            figures.decisions.push_back(decoders::decide(scores.row(i)));
    });
    return figures;
}

double agreement(std::span<const TaskId> a, std::span<const TaskId> b) {
    if (a.size() != b.size()) throw Error(Fault::format, "the peer decided for other rows");
    double same = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) same += a[i] == b[i] ? 1.0 : 0.0;
    return same / static_cast<double>(a.size());
}

/// Of one contest: what is compared, and what bars the comparison.
class Comparison {
public:
    Comparison(const Contest& contest, const Clusters& clusters, const Figures& own,
               std::string peer_name, const Figures* peer)
        : contest_(contest), own_(own), peer_name_(std::move(peer_name)), peer_(peer) {
        if (peer_ == nullptr) {
            bar_ = "not installed";
            return;
        }
        const double here = 100.0 * agreement(own.decisions, clusters.test.labels);
        const double there = 100.0 * agreement(peer->decisions, clusters.test.labels);
        accuracies_ = fixed(here, 1) + " % of the rows right here, " + fixed(there, 1) + " % there";
        constexpr double points = 2.0;
        if (std::abs(here - there) > points) bar_ = "not comparable: " + accuracies_;
    }

    Row agreement_row() const {
        Row row{"pipeline." + contest_.name + ".agreement_sklearn",
                {},
                "of decisions",
                "Test rows for which both decide alike, of 4,000; " +
                    (peer_ == nullptr ? contest_.settings : accuracies_) + "."};
        if (peer_ == nullptr)
            row.why = bar_;
        else
            row.value = agreement(own_.decisions, peer_->decisions);
        return row;
    }

    Row ratio_row(const std::string& id, const std::string& work,
                  const std::function<double(const Figures&)>& time) const {
        std::string what = "User time of scikit-learn over ours, " + work +
                           " rows of 68 columns and 16 classes (" + contest_.settings + "); ours " +
                           seconds(time(own_));
        if (peer_ != nullptr) what += ", " + peer_name_ + " " + seconds(time(*peer_));
        Row row{"pipeline." + contest_.name + "." + id, {}, "x", what + "."};
        if (bar_.empty())
            row.value = time(*peer_) / time(own_);
        else
            row.why = bar_;
        return row;
    }

private:
    static std::string seconds(double time) { return fixed(1e3 * time, 1) + " ms"; }

    const Contest& contest_;
    const Figures& own_;
    std::string peer_name_;
    const Figures* peer_;
    std::string accuracies_;
    std::string bar_;
};

}  // namespace

Rows measure_classifiers() {
    const Clusters clusters = make_clusters(1);
    std::map<std::string, Figures> own;
    for (const Contest& contest : contests()) own[contest.name] = ours(contest, clusters);
    const auto peer = ask_sklearn(clusters);
    const std::string peer_name = peer ? "scikit-learn " + peer->version : "scikit-learn";

    Rows rows;
    for (const Contest& contest : contests()) {
        const Comparison both(contest, clusters, own[contest.name], peer_name,
                              peer ? &peer->classifiers.at(contest.name) : nullptr);
        if (contest.name == "svm") {
            rows.push_back(both.ratio_row("fit_ratio_sklearn", "fitting 4,000",
                                          [](const Figures& f) { return f.fit_s; }));
            rows.push_back(both.ratio_row("predict_ratio_sklearn", "deciding 4,000",
                                          [](const Figures& f) { return f.predict_s; }));
        } else {
            rows.push_back(both.ratio_row("ratio_sklearn", "fitting 4,000 and deciding 4,000",
                                          [](const Figures& f) { return f.fit_s + f.predict_s; }));
        }
        rows.push_back(both.agreement_row());
    }
    return rows;
}

}  // namespace efferent::bench
