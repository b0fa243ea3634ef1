// Exact like `reference`, and fast: windows of the shortest delay, blocks of neurons on the threads there are.
// docs/engine.md says how, and what is promised.
#include <algorithm>
#include <cmath>
#include <optional>

#include "core/parallel.hpp"
#include "snn/engine/block.hpp"
#include "snn/run_check.hpp"
#include "snn/source.hpp"

namespace efferent::snn {
namespace {

struct ParallelParams {
    std::string precision = "single";
    std::int64_t block_neurons = 4096;
};

void describe(Fields& field, ParallelParams& p) {
    field("precision", p.precision,
          "\"single\" is fast; \"double\" gives the same bits as the backend reference");
    field("block_neurons", p.block_neurons,
          "neurons that a thread works on at a time; changes no result");
    field.require(p.precision == "single" || p.precision == "double", "precision",
                  "must be \"single\" or \"double\"");
    field.require(p.block_neurons >= 32 && p.block_neurons <= 65536, "block_neurons",
                  "must be from 32 to 65536");
}

constexpr double longest_window_ns = 1e9;
constexpr double idle_window_ns = 1e6;       // where nothing is connected
constexpr std::uint64_t work_to_share = 30000;  // deliveries and neurons below which threads cost more

/// A row's delay in whole windows and the rest.
struct Delay {
    std::int64_t windows = 0;
    std::int64_t rest_ns = 0;
};

class ParallelProgram final : public Program, public std::enable_shared_from_this<ParallelProgram> {
public:
    ParallelProgram(Network given, const ParallelParams& params)
        : network(std::move(given)),
          dynamics(all_dynamics(network)),
          store(network, static_cast<std::size_t>(params.block_neurons), tells_signs()) {
        double window = store.longest_delay_ns() == 0
                            ? idle_window_ns
                            : std::min(longest_window_ns,
                                       static_cast<double>(store.shortest_delay_ns()));
        for (const auto& d : dynamics) {
            const bool framed = !d.empty() && params.precision == "single" && suits_frame(d);
            if (framed) window = std::min(window, snn::longest_window_ns(d[0]));
            is_framed.push_back(framed);
        }
        window_ns = std::max<std::int64_t>(1, static_cast<std::int64_t>(window));
        for (std::size_t p = 0; p < dynamics.size(); ++p) {
            frames.emplace_back();
            if (is_framed[p]) frames.back().emplace(dynamics[p][0], static_cast<double>(window_ns));
        }
        for (std::uint32_t id = 0; id < store.rows(); ++id)
            delays.push_back({store.row(id).delay_ns / window_ns, store.row(id).delay_ns % window_ns});
        (void)SourceFeed(network);
    }

    static std::vector<std::vector<Dynamics>> all_dynamics(const Network& network) {
        std::vector<std::vector<Dynamics>> all;
        for (const Population& p : network.populations())
            all.push_back(is_source(p) ? std::vector<Dynamics>{} : dynamics_of(p));
        return all;
    }
    std::vector<bool> tells_signs() const {
        std::vector<bool> tells;
        for (const auto& d : dynamics)
            tells.push_back(!d.empty() && d[0].excitatory_ns != d[0].inhibitory_ns);
        return tells;
    }

    using Program::start;
    std::unique_ptr<Session> start(const Setup& setup) const override;
    std::string report() const override {
        std::string text = store.report(network);
        text += "windows of " + exact(static_cast<double>(window_ns) / 1e6) + " ms\n";
        for (std::size_t p = 0; p < dynamics.size(); ++p)
            if (!dynamics[p].empty())
                text += network.populations()[static_cast<PopulationId>(p)].name +
                        (is_framed[p] ? ": all neurons at once, in single precision\n"
                                      : ": neuron by neuron, in double precision\n");
        return text;
    }

