#include "bench/training/problem.hpp"

#include "core/random.hpp"
#include "snn/design.hpp"
#include "snn/learning/calibration.hpp"
#include "snn/learning/surrogate.hpp"

namespace efferent::bench {
namespace {

using namespace snn;
using namespace snn::training;

/// Every line by itself, with the same share of ticks.
Example example(const ProblemSize& size, std::uint64_t seed, std::size_t number) {
    RandomStream random(seed, "bench training input", number);
    Example e;
    e.label = static_cast<TaskId>(number % size.classes);
    e.until = Time{size.ticks * 1ms};
    e.windows = {{Time{}, e.until}};
    for (std::int64_t t = 0; t < size.ticks; ++t)
        for (std::size_t line = 0; line < 2 * size.channels; ++line)
            if (random.uniform() < size.input_share)
                e.events.push_back({Time{t * 1ms}, static_cast<ChannelId>(line / 2),
                                    line % 2 == 0 ? Polarity::up : Polarity::down});
    std::ranges::sort(e.events);
    return e;
}

}  // namespace

Manner manner() { return {.slope = slope_of(Surrogate{})}; }

Problem problem(const ProblemSize& size, std::uint64_t seed) {
    const Config layered = Config::parse(
        "{\"type\":\"layered\",\"hidden\":[" + std::to_string(size.hidden) + "]}", "bench");
    Problem p;
    p.network = make(designs(), layered)->build({size.channels, size.classes, seed});
    p.plan = plan_of(p.network, {}, {});
    for (std::size_t i = 0; i < size.batch; ++i)
        p.trials.push_back(trial_of(example(size, seed, i), {}));
    for (const Trial& trial : p.trials) p.batch.push_back(&trial);
    p.parameters = parameters_of(p.plan, p.network);
    Batch<float> batch(p.plan, manner(), {});
    calibrate(p.plan, batch, p.batch, size.hidden_share, p.parameters);
    return p;
}

}  // namespace efferent::bench
