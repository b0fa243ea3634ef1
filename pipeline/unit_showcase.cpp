// Some test trials as discharges of motor units and decisions, for the report.
#include <algorithm>

#include "pipeline/motor_unit_bank.hpp"
#include "pipeline/showcase.hpp"

namespace efferent {

namespace {

constexpr std::size_t shown = 4;  // tasks

UnitExample::Stretch stretch_of(const Bench& bench, const TestedTrial& tested, BankStream& stream) {
    const emg::Trial& trial = bench.dataset.trials[tested.trial];
    const SignalView signal = bench.dataset.signal(trial);
    UnitExample::Stretch stretch;
    stretch.task = index(trial.task);
    stretch.length_s = static_cast<double>(signal.length()) / signal.rate().value;
    stream.begin();
    stream.push(signal, stretch.discharges);
    for (const Decision& d : tested.decisions)
        stretch.decisions.emplace_back(seconds(d.at), index(d.task));
    return stretch;
}

/// Of the first split's first test repetition, trials of tasks evenly over the list.
std::vector<const TestedTrial*> chosen(const Bench& bench, const Evaluation& evaluation) {
    std::vector<const TestedTrial*> first;
    for (const TestedTrial& t : evaluation.tested)
        if (t.split == 0 && bench.dataset.trials[t.trial].repetition ==
                                bench.dataset.trials[evaluation.tested.front().trial].repetition)
            first.push_back(&t);
    std::vector<const TestedTrial*> some;
    const std::size_t count = std::min(shown, first.size());
    for (std::size_t i = 0; i < count; ++i)
        some.push_back(first[(2 * i + 1) * first.size() / (2 * count)]);
    return some;
}

}  // namespace

void add_unit_example(const Bench& bench, const std::vector<MethodParams>& methods,
                      const std::vector<OverSeeds>& evaluations, Results& results) {
    const auto method = std::ranges::find_if(
        methods, [](const auto& m) { return m.front_end.type().starts_with("motor_unit"); });
    if (method == methods.end() || bench.keeps == nullptr) return;
    const auto units = bench.keeps->front().first<MotorUnitBank>();
    if (units == nullptr) return;
    BankStream stream(*units);
    UnitExample example;
    example.method = method->name;
    for (const TestedTrial* t :
         chosen(bench, evaluations[static_cast<std::size_t>(method - methods.begin())].all))
        example.stretches.push_back(stretch_of(bench, *t, stream));
    example.person =
        "person " +
        std::to_string(bench.dataset.trials[bench.plan.splits.front().test.front()].subject);
    example.units = units->units_of;
    results.unit_example = std::move(example);
}

}  // namespace efferent
