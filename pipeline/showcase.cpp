#include "pipeline/showcase.hpp"

#include <algorithm>

#include "encoders/card.hpp"
#include "pipeline/trained_params.hpp"

namespace efferent {

namespace {

/// The samples of some trials after the experiment's filters.
class Filtered {
public:
    Filtered(const Bench& bench, std::span<const std::size_t> trials) {
        std::vector<std::unique_ptr<emg::Filter>> filters;
        for (const Config& config : bench.filters) {
            filters.push_back(make(emg::filters(), config));
            filters.back()->prepare(bench.dataset.recording.rate(),
                                    bench.dataset.recording.channels().size());
        }
        buffers_.reserve(trials.size());
        for (const std::size_t t : trials) {
            const SignalView raw = bench.dataset.signal(bench.dataset.trials[t]);
            auto& buffer = buffers_.emplace_back(raw.samples().begin(), raw.samples().end());
            for (auto& filter : filters) {
                filter->reset();
                filter->apply(buffer);
            }
            signals_.emplace_back(raw.rate(), 0, raw.channels(), buffer);
        }
    }
    std::span<const SignalView> signals() const { return signals_; }

private:
    std::vector<std::vector<float>> buffers_;
    std::vector<SignalView> signals_;
};

ExampleTrial example_of(const Bench& bench, std::size_t trial, const SignalView& signal,
                        SpikingChain& chain) {
    const emg::Trial& t = bench.dataset.trials[trial];
    ExampleTrial example;
    example.title = "Person " + std::to_string(t.subject) + ", session " +
                    std::to_string(t.session) + ", " + bench.dataset.classes[index(t.task)] +
                    ", repetition " + std::to_string(t.repetition);
    example.rate_hz = signal.rate().value;
    example.unit = bench.dataset.recording.unit().name;
    example.channels = bench.dataset.recording.channels();
    example.samples = Table(signal.length(), signal.channels());
    for (std::size_t i = 0; i < signal.length(); ++i)
        std::ranges::copy(signal.row(i), example.samples.row(i).begin());
    chain.begin();
    chain.encode(signal);
    chain.run(signal.time(signal.length()));
    example.events = chain.events();
    example.spikes = chain.spikes();
    example.neurons = chain.network().neurons();
    return example;
}

}  // namespace

void add_showcase(const Bench& bench, const std::vector<MethodParams>& methods,
                  const std::vector<std::optional<Learned>>& learned, Results& results) {
    const auto method = std::ranges::find_if(methods, [](const auto& m) {
        return m.front_end.type() == "spiking" || m.front_end.type() == "trained";
    });
    if (method == methods.end()) return;
    const bool untrained = method->front_end.type() == "spiking";
    const auto params = untrained ? method->front_end.as<SpikingParams>()
                                  : chain_params(method->front_end.as<TrainedParams>());
    const Split& split = bench.plan.splits.front();

    auto training = training_part(bench.dataset, split);
    const Filtered train(bench, split.train), test(bench, split.test);
    for (std::size_t i = 0; i < training.size(); ++i) training[i].signal = train.signals()[i];
    const double microvolts = bench.dataset.recording.unit().microvolts;
    SpikingChain chain(params);
    if (untrained) {
        chain.fit({training, bench.dataset.classes.size(), microvolts, bench.windows, bench.seed});
    } else {
        const Learned& l = *learned[static_cast<std::size_t>(method - methods.begin())];
        chain.prepare(l.calibration);
        chain.use(l.trained.network);
    }

    const auto shown = std::ranges::find_if(
        split.test, [&](std::size_t t) { return index(bench.dataset.trials[t].task) != 0; });
    const std::size_t place =
        shown == split.test.end() ? 0 : static_cast<std::size_t>(shown - split.test.begin());
    results.example = example_of(bench, split.test[place], test.signals()[place], chain);

    auto calibration = encoders::calibrate(train.signals(), microvolts);
    for (double& scale : calibration.scale) scale *= params.threshold_scale;
    const auto encoder = make(encoders::encoders(), params.encoders.front());
    encoder->prepare(calibration);
    results.card = encoders::measure(*encoder, test.signals());
    results.encoder = params.encoders.front().type();
}

}  // namespace efferent