    const Network network;  // a copy: later changes of the original do not reach it
    std::vector<std::vector<Dynamics>> dynamics;  ///< by population; none of a source
    SynapseStore store;
    std::vector<bool> is_framed;
    std::vector<std::optional<Frame>> frames;
    std::vector<Delay> delays;  ///< by row
    std::int64_t window_ns = 1;
};

class ParallelSession final : public Session {
public:
    ParallelSession(std::shared_ptr<const ParallelProgram> program, const Setup& setup)
        : program_(std::move(program)),
          check_(program_->network, setup),
          feed_(program_->network),
          samples_(setup.samples),
          queue_(program_->window_ns, program_->store.longest_delay_ns(),
                 program_->dynamics.size()),
          hits_(program_->dynamics.size()),
          costs_(program_->dynamics.size()) {
        const Network& network = program_->network;
        for (std::size_t p = 0; p < program_->dynamics.size(); ++p) {
            population_.insert(population_.end(),
                               network.populations()[static_cast<PopulationId>(p)].size,
                               static_cast<std::uint16_t>(p));
            if (!program_->dynamics[p].empty()) add_blocks(p, setup);
        }
    }

    void run(std::span<const Event> input, Time until, std::vector<Spike>& out) override {
        check_.check(input, until);
        total_.events += input.size();
        while (window_begin() < until) {
            check_.go_on();
            const Time end = window_begin() + std::min(Duration{program_->window_ns},
                                                       Time::max() - window_begin());
            input = send_input(input, std::min(end, until));
            run_window(end);
            emit(until, out);
            ++window_;
        }
        send_input(input, until);
        emit(until, out);
        check_.advance(until);
    }

    Cost cost() const override {
        Cost all = total_;
        for (std::size_t p = 0; p < costs_.size(); ++p) {
            const Cost c = cost(static_cast<PopulationId>(p));
            all.deliveries += c.deliveries;
            all.spikes += c.spikes;
            all.updates += c.updates;
        }
        return all;
    }

    Cost cost(PopulationId population) const override {
        Cost c = costs_.at(index(population));
        for (const BlockPlace& b : blocks_)
            if (b.population == index(population)) c.updates += b.state->updates;
        // The last window may reach beyond now.
        const Time begin = window_begin() - Duration{program_->window_ns};
        for (const Hit& hit : queue_.hits(index(population)))
            if (window_ > 0 && begin + Duration{hit.offset_ns()} >= check_.now())
                c.deliveries -= program_->store.size_of(hit.row());
        return c;
    }

private:
    struct BlockPlace {
        std::size_t population = 0;
        std::unique_ptr<BlockState> state;
    };

    Time window_begin() const { return Time{Duration{window_ * program_->window_ns}}; }

    void add_blocks(std::size_t p, const Setup& setup) {
        BlockPlan plan;
        plan.network = &program_->network;
        plan.store = &program_->store;
        plan.dynamics = program_->dynamics[p];
        plan.frame = program_->is_framed[p] ? &*program_->frames[p] : nullptr;
        for (const Block& block : program_->store.blocks(p)) {
            plan.block = block;
            plan.probes.clear();
            for (std::uint32_t lane = 0; lane < block.size; ++lane)
                if (samples_ != nullptr &&
                    std::ranges::find(setup.probes, plan.neuron(lane)) != setup.probes.end())
                    plan.probes.push_back(lane);
            blocks_.push_back({p, plan.frame == nullptr ? single_block(plan) : framed_block(plan)});
            ++plan.number;
        }
    }

    /// What is sent before `end` arrives in a later window, since no delay is shorter than one.
    std::span<const Event> send_input(std::span<const Event> input, Time end) {
        while (!input.empty() && input.front().at < end) {
            send(line(input.front().channel, input.front().polarity), input.front().at);
            input = input.subspan(1);
        }
        return input;
    }

    /// `at` is in the window that is next or has just been computed.
    void send(std::size_t from, Time at) {
        const SynapseStore& store = program_->store;
        const std::int64_t length = program_->window_ns;
        const std::int64_t offset = (at - window_begin()).count();
        for (const std::uint32_t id : store.rows_of(from)) {
            const RowInfo& row = store.row(id);
            if (Duration{row.delay_ns} >= Time::max() - at) continue;  // after the end of time
            const Delay& delay = program_->delays[id];
            std::int64_t rest = offset + delay.rest_ns;
            const std::int64_t more = rest >= length ? 1 : rest < 0 ? -1 : 0;
            rest -= more * length;
            queue_.push(window_ + delay.windows + more,
                        Hit::of(static_cast<std::uint32_t>(rest), id), row.population);
        }
    }

