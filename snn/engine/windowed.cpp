// Rows from window to window: what is sent in one arrives in a later one, since none is longer than
// a delay.
#include "snn/engine/windowed.hpp"

#include <algorithm>

#include "core/parallel.hpp"
#include "snn/engine/outbox.hpp"
#include "snn/run_check.hpp"
#include "snn/source.hpp"

namespace efferent::snn {
namespace {

constexpr std::int64_t idle_window_ns = 1000000;  // where nothing is connected
constexpr std::uint64_t work_to_share =
    30000;  // deliveries and neurons below which threads cost more

/// Where a row goes: its delay in whole windows and the rest, and the population it reaches. Those
/// of a source lie side by side.
struct Route {
    std::int64_t windows = 0;
    std::uint32_t rest_ns = 0;
    std::uint32_t row = 0;
    std::uint32_t population = 0;
};

std::vector<std::vector<Dynamics>> all_dynamics(const Network& network) {
    std::vector<std::vector<Dynamics>> all;
    for (const Population& p : network.populations())
        all.push_back(is_source(p) ? std::vector<Dynamics>{} : dynamics_of(p));
    return all;
}

std::vector<bool> tells_signs(const std::vector<std::vector<Dynamics>>& dynamics) {
    std::vector<bool> tells;
    for (const auto& d : dynamics)
        tells.push_back(std::ranges::any_of(
            d, [](const Dynamics& one) { return one.excitatory_ns != one.inhibitory_ns; }));
    return tells;
}

class WindowedSession final : public Session {
public:
    WindowedSession(std::shared_ptr<const Windowed> program, const Setup& setup)
        : program_(std::move(program)),
          check_(program_->network, setup),
          feed_(program_->network),
          has_sources_(!feed_.empty()),
          samples_(setup.samples),
          queue_(program_->window_ns, program_->store.longest_delay_ns(),
                 program_->dynamics.size()),
          hits_(program_->dynamics.size()),
          outbox_(setup.samples),
          costs_(program_->dynamics.size()) {
        const Network& network = program_->network;
        deliveries_.resize(hits_.size());
        const SynapseStore& store = program_->store;
        routes_.reserve(store.rows());
        const std::size_t lines = store.input_lines() + network.neurons();
        for (std::size_t from = 0; from < lines; ++from) {
            first_route_.push_back(static_cast<std::uint32_t>(routes_.size()));
            for (const std::uint32_t id : store.rows_of(from)) {
                const RowInfo& row = store.row(id);
                routes_.push_back({row.delay_ns / program_->window_ns,
                                   static_cast<std::uint32_t>(row.delay_ns % program_->window_ns),
                                   id, row.population});
            }
        }
        first_route_.push_back(static_cast<std::uint32_t>(routes_.size()));
        longest_delay_ = Duration{store.longest_delay_ns()};
        for (std::size_t p = 0; p < program_->dynamics.size(); ++p) {
            population_.insert(population_.end(),
                               network.populations()[static_cast<PopulationId>(p)].size,
                               static_cast<std::uint16_t>(p));
            if (!program_->dynamics[p].empty()) add_blocks(p, setup);
        }
        needs_order_.resize(hits_.size());
        for (const BlockPlace& b : blocks_)
            if (b.state->needs_order) needs_order_[b.population] = true;
    }

    void run(std::span<const Event> input, Time until, std::vector<Spike>& out) override {
        check_.check(input, until);
        total_.events += input.size();
        while (window_begin() < until) {
            check_.go_on();
            const Time end = window_begin() +
                             std::min(Duration{program_->window_ns}, Time::max() - window_begin());
            input = send_input(input, std::min(end, until));
            run_window(end);
            outbox_.emit(until, out);
            ++window_;
        }
        send_input(input, until);
        outbox_.emit(until, out);
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
                c.deliveries -= program_->store.row(hit.row()).size;
        for (const Spike& spike : outbox_.waiting())
            if (population_[index(spike.neuron)] == index(population)) --c.spikes;
        return c;
    }

private:
    struct BlockPlace {
        std::size_t population = 0;
        std::unique_ptr<BlockState> state;
    };

    const Frame* frame(std::size_t p) const {
        return program_->frames[p] ? &*program_->frames[p] : nullptr;
    }

    Time window_begin() const { return Time{Duration{window_ * program_->window_ns}}; }

    void add_blocks(std::size_t p, const Setup& setup) {
        BlockPlan plan;
        plan.network = &program_->network;
        plan.store = &program_->store;
        plan.dynamics = program_->dynamics[p];
        plan.frame = frame(p);
        for (const Block& block : program_->store.blocks(p)) {
            plan.block = block;
            plan.probes.clear();
            for (std::uint32_t lane = 0; lane < block.size; ++lane)
                if (samples_ != nullptr &&
                    std::ranges::find(setup.probes, plan.neuron(lane)) != setup.probes.end())
                    plan.probes.push_back(lane);
            blocks_.push_back({p, program_->make_block(plan)});
            ++plan.number;
        }
    }

