// The definition of correct: exact, event-driven, in double, one thread. Other backends are
// compared to it.
#include <algorithm>
#include <cmath>
#include <utility>

#include "snn/backend.hpp"
#include "snn/earliest_first.hpp"
#include "snn/followed_neuron.hpp"
#include "snn/inbox.hpp"
#include "snn/run_check.hpp"
#include "snn/source.hpp"

namespace efferent::snn {
namespace {

/// A row under way: all synapses of a source, or those of one delay where each has its own.
struct RowEvent {
    Time at{};
    std::uint32_t projection = 0;
    std::uint32_t source = 0;
    Duration delay{};
    friend auto operator<=>(const RowEvent&, const RowEvent&) = default;
};

/// A spike that will happen if nothing arrives before it.
struct Prediction {
    Time at{};
    std::uint32_t neuron = 0;
    friend auto operator<=>(const Prediction&, const Prediction&) = default;
};

/// As it was given, but rules and one-to-one written out as rows.
Projection written_out(Projection p, std::size_t sources) {
    if (std::holds_alternative<Dense>(p.synapses) || std::holds_alternative<Sparse>(p.synapses))
        return p;
    Sparse rows;
    Row row;
    for (std::size_t s = 0; s < sources; ++s) {
        row_of(p.synapses, s, row);
        rows.targets.insert(rows.targets.end(), row.targets.begin(), row.targets.end());
        rows.weights.insert(rows.weights.end(), row.weights.begin(), row.weights.end());
        rows.end_row();
    }
    p.synapses = std::move(rows);
    return p;
}

class ReferenceProgram final : public Program,
                               public std::enable_shared_from_this<ReferenceProgram> {
public:
    explicit ReferenceProgram(Network given) : network(std::move(given)) {
        require_memory(16.0 * network.synapses() + 128.0 * static_cast<double>(network.neurons()),
                       "a network of " + std::to_string(network.neurons()) + " neurons and " +
                           std::to_string(std::llround(network.synapses())) + " synapses");
        from_population.resize(network.populations().size());
        for (const Projection& p : network.projections()) {
            const auto* source = std::get_if<PopulationId>(&p.from);
            (source == nullptr ? from_input : from_population[index(*source)])
                .push_back(projections.size());
            projections.push_back(written_out(p, source == nullptr
                                                     ? 2 * network.channels()
                                                     : network.populations()[*source].size));
        }
        for (const Population& p : network.populations())
            dynamics.push_back(is_source(p) ? std::vector<Dynamics>{} : dynamics_of(p));
        require_closed_forms(network, dynamics);
        (void)SourceFeed(network);
    }

    using Program::start;
    std::unique_ptr<Session> start(const Setup& setup) const override;
    std::string report() const override {
        return std::to_string(network.neurons()) + " neurons and " +
               std::to_string(std::llround(network.synapses())) + " synapses, exactly as given\n";
    }

    const Network network;                // a copy: later changes of the original do not reach it
    std::vector<Projection> projections;  ///< dense or sparse
    std::vector<std::vector<Dynamics>> dynamics;  ///< by population; none of a source
    std::vector<std::size_t> from_input;          ///< projections, ascending
    std::vector<std::vector<std::size_t>> from_population;
};

class ReferenceSession final : public Session {
public:
    ReferenceSession(std::shared_ptr<const ReferenceProgram> program, const Setup& setup)
        : program_(std::move(program)),
          check_(program_->network, setup),
          feed_(program_->network),
          samples_(setup.samples),
          costs_(program_->network.populations().size()) {
        for (const Population& p : program_->network.populations()) {
            const auto& dynamics = program_->dynamics[inboxes_.size()];
            const bool by_sign = !dynamics.empty() && dynamics[0].has_current();
            for (std::size_t n = 0; n < p.size; ++n) {
                Cell& cell = cells_.emplace_back();
                cell.population = static_cast<std::uint16_t>(inboxes_.size());
                cell.is_source = dynamics.empty();
                if (cell.is_source) continue;
                cell.neuron = FollowedNeuron(dynamics[dynamics.size() == 1 ? 0 : n]);
                expect(cells_.size() - 1);
            }
            inboxes_.emplace_back(p.size, by_sign);
        }
        probed_.resize(samples_ == nullptr ? 0 : cells_.size());
        for (const NeuronId probe : setup.probes)
            if (samples_ != nullptr) probed_[index(probe)] = true;
    }

    void run(std::span<const Event> input, Time until, std::vector<Spike>& out) override {
        check_.check(input, until);
        for (std::size_t instants = 0;; ++instants) {
            if (instants % 1024 == 0) check_.go_on();
            const Time next = std::min({rows_.next(), predictions_.next(), feed_.next()});
            if (!input.empty() && input.front().at <= next) {
                const Event& e = input.front();
                send(program_->from_input, line(e.channel, e.polarity), e.at);
                input = input.subspan(1);
                ++total_.events;
            } else if (next < until) {
                run_instant(next, out);
            } else {
                break;
            }
        }
        check_.advance(until);
    }

    Cost cost() const override {
        Cost all = total_;
        for (const Cost& c : costs_) {
            all.deliveries += c.deliveries;
            all.spikes += c.spikes;
            all.updates += c.updates;
        }
        return all;
    }
    Cost cost(PopulationId population) const override { return costs_.at(index(population)); }

private:
    struct Cell {
        FollowedNeuron neuron;
        std::uint16_t population = 0;
        bool is_source = false;
    };

