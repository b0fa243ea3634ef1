// The spiking front end: how often each neuron fired in each window.
#include <algorithm>
#include <cmath>

#include "pipeline/front_end.hpp"
#include "pipeline/spiking_chain.hpp"

namespace efferent {
namespace {

class Spiking final : public FrontEnd {
public:
    explicit Spiking(const SpikingParams& params) : chain_(params) {}

    void fit(const TrainingSet& training, Monitor*) override {
        windows_ = training.windows;
        chain_.fit(training);
        const snn::Network& network = chain_.network();
        profile_ = {.family = "spiking", .columns = network.neurons()};
        profile_.bytes = network_bytes(network);
        begin();
    }

    void begin() override {
        chain_.begin();
        pushed_ = 0;
        next_ = 0;
    }

    void push(const SignalView& block, Table& rows) override {
        const WindowSamples samples(windows_, block.rate());
        chain_.encode(block);
        chain_.events().clear();
        pushed_ += static_cast<std::int64_t>(block.length());
        for (; samples.end(next_) <= pushed_; ++next_) {
            const Time end = sample_time(block.rate(), samples.end(next_));
            chain_.run(end);
            rows.push_back(row(sample_time(block.rate(), samples.begin(next_))));
            ++profile_.rows;
        }
        profile_.seconds += static_cast<double>(block.length()) / block.rate().value;
    }

    FrontEndProfile profile() const override {
        FrontEndProfile p = profile_;
        const snn::Cost cost = chain_.cost();
        p.events = cost.events;
        p.deliveries = cost.deliveries;
        return p;
    }

private:
    /// Square roots of the spike counts since `begin`: the root makes the spread of a count even.
    std::vector<double> row(Time begin) {
        auto& spikes = chain_.spikes();
        spikes.erase(spikes.begin(), std::ranges::lower_bound(spikes, begin, {}, &Spike::at));
        std::vector<double> counts(profile_.columns, 0.0);
        for (const Spike& spike : spikes) counts[index(spike.neuron)] += 1.0;
        for (double& count : counts) count = std::sqrt(count);
        return counts;
    }

    SpikingChain chain_;
    Windows windows_;
    FrontEndProfile profile_;
    std::int64_t pushed_ = 0;  ///< samples of this stream
    std::int64_t next_ = 0;    ///< window to come
};

}  // namespace

extern constinit const PartInfo<FrontEnd> part_spiking = {
    .name = "spiking",
    .summary = "events, a spiking network, spike counts of each window",
    .make = [](const Config& c) -> std::unique_ptr<FrontEnd> {
        return std::make_unique<Spiking>(c.as<SpikingParams>());
    },
    .document =
        [](Fields& f) {
            SpikingParams p;
            describe(f, p);
        },
    .resolve = [](const Config& c) { return resolved(c.as<SpikingParams>(), c.type()); },
};

}  // namespace efferent
