#include "pipeline/over_seeds.hpp"

#include <algorithm>

namespace efferent {

namespace {

/// Adds one more seed's evaluation; `share` of each is what its means count.
void add(Evaluation& all, Evaluation e, double share) {
    std::ranges::move(e.tested, std::back_inserter(all.tested));
    std::ranges::move(e.learning, std::back_inserter(all.learning));
    all.operations.mac = std::max(all.operations.mac, e.operations.mac);
    all.operations.ac += share * e.operations.ac;
    all.operations.updates += share * e.operations.updates;
    all.operations.events_per_s += share * e.operations.events_per_s;
    all.energy += share * e.energy;
    if (e.footprint.total() > all.footprint.total()) all.footprint = e.footprint;
}

SeedResult result_of(std::uint64_t seed, const Bench& bench, const Evaluation& e) {
    const MethodResult r = score(bench.dataset, e.tested, bench.windows, std::nullopt, bench.seed);
    return {static_cast<std::int64_t>(seed), r.per_window.mean, r.per_trial.mean};
}

}  // namespace

OverSeeds evaluate_over(std::span<const std::uint64_t> seeds, const Bench& bench,
                        const MethodParams& method, Monitor* monitor, const Model* model) {
    const bool several = seeds.size() > 1;
    const double share = 1.0 / static_cast<double>(seeds.size());
    OverSeeds result;
    for (const std::uint64_t seed : seeds) {
        const Bench own{bench.dataset, bench.plan, bench.filters, bench.windows, seed};
        const std::string number = std::to_string(seed);
        const std::string stage = several ? method.name + ", seed " + number : method.name;
        Evaluation e = evaluate(own, method, monitor, stage, model);
        if (!e.random) {
            result.all = std::move(e);
            return result;
        }
        if (several)
            for (LearningCurve& curve : e.learning) curve.unit += ", seed " + number;
        result.seeds.push_back(result_of(seed, bench, e));
        if (result.seeds.size() == 1) {
            result.all.family = e.family;
            result.all.random = true;
            result.all.first_learned = std::move(e.first_learned);
        }
        add(result.all, std::move(e), share);
    }
    return result;
}

}  // namespace efferent
