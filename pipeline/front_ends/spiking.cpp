// The spiking front end: how often each neuron fired in each window.
#include <algorithm>
#include <cmath>

#include "pipeline/front_end.hpp"
#include "pipeline/spiking_chain.hpp"

namespace efferent {
namespace {

class Spiking final : public FrontEnd {
public:
    explicit Spiking(const SpikingParams& params)
        : segments_(static_cast<std::size_t>(params.segments)),
          memory_(params.memory),
          chain_(params) {}

    void fit(const TrainingSet& training, Monitor*) override {
        windows_ = training.windows;
        chain_.fit(training);
        profile_ = {.family = "spiking", .columns = segments_ * chain_.network().neurons()};
        TrainingSet other = training;
        ++other.seed;
        profile_.random = !(chain_.build(other) == chain_.network());
        const WindowSamples samples(windows_, training.trials.front().signal.rate());
        const auto open = (samples.length + samples.increment - 1) / samples.increment;
        const auto columns = static_cast<double>(profile_.columns);
        profile_.state_bytes = 4.0 * columns * (remembers() ? 1.0 : static_cast<double>(open));
        profile_.macs = columns * (remembers() ? 2.0 : 1.0);
        begin();
    }

    void begin() override {
        chain_.begin();
        remembered_.assign(profile_.columns, 0.0);
        reached_ = Time{};
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
            const Time begin = sample_time(block.rate(), samples.begin(next_));
            rows.push_back(remembers() ? recalled(end) : counted(begin, end));
            ++profile_.rows;
        }
        profile_.seconds += static_cast<double>(block.length()) / block.rate().value;
    }

    FrontEndProfile profile() const override {
        FrontEndProfile p = profile_;
        chain_.add_to(p);
        const auto rows = static_cast<double>(p.rows);
        // A spike is counted; without a memory, the newest part of a window joins its sum and the
        // oldest leaves it.
        const double sums = remembers() ? 0.0 : 2.0 * rows * static_cast<double>(p.columns);
        p.energy += added(static_cast<double>(p.spikes) + sums, 8.0, profile_.state_bytes) +
                    rows * multiplied(p.macs, profile_.state_bytes);
        return p;
    }

private:
    bool remembers() const { return memory_ > 0ns; }

    /// Square roots of the spike counts in the segments of `[begin, end)`, segment after segment:
    /// the root makes the spread of a count even.
    std::vector<double> counted(Time begin, Time end) {
        auto& spikes = chain_.spikes();
        spikes.erase(spikes.begin(), std::ranges::lower_bound(spikes, begin, {}, &Spike::at));
        std::vector<double> counts(profile_.columns, 0.0);
        const auto segments = static_cast<std::int64_t>(segments_);
        for (const Spike& spike : spikes) {
            const std::int64_t part = (spike.at - begin).count() * segments / (end - begin).count();
            const auto first = static_cast<std::size_t>(part) * (profile_.columns / segments_);
            counts[first + index(spike.neuron)] += 1.0;
        }
        for (double& count : counts) count = std::sqrt(count);
        return counts;
    }

    /// Square roots of the counts so far, in which a spike weighs e^(-age / memory), over what a
    /// spike at every instant would have come to.
    std::vector<double> recalled(Time end) {
        const auto share = [&](Duration age) {
            return std::exp(-static_cast<double>(age.count()) /
                            static_cast<double>(memory_.count()));
        };
        for (double& count : remembered_) count *= share(end - reached_);
        for (const Spike& spike : chain_.spikes())
            remembered_[index(spike.neuron)] += share(end - spike.at);
        chain_.spikes().clear();
        reached_ = end;
        std::vector<double> roots(remembered_);
        for (double& root : roots) root = std::sqrt(root / (1.0 - share(end - Time{})));
        return roots;
    }

    std::size_t segments_;
    Duration memory_;
    std::vector<double> remembered_;  ///< counts at `reached_`, where there is a memory
    Time reached_{};
    SpikingChain chain_;
    Windows windows_;
    FrontEndProfile profile_;
    std::int64_t pushed_ = 0;  ///< samples of this stream
    std::int64_t next_ = 0;    ///< window to come
};

}  // namespace

extern constinit const PartInfo<FrontEnd> part_spiking = composed_front_end<Spiking, SpikingParams>(
    "spiking", "events, a spiking network, spike counts of each window");

}  // namespace efferent