    /// What is sent before `end` arrives in a later window, since no delay is shorter than one.
    std::span<const Event> send_input(std::span<const Event> input, Time end) {
        while (!input.empty() && input.front().at < end) {
            send(line(input.front().channel, input.front().polarity), next_tick(input.front().at));
            input = input.subspan(1);
        }
        return input;
    }

    /// `at` is in the window that is next or has just been computed.
    void send(std::size_t from, Time at) {
        const std::int64_t length = program_->window_ns;
        const std::int64_t offset = (at - window_begin()).count();
        const Duration left = Time::max() - at;
        for (std::uint32_t r = first_route_[from]; r < first_route_[from + 1]; ++r) {
            const Route& route = routes_[r];
            if (left <= longest_delay_ && Duration{program_->store.row(route.row).delay_ns} >= left)
                continue;  // after the end of time
            std::int64_t windows = window_ + route.windows;
            std::int64_t rest = offset + route.rest_ns;
            for (; rest >= length; rest -= length) ++windows;
            for (; rest < 0; rest += length) --windows;
            queue_.push(windows, Hit::of(static_cast<std::uint32_t>(rest), route.row),
                        route.population);
        }
    }

    /// Input and sources wait for a tick; other spikes are on one, and delays are of whole ticks.
    Time next_tick(Time at) const {
        const std::int64_t tick = program_->tick_ns;
        if (tick == 1) return at;
        const std::int64_t beyond = at.time_since_epoch().count() % tick;
        return beyond == 0 ? at
                           : at + Duration{std::min(tick - beyond, (Time::max() - at).count())};
    }

    void run_window(Time end) {
        queue_.begin(window_);
        const bool shared = blocks_.size() > 1 && work_ > work_to_share;
        const bool one_instant = program_->tick_ns == program_->window_ns &&
                                 end - window_begin() == Duration{program_->window_ns};
        for_each(hits_.size(), shared, [&](std::size_t p) {
            if (needs_order_[p] || !one_instant) queue_.sort(p);
            deliveries_[p] = time_hits(frame(p), program_->store, queue_.hits(p), hits_[p]);
        });
        work_ = program_->network.neurons();
        for (std::size_t p = 0; p < hits_.size(); ++p) {
            costs_[p].deliveries += deliveries_[p];
            work_ += deliveries_[p];
        }
        for_each(blocks_.size(), shared, [&](std::size_t b) {
            blocks_[b].state->step({window_begin().time_since_epoch().count(),
                                    (end - window_begin()).count(), hits_[blocks_[b].population]});
        });
        collect(end);
    }

    /// On all threads if the window before this one was worth it.
    template <class Body>
    static void for_each(std::size_t count, bool shared, const Body& body) {
        if (shared)
            for_each_index(count, body);
        else
            for (std::size_t i = 0; i < count; ++i) body(i);
    }

    void collect(Time end) {
        outbox_.begin();
        from_sources_.clear();
        feed_.take(end, from_sources_);
        for (const Spike& spike : from_sources_) ++costs_[population_[index(spike.neuron)]].spikes;
        outbox_.add(from_sources_, {});
        for (const BlockPlace& b : blocks_) {
            costs_[b.population].spikes += b.state->spikes.size();
            outbox_.add(b.state->spikes, b.state->samples);
        }
        for (const Spike& spike : outbox_.finish())
            send(program_->store.input_lines() + index(spike.neuron),
                 has_sources_ ? next_tick(spike.at) : spike.at);
    }

    std::shared_ptr<const Windowed> program_;
    RunCheck check_;
    SourceFeed feed_;
    bool has_sources_;  ///< whose spikes may be between two ticks
    std::vector<Sample>* samples_;
    RowQueue queue_;
    std::vector<std::uint32_t> first_route_;  ///< by line, and the end
    std::vector<Route> routes_;
    Duration longest_delay_{};
    std::vector<BlockPlace> blocks_;
    std::vector<bool> needs_order_;            ///< by population: of hits at one instant
    std::vector<std::vector<TimedHit>> hits_;  ///< by population
    std::vector<std::uint16_t> population_;    ///< of each neuron
    std::vector<Spike> from_sources_;          ///< in the window
    Outbox outbox_;
    std::vector<std::uint64_t> deliveries_;  ///< of the window, by population
    std::uint64_t work_ = 0;                 ///< of the last window
    std::vector<Cost> costs_;
    Cost total_;
    std::int64_t window_ = 0;  ///< the next one
};

}  // namespace

Windowed::Windowed(Network given, std::size_t block_neurons)
    : network(std::move(given)),
      dynamics(all_dynamics(network)),
      store(network, block_neurons, tells_signs(dynamics)),
      frames(dynamics.size()),
      window_ns(store.rows() == 0 ? idle_window_ns : store.shortest_delay_ns()),
      report(store.report(network)) {
    limit_window(1000000000);  // offsets within a window are of 32 bits
    (void)SourceFeed(network);
}

void Windowed::limit_window(std::int64_t longest_window_ns) {
    window_ns = std::max<std::int64_t>(1, std::min(window_ns, longest_window_ns));
}

std::unique_ptr<Session> start_windowed(std::shared_ptr<const Windowed> program,
                                        const Setup& setup) {
    return std::make_unique<WindowedSession>(std::move(program), setup);
}

}  // namespace efferent::snn
