#include "hw/chip_program.hpp"

#include <algorithm>

#include "snn/run_check.hpp"

namespace efferent::hw {
namespace {

/// What sessions share.
struct OnChip {
    ChipPlan plan;
    std::vector<PopulationId> population_of;  ///< one a neuron, those of repairs included
    /// Synapses of each source into each population, input lines first: [source][population].
    std::vector<std::vector<std::uint64_t>> sent;
    /// Those whose potentials are added to a readout's.
    std::vector<std::vector<NeuronId>> parts;

    const WholeNetwork& whole() const { return plan.quantised.network; }
    std::size_t lines() const { return 2 * plan.network.channels(); }
    std::size_t given() const { return plan.network.neurons(); }
    std::unique_ptr<Machine> machine() const {
        return plan.arithmetic->start(plan.chip, whole(), plan.draw);
    }
};

std::vector<std::vector<std::uint64_t>> sent_by(const WholeNetwork& network) {
    const std::size_t lines = 2 * network.channels;
    std::vector<std::vector<std::uint64_t>> sent(
        lines + network.neurons(), std::vector<std::uint64_t>(network.populations.size()));
    for (const WholeProjection& p : network.projections) {
        const auto* from = std::get_if<PopulationId>(&p.from);
        const std::size_t first =
            from == nullptr ? 0 : lines + index(network.populations[*from].first);
        for (std::size_t s = 0; s + 1 < p.offsets.size(); ++s)
            sent[first + s][index(p.to)] += p.offsets[s + 1] - p.offsets[s];
    }
    return sent;
}

class ChipSession final : public snn::Session {
public:
    ChipSession(std::shared_ptr<const OnChip> on, const snn::Setup& setup)
        : on_(std::move(on)),
          check_(on_->plan.network, setup),
          machine_(on_->machine()),
          probes_(setup.probes),
          samples_(setup.samples),
          costs_(on_->whole().populations.size()) {
        std::ranges::sort(probes_);
    }

    void run(std::span<const Event> input, Time until, std::vector<Spike>& out) override {
        check_.check(input, until);
        waiting_.insert(waiting_.end(), input.begin(), input.end());
        std::size_t next = 0;
        for (; time_of(tick_) < until; ++tick_) {
            if (tick_ % 64 == 0) check_.go_on();
            lines_.clear();
            for (; next < waiting_.size() && waiting_[next].at <= time_of(tick_); ++next)
                take(waiting_[next]);
            step(out);
        }
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(next));
        check_.advance(until);
    }

    snn::Cost cost() const override {
        const Work work = machine_->work();
        return {events_, work.synapses, work.spikes, work.updates, work.dropped};
    }
    snn::Cost cost(PopulationId population) const override { return costs_[index(population)]; }

private:
    Time time_of(std::int64_t tick) const { return Time{tick * on_->whole().tick}; }

    void take(const Event& e) {
        const std::size_t line = snn::line(e.channel, e.polarity);
        ++events_;
        lines_.push_back(static_cast<std::uint32_t>(line));
        send(line);
    }

    void send(std::size_t source) {
        for (std::size_t p = 0; p < costs_.size(); ++p)
            costs_[p].deliveries += on_->sent[source][p];
    }

    void step(std::vector<Spike>& out) {
        spikes_.clear();
        machine_->tick(lines_, spikes_);
        for (const NeuronId n : spikes_) {
            ++costs_[index(on_->population_of[index(n)])].spikes;
            send(on_->lines() + index(n));
        }
        std::ranges::stable_sort(spikes_);
        for (const NeuronId n : spikes_)
            if (index(n) < on_->given()) out.push_back({time_of(tick_), n});
        if (samples_ == nullptr) return;
        for (const NeuronId n : probes_) samples_->push_back(sample(n));
    }

    snn::Sample sample(NeuronId n) const {
        snn::Sample sample{time_of(tick_), n, 0.0, 0.0};
        add(n, sample);
        for (const NeuronId part : on_->parts[index(n)]) add(part, sample);
        return sample;
    }

    void add(NeuronId n, snn::Sample& sample) const {
        const PopulationId id = on_->population_of[index(n)];
        const WholePopulation& p = on_->whole().populations[id];
        const std::size_t within = index(n) - index(p.first);
        const double unit = p.unit[p.unit.size() == 1 ? 0 : within];
        sample.v += on_->plan.quantised.zeros[index(id)][within] + unit * machine_->potential(n);
        sample.current += unit * machine_->current(n);
    }

    std::shared_ptr<const OnChip> on_;
    snn::RunCheck check_;
    std::unique_ptr<Machine> machine_;
    std::vector<NeuronId> probes_;
    std::vector<snn::Sample>* samples_;
    std::vector<snn::Cost> costs_;
    std::uint64_t events_ = 0;
    std::int64_t tick_ = 0;
    std::vector<Event> waiting_;
    std::vector<std::uint32_t> lines_;
    std::vector<NeuronId> spikes_;
};

class ChipProgram final : public snn::Program {
public:
    explicit ChipProgram(OnChip on) : on_(std::make_shared<const OnChip>(std::move(on))) {
        // What the registers cannot hold is said when a network is compiled.
        (void)on_->machine();
    }

    using Program::start;
    std::unique_ptr<snn::Session> start(const snn::Setup& setup) const override {
        return std::make_unique<ChipSession>(on_, setup);
    }
    std::string report() const override {
        std::string text = "on " + on_->plan.chip.title + "\n";
        for (const std::string& change : on_->plan.fitted.changes) text += change + "\n";
        return text + hw::report(on_->plan.quantised);
    }

private:
    std::shared_ptr<const OnChip> on_;
};

}  // namespace

std::shared_ptr<const snn::Program> chip_program(ChipPlan plan) {
    OnChip on{std::move(plan), {}, {}, {}};
    std::size_t number = 0;
    for (const WholePopulation& p : on.whole().populations)
        on.population_of.resize(on.population_of.size() + p.size,
                                static_cast<PopulationId>(number++));
    on.sent = sent_by(on.whole());
    on.parts.resize(on.given());
    const std::vector<NeuronId>& repeats = on.plan.fitted.repeats;
    for (std::size_t i = 0; i < repeats.size(); ++i) {
        std::size_t n = index(repeats[i]);
        while (n >= on.given()) n = index(repeats[n - on.given()]);
        if (!on.whole().populations[on.population_of[n]].spikes)
            on.parts[n].push_back(NeuronId(on.given() + i));
    }
    return std::make_shared<ChipProgram>(std::move(on));
}

}  // namespace efferent::hw