    void send(const std::vector<std::size_t>& fan_out, std::size_t source, Time at) {
        for (const std::size_t p : fan_out) {
            const Projection& projection = program_->projections[p];
            const auto put = [&](Duration delay) {
                if (delay < Time::max() - at)  // else it arrives after the end of time
                    rows_.push({at + delay, static_cast<std::uint32_t>(p),
                                static_cast<std::uint32_t>(source), delay});
            };
            const auto* sparse = std::get_if<Sparse>(&projection.synapses);
            if (sparse == nullptr || sparse->delays.empty()) {
                put(projection.delay.of(source));
                continue;
            }
            const auto own = std::span(sparse->delays)
                                 .subspan(sparse->offsets[source],
                                          sparse->offsets[source + 1] - sparse->offsets[source]);
            for (std::size_t i = 0; i < own.size(); ++i)
                if (std::ranges::find(own.first(i), own[i]) == own.first(i).end()) put(own[i]);
        }
    }

    /// Arrivals first, then what crosses its threshold by itself before the next nanosecond. Delays
    /// are positive: what is sent here arrives at a later instant.
    void run_instant(Time at, std::vector<Spike>& out) {
        const std::size_t first_spike = out.size();
        deliver(at);
        for (std::size_t p = 0; p < inboxes_.size(); ++p) {
            const std::size_t first =
                index(program_->network.populations()[static_cast<PopulationId>(p)].first);
            inboxes_[p].take([&](std::size_t n, const Arrival& arrival) {
                receive_at(at, first + n, arrival, out);
            });
        }
        while (predictions_.next() == at) {
            const std::uint32_t n = predictions_.pop().neuron;
            if (cells_[n].neuron.predicted() == at) fire(at, n, out);
        }
        feed_.take(at + Duration{1}, out);
        std::sort(out.begin() + static_cast<std::ptrdiff_t>(first_spike), out.end());
        for (std::size_t i = first_spike; i < out.size(); ++i) {
            const std::size_t n = index(out[i].neuron);
            const std::size_t p = cells_[n].population;
            send(program_->from_population[p],
                 n - index(program_->network.populations()[static_cast<PopulationId>(p)].first),
                 at);
            ++costs_[p].spikes;
        }
        sample(at);
    }

    /// All rows of this instant, in the order (projection, source). Equal rows are one of as many
    /// times the weight, which is exact in double.
    void deliver(Time at) {
        while (rows_.next() == at) {
            const RowEvent row = rows_.pop();
            double times = 1.0;
            for (; rows_.next_is(row); (void)rows_.pop()) times += 1.0;
            const Projection& projection = program_->projections[row.projection];
            const std::size_t count =
                add(projection.synapses, row, times, inboxes_[index(projection.to)]);
            costs_[index(projection.to)].deliveries += static_cast<std::uint64_t>(times) * count;
        }
    }

    static std::size_t add(const Synapses& synapses, const RowEvent& row, double times,
                           Inbox& inbox) {
        if (const auto* dense = std::get_if<Dense>(&synapses)) {
            const float* const weights = dense->weights.data() + row.source * dense->targets;
            for (std::size_t t = 0; t < dense->targets; ++t)
                inbox.add(static_cast<std::uint32_t>(t), times * static_cast<double>(weights[t]));
            return dense->targets;
        }
        const auto& sparse = std::get<Sparse>(synapses);
        std::size_t count = 0;
        for (std::size_t i = sparse.offsets[row.source]; i < sparse.offsets[row.source + 1]; ++i) {
            if (!sparse.delays.empty() && sparse.delays[i] != row.delay) continue;
            inbox.add(sparse.targets[i], times * static_cast<double>(sparse.weights[i]));
            ++count;
        }
        return count;
    }

    void receive_at(Time at, std::size_t n, const Arrival& arrival, std::vector<Spike>& out) {
        Cell& cell = cells_[n];
        if (cell.is_source) return;  // it hears nothing
        ++costs_[cell.population].updates;
        if (cell.neuron.receive(at, arrival)) out.push_back({at, static_cast<NeuronId>(n)});
        expect(n);
        note(n);
    }

    void fire(Time at, std::size_t n, std::vector<Spike>& out) {
        cells_[n].neuron.fire();
        out.push_back({at, static_cast<NeuronId>(n)});
        expect(n);
        note(n);
    }

    void expect(std::size_t n) {
        const Time at = cells_[n].neuron.predicted();
        if (at < Time::max()) predictions_.push({at, static_cast<std::uint32_t>(n)});
    }

    void note(std::size_t n) {
        if (!probed_.empty() && probed_[n]) noted_.push_back(n);
    }
    void sample(Time at) {
        std::ranges::sort(noted_);
        noted_.erase(std::unique(noted_.begin(), noted_.end()), noted_.end());
        for (const std::size_t n : noted_) {
            const NeuronState& s = cells_[n].neuron.state();
            samples_->push_back({at, static_cast<NeuronId>(n), s.v, s.excitatory + s.inhibitory});
        }
        noted_.clear();
    }

    std::shared_ptr<const ReferenceProgram> program_;
    RunCheck check_;
    SourceFeed feed_;
    std::vector<Sample>* samples_;
    std::vector<bool> probed_;
    std::vector<std::size_t> noted_;
    std::vector<Cell> cells_;
    std::vector<Inbox> inboxes_;
    EarliestFirst<RowEvent> rows_;
    EarliestFirst<Prediction> predictions_;
    std::vector<Cost> costs_;
    Cost total_;
};

std::unique_ptr<Session> ReferenceProgram::start(const Setup& setup) const {
    return std::make_unique<ReferenceSession>(shared_from_this(), setup);
}

class Reference final : public Backend {
public:
    explicit Reference(const NoParams&) {}
    std::shared_ptr<const Program> compile(const Network& network) const override {
        return std::make_shared<ReferenceProgram>(network);
    }
};

}  // namespace

extern constinit const PartInfo<Backend> part_reference =
    part<Backend, Reference, NoParams>("reference", "exact, event-driven, one thread; the measure");

}  // namespace efferent::snn
