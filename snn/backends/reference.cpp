// The definition of correct: exact, event-driven, one thread. Other backends are compared to it.
#include <algorithm>
#include <bit>
#include <utility>

#include "snn/backend.hpp"
#include "snn/model.hpp"

namespace efferent::snn {
namespace {

/// What is under way through one projection: rows, not single synapses. Since a projection has one
/// delay, its rows arrive in the order in which they were sent, and no heap is needed.
class RowQueue {
public:
    struct Row {
        Time at{};
        std::uint32_t source = 0;
        std::uint32_t times = 1;  ///< equal events of one instant are one row
    };

    /// Keeps the rows of an instant by source, the order of sums, which input lines do not come in.
    void send(Time at, std::size_t source) {
        std::size_t place = rows_.size();
        while (place > head_ && rows_[place - 1].at == at && rows_[place - 1].source > source)
            --place;
        if (place > head_ && rows_[place - 1].at == at && rows_[place - 1].source == source) {
            ++rows_[place - 1].times;
            return;
        }
        place -= make_room();
        rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(place),
                     {at, static_cast<std::uint32_t>(source), 1});
    }

    /// When the next row arrives; the end of time if there is none.
    Time next() const { return head_ == rows_.size() ? Time::max() : rows_[head_].at; }

    /// The rows of the next instant, by source; valid until the next send().
    std::span<const Row> take() {
        const std::size_t first = head_;
        for (const Time at = next(); head_ < rows_.size() && rows_[head_].at == at;) ++head_;
        return std::span(rows_).subspan(first, head_ - first);
    }

private:
    /// Reuses the room of the rows taken, so that a warm queue does not allocate; gives by how many
    /// places all rows have moved.
    std::size_t make_room() {
        if (rows_.size() < rows_.capacity() || head_ < rows_.size() / 2) return 0;
        rows_.erase(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(head_));
        return std::exchange(head_, 0);
    }

    std::vector<Row> rows_;
    std::size_t head_ = 0;
};

/// Sums what arrives at the neurons of one population at one instant.
class Inbox {
public:
    explicit Inbox(std::size_t neurons) : sums_(neurons), touched_((neurons + 63) / 64) {
        arrivals_.reserve(neurons);
    }

    /// Adds a row's weights, each times `row.times` (exact in double); gives their number.
    std::size_t add(const Dense& d, const RowQueue::Row& row) {
        const float* const weights = d.weights.data() + row.source * d.targets;
        const auto times = static_cast<double>(row.times);
        for (std::size_t t = 0; t < d.targets; ++t)
            sums_[t] += times * static_cast<double>(weights[t]);
        touch_all();
        return row.times * d.targets;
    }
    std::size_t add(const Sparse& s, const RowQueue::Row& row) {
        const std::size_t first = s.offsets[row.source];
        const std::size_t last = s.offsets[row.source + 1];
        const auto times = static_cast<double>(row.times);
        for (std::size_t i = first; i < last; ++i) {
            const std::uint32_t t = s.targets[i];
            sums_[t] += times * static_cast<double>(s.weights[i]);
            touched_[t / 64] |= std::uint64_t{1} << (t % 64);
        }
        any_ = any_ || last > first;
        return row.times * (last - first);
    }

    /// The sums by neuron, ascending, and empties the inbox; valid until the next call.
    std::span<const Arrival> take() {
        arrivals_.clear();
        if (!any_) return arrivals_;
        for (std::size_t word = 0; word < touched_.size(); ++word) {
            for (std::uint64_t bits = touched_[word]; bits != 0; bits &= bits - 1) {
                const std::size_t n = 64 * word + static_cast<std::size_t>(std::countr_zero(bits));
                arrivals_.push_back({static_cast<std::uint32_t>(n), sums_[n]});
                sums_[n] = 0.0;
            }
            touched_[word] = 0;
        }
        any_ = false;
        return arrivals_;
    }

private:
    void touch_all() {
        std::ranges::fill(touched_, ~std::uint64_t{0});
        if (sums_.size() % 64 != 0) touched_.back() = (std::uint64_t{1} << (sums_.size() % 64)) - 1;
        any_ = true;
    }

