// Runs methods in groups that differ in their classifier alone.
#include "pipeline/every_method.hpp"

#include <algorithm>

namespace efferent {
namespace {

/// Methods one after the other in groups that differ in their classifier alone. One that trains is
/// a group of its own, since it has a learning curve; networks trained alike are kept for the next.
std::vector<std::span<const MethodParams>> groups_of(const std::vector<MethodParams>& methods) {
    const auto front = [](const MethodParams& m) {
        return resolve(front_ends(), m.front_end).dump();
    };
    std::vector<std::span<const MethodParams>> groups;
    for (std::size_t first = 0; first < methods.size();) {
        std::size_t count = 1;
        if (Method(methods[first], {}).learned() == nullptr)
            while (first + count < methods.size() &&
                   front(methods[first + count]) == front(methods[first]))
                ++count;
        groups.push_back(std::span(methods).subspan(first, count));
        first += count;
    }
    return groups;
}

}  // namespace

std::vector<OverSeeds> evaluate_every(const Bench& bench, const std::vector<MethodParams>& methods,
                                      const ExperimentParams& params, const Model* model,
                                      Monitor* monitor) {
    const std::vector<std::uint64_t> seeds =
        params.seeds.empty() ? std::vector{bench.seed}
                             : std::vector<std::uint64_t>(params.seeds.begin(), params.seeds.end());
    std::vector<OverSeeds> all;
    for (const auto& group : groups_of(methods)) {
        const bool known =
            model != nullptr && train_alike(model->head.method, resolved(group.front()));
        std::ranges::move(evaluate_over(seeds, bench, group, monitor, known ? model : nullptr),
                          std::back_inserter(all));
    }
    return all;
}

}  // namespace efferent