    void run_window(Time end) {
        queue_.begin(window_);
        const SynapseStore& store = program_->store;
        std::uint64_t work = program_->network.neurons();
        for (std::size_t p = 0; p < hits_.size(); ++p) {
            const auto hits = queue_.hits(p);
            std::uint64_t deliveries = 0;
            for (const Hit& hit : hits) deliveries += store.size_of(hit.row());
            costs_[p].deliveries += deliveries;
            work += deliveries;
            if (!program_->dynamics[p].empty())
                time_hits(program_->is_framed[p] ? &*program_->frames[p] : nullptr, store, hits,
                          hits_[p]);
        }
        const auto step = [&](std::size_t b) {
            blocks_[b].state->step({window_begin().time_since_epoch().count(),
                                    (end - window_begin()).count(), hits_[blocks_[b].population]});
        };
        if (blocks_.size() > 1 && work > work_to_share)
            for_each_index(blocks_.size(), step);
        else
            for (std::size_t b = 0; b < blocks_.size(); ++b) step(b);
        collect(end);
    }

    void collect(Time end) {
        const std::size_t first = pending_.size();
        feed_.take(end, pending_);
        for (const BlockPlace& b : blocks_) {
            pending_.insert(pending_.end(), b.state->spikes.begin(), b.state->spikes.end());
            if (samples_ != nullptr)
                samples_pending_.insert(samples_pending_.end(), b.state->samples.begin(),
                                        b.state->samples.end());
        }
        std::sort(pending_.begin() + static_cast<std::ptrdiff_t>(first), pending_.end());
        for (std::size_t i = first; i < pending_.size(); ++i)
            send(program_->store.input_lines() + index(pending_[i].neuron), pending_[i].at);
        const auto key = [](const Sample& s) { return std::pair(s.at, s.neuron); };
        std::ranges::stable_sort(samples_pending_, {}, key);
    }

    /// A window is computed whole; what is not before `until` waits for the next run.
    void emit(Time until, std::vector<Spike>& out) {
        const auto last = std::ranges::lower_bound(pending_, until, {}, &Spike::at);
        for (auto s = pending_.begin(); s != last; ++s) {
            ++costs_[population_[index(s->neuron)]].spikes;
            out.push_back(*s);
        }
        pending_.erase(pending_.begin(), last);
        std::size_t given = 0;
        for (; given < samples_pending_.size() && samples_pending_[given].at < until; ++given) {
            const Sample& s = samples_pending_[given];
            // Of several things at one instant the last is what the neuron is like after it.
            if (!samples_->empty() && samples_->back().at == s.at &&
                samples_->back().neuron == s.neuron)
                samples_->back() = s;
            else
                samples_->push_back(s);
        }
        samples_pending_.erase(samples_pending_.begin(),
                               samples_pending_.begin() + static_cast<std::ptrdiff_t>(given));
    }

    std::shared_ptr<const ParallelProgram> program_;
    RunCheck check_;
    SourceFeed feed_;
    std::vector<Sample>* samples_;
    RowQueue queue_;
    std::vector<BlockPlace> blocks_;
    std::vector<std::vector<TimedHit>> hits_;  ///< by population
    std::vector<std::uint16_t> population_;    ///< of each neuron
    std::vector<Spike> pending_;
    std::vector<Sample> samples_pending_;
    std::vector<Cost> costs_;
    Cost total_;
    std::int64_t window_ = 0;  ///< the next one
};

std::unique_ptr<Session> ParallelProgram::start(const Setup& setup) const {
    return std::make_unique<ParallelSession>(shared_from_this(), setup);
}

class Parallel final : public Backend {
public:
    using Params = ParallelParams;
    explicit Parallel(const Params& params) : params_(params) {}
    std::shared_ptr<const Program> compile(const Network& network) const override {
        return std::make_shared<ParallelProgram>(network, params_);
    }

private:
    Params params_;
};

}  // namespace

extern constinit const PartInfo<Backend> part_parallel =
    part<Backend, Parallel>("parallel", "exact, event-driven, fast, on as many threads as there are");

}  // namespace efferent::snn