    std::vector<double> sums_;
    std::vector<std::uint64_t> touched_;  ///< one bit a neuron, so that order needs no sorting
    std::vector<Arrival> arrivals_;
    bool any_ = false;
};

/// The projections that leave one origin, ascending.
using FanOut = std::vector<std::size_t>;

class ReferenceProgram final : public Program,
                               public std::enable_shared_from_this<ReferenceProgram> {
public:
    explicit ReferenceProgram(Network given) : network(std::move(given)) {
        from_population.resize(network.populations().size());
        for (std::size_t p = 0; p < network.projections().size(); ++p) {
            const auto* source = std::get_if<PopulationId>(&network.projections()[p].from);
            (source == nullptr ? from_input : from_population[index(*source)]).push_back(p);
        }
        for (const Population& p : network.populations()) (void)kernel(p);
    }

    std::unique_ptr<Session> start() const override;
    std::string report() const override {
        return std::to_string(network.neurons()) + " neurons and " +
               std::to_string(network.synapses()) + " synapses, exactly as given\n";
    }

    static std::unique_ptr<Kernel> kernel(const Population& p) {
        try {
            auto made = make(models(), p.model);
            made->start(p.size);
            return made;
        } catch (Error& e) {
            e.during("population \"" + p.name + "\"");
            throw;
        }
    }

    const Network network;  // a copy: later changes of the original do not reach it
    FanOut from_input;
    std::vector<FanOut> from_population;
};

class ReferenceSession final : public Session {
public:
    explicit ReferenceSession(std::shared_ptr<const ReferenceProgram> program)
        : program_(std::move(program)), queues_(program_->network.projections().size()) {
        for (const Population& p : program_->network.populations()) {
            kernels_.push_back(ReferenceProgram::kernel(p));
            inboxes_.emplace_back(p.size);
            fired_.reserve(p.size);
        }
    }

    void run(std::span<const Event> input, Time until, std::vector<Spike>& out) override {
        check(input, until);
        while (true) {
            const Time arrival = next_arrival();
            if (!input.empty() && input.front().at <= arrival) {
                const Event& e = input.front();
                send(program_->from_input, line(e.channel, e.polarity), e.at);
                input = input.subspan(1);
                ++cost_.events;
            } else if (arrival < until) {
                run_instant(arrival, out);
            } else {
                break;
            }
        }
        now_ = until;
    }

    Cost cost() const override { return cost_; }

private:
    /// Everything is checked before anything runs, so that a refusal changes nothing.
    void check(std::span<const Event> input, Time until) const {
        const auto ns = [](Time t) { return std::to_string(t.time_since_epoch().count()) + " ns"; };
        if (until < now_)
            throw Error(
                Fault::network,
                "run until " + ns(until) + ": is in the past, since the session is at " + ns(now_));
        const std::size_t channels = program_->network.channels();
        for (std::size_t i = 0; i < input.size(); ++i) {
            const Event& e = input[i];
            const auto refuse = [&](const std::string& why) {
                throw Error(Fault::network, "input event " + std::to_string(i) + ": " + why);
            };
            if (index(e.channel) >= channels)
                refuse("channel " + std::to_string(index(e.channel)) + " is unknown; there are " +
                       std::to_string(channels));
            if (e.at < now_ || e.at >= until)
                refuse("its time, " + ns(e.at) + ", must be in [" + ns(now_) + ", " + ns(until) +
                       ")");
            if (i > 0 && e < input[i - 1])
                refuse(
                    "must not come before its predecessor in the order of time, channel, "
                    "polarity (down before up)");
        }
    }

    Time next_arrival() const {
        Time next = Time::max();
        for (const RowQueue& q : queues_) next = std::min(next, q.next());
        return next;
    }

    void send(const FanOut& fan_out, std::size_t source, Time at) {
        for (const std::size_t p : fan_out) {
            const Duration delay = program_->network.projections()[p].delay;
            if (delay < Time::max() - at) queues_[p].send(at + delay, source);
            // else it arrives after the end of time, which no run reaches
        }
    }

    /// Delays are positive: what is sent here arrives at a later instant.
    void run_instant(Time at, std::vector<Spike>& out) {
        for (std::size_t p = 0; p < queues_.size(); ++p)
            if (queues_[p].next() == at) deliver(program_->network.projections()[p], queues_[p]);
        for (std::size_t p = 0; p < kernels_.size(); ++p) {
            fired_.clear();
            kernels_[p]->receive(at, inboxes_[p].take(), fired_);
            const std::size_t first =
                index(program_->network.populations()[static_cast<PopulationId>(p)].first);
            for (const std::uint32_t neuron : fired_) {
                out.push_back({at, static_cast<NeuronId>(first + neuron)});
                send(program_->from_population[p], neuron, at);
            }
            cost_.spikes += fired_.size();
        }
    }

    void deliver(const Projection& projection, RowQueue& queue) {
        Inbox& inbox = inboxes_[index(projection.to)];
        const auto rows = queue.take();
        std::visit(
            [&](const auto& synapses) {
                for (const RowQueue::Row& row : rows) cost_.deliveries += inbox.add(synapses, row);
            },
            projection.synapses);
    }

    std::shared_ptr<const ReferenceProgram> program_;
    std::vector<RowQueue> queues_;  ///< by projection
    std::vector<std::unique_ptr<Kernel>> kernels_;
    std::vector<Inbox> inboxes_;
    std::vector<std::uint32_t> fired_;
    Time now_{};
    Cost cost_;
};

std::unique_ptr<Session> ReferenceProgram::start() const {
    return std::make_unique<ReferenceSession>(shared_from_this());
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
