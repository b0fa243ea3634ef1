// scikit-learn as a peer: the same rows, the same settings, one thread, a process of its own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/pipeline/clusters.hpp"

namespace efferent::bench {

/// What one classifier took, in user seconds, and what it decided for the test rows.
struct Figures {
    double fit_s = 0.0;
    double predict_s = 0.0;
    std::vector<TaskId> decisions;
};

struct Peer {
    std::string version;
    std::map<std::string, Figures> classifiers;  ///< "svm", "lda", "knn", "forest"
};

/// Nothing where no Python here can import scikit-learn. Error{io} if the peer then fails.
std::optional<Peer> ask_sklearn(const Clusters& clusters);

}  // namespace efferent::bench
