#include "pipeline/over_seeds.hpp"

#include <algorithm>

namespace efferent {

namespace {

void add(std::optional<double>& all, const std::optional<double>& one, double share) {
    if (one) all = all.value_or(0.0) + share * *one;
}

/// Adds one more evaluation, of another seed or of other people; `share` of each is what its means
/// count.
void add(Evaluation& all, Evaluation e, double share) {
    std::ranges::move(e.tested, std::back_inserter(all.tested));
    std::ranges::move(e.learning, std::back_inserter(all.learning));
    all.operations.mac = std::max(all.operations.mac, e.operations.mac);
    all.operations.ac += share * e.operations.ac;
    all.operations.updates += share * e.operations.updates;
    all.operations.events_per_s += share * e.operations.events_per_s;
    all.operations.dropped += share * e.operations.dropped;
    add(all.operations.connection_sparsity, e.operations.connection_sparsity, share);
    add(all.operations.activation_sparsity, e.operations.activation_sparsity, share);
    all.units.found += share * e.units.found;
    all.units.silent += share * e.units.silent;
    all.energy += share * e.energy;
    if (e.footprint.total() > all.footprint.total()) all.footprint = e.footprint;
}

SeedResult result_of(std::uint64_t seed, const Bench& bench, const Evaluation& e) {
    const MethodResult r = score(bench.dataset, e.tested, bench.windows, std::nullopt, bench.seed);
    return {static_cast<std::int64_t>(seed), r.per_window.mean, r.per_trial.mean};
}

}  // namespace

std::vector<OverSeeds> evaluate_over(std::span<const std::uint64_t> seeds, const Bench& bench,
                                     std::span<const MethodParams> methods, Monitor* monitor,
                                     const Model* model) {
    const bool several = seeds.size() > 1;
    const double share = 1.0 / static_cast<double>(seeds.size());
    std::vector<OverSeeds> results(methods.size());
    std::vector<bool> done(methods.size(), false);  // the method is the same with every seed
    std::string names = methods.front().name;
    for (const MethodParams& method : methods.subspan(1)) names += ", " + method.name;
    for (const std::uint64_t seed : seeds) {
        if (std::ranges::find(done, false) == done.end()) break;
        const Bench own{bench.dataset, bench.plan, bench.filters, bench.windows, seed, bench.keeps};
        const std::string number = std::to_string(seed);
        const std::string stage = several ? names + ", seed " + number : names;
        auto all = evaluate_together(own, methods, monitor, stage, model);
        for (std::size_t m = 0; m < methods.size(); ++m) {
            if (done[m]) continue;
            Evaluation& e = all[m];
            OverSeeds& result = results[m];
            if (!e.random) {
                result.all = std::move(e);
                done[m] = true;
                continue;
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
    }
    return results;
}

void join(OverSeeds& all, OverSeeds part, double share, std::size_t trials, std::size_t splits) {
    for (TestedTrial& t : part.all.tested) {
        t.trial += trials;
        t.split += splits;
    }
    if (all.all.tested.empty()) {
        all.all.family = part.all.family;
        all.all.random = part.all.random;
        all.all.first_learned = std::move(part.all.first_learned);
        all.seeds = part.seeds;
        for (SeedResult& s : all.seeds) s.per_window = s.per_trial = 0.0;
    }
    for (std::size_t s = 0; s < all.seeds.size(); ++s) {
        all.seeds[s].per_window += share * part.seeds[s].per_window;
        all.seeds[s].per_trial += share * part.seeds[s].per_trial;
    }
    add(all.all, std::move(part.all), share);
}

}  // namespace efferent
