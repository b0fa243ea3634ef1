// The motor-unit front end: blind filters of motor units, how often each discharged in each window.
#include <algorithm>
#include <cmath>

#include "pipeline/front_end.hpp"
#include "pipeline/motor_unit_bank.hpp"

namespace efferent {
namespace {

struct MotorUnitsParams {
    BankParams bank;
    Duration memory = 0ms;
};

void describe(Fields& field, MotorUnitsParams& p) {
    field("bank", p.bank, "how filters of motor units are learned from the training part");
    field("memory_ms", p.memory,
          "time constant with which the counts forget, from the trial's begin on; 0: they are the "
          "window's");
    field.require(p.memory >= 0ns, "memory_ms", "must not be negative");
}

class MotorUnits final : public FrontEnd {
public:
    using Params = MotorUnitsParams;
    explicit MotorUnits(const Params& params) : params_(params) {}

    void fit(const TrainingSet& training, Monitor* monitor) override {
        bank_ = bank_of(training, params_.bank, monitor);
        windows_ = training.windows;
        profile_ = profile_of(*bank_, {windows_, training.trials.front().signal.rate()});
        stream_.emplace(*bank_);
        begin();
    }

    void begin() override {
        stream_->begin();
        waiting_.clear();
        counts_.assign(profile_.columns, 0.0);
        reached_ = Time{};
        pushed_ = 0;
        next_ = 0;
    }

    void push(const SignalView& block, Table& rows) override {
        const WindowSamples samples(windows_, block.rate());
        const std::size_t before = waiting_.size();
        stream_->push(block, waiting_);
        profile_.spikes += waiting_.size() - before;
        pushed_ += static_cast<std::int64_t>(block.length());
        for (; samples.end(next_) <= pushed_; ++next_) {
            const Time end = sample_time(block.rate(), samples.end(next_));
            rows.push_back(params_.memory > 0ns
                               ? recalled(end)
                               : counted(sample_time(block.rate(), samples.begin(next_)), end));
            ++profile_.rows;
        }
        profile_.seconds += static_cast<double>(block.length()) / block.rate().value;
    }

    FrontEndProfile profile() const override {
        FrontEndProfile p = profile_;
        p.energy = static_cast<double>(p.rows) * multiplied(p.macs, p.parameter_bytes);
        if (stream_) {
            p.discharges = stream_->discharges();
            add_cost(*bank_, stream_->cost(), p);
        }
        return p;
    }

private:
    /// Square roots of the discharges in `[begin, end)`: the root makes the spread of a count even.
    std::vector<double> counted(Time begin, Time end) {
        waiting_.erase(waiting_.begin(), std::ranges::lower_bound(waiting_, begin, {}, &Event::at));
        std::vector<double> row(profile_.columns, 0.0);
        for (const Event& e : waiting_)
            if (e.at < end) row[index(e.channel)] += 1.0;
        for (double& x : row) x = std::sqrt(x);
        return row;
    }

    /// Square roots of the discharges so far, each weighed by e^(-age / memory), over what one at
    /// every instant would have come to.
    std::vector<double> recalled(Time end) {
        const auto share = [&](Duration age) {
            return std::exp(-static_cast<double>(age.count()) /
                            static_cast<double>(params_.memory.count()));
        };
        for (double& x : counts_) x *= share(end - reached_);
        const auto stop = std::ranges::lower_bound(waiting_, end, {}, &Event::at);
        for (auto e = waiting_.begin(); e != stop; ++e)
            counts_[index(e->channel)] += share(end - e->at);
        waiting_.erase(waiting_.begin(), stop);
        reached_ = end;
        std::vector<double> row(counts_);
        for (double& x : row) x = std::sqrt(x / (1.0 - share(end - Time{})));
        return row;
    }

    Params params_;
    std::shared_ptr<const MotorUnitBank> bank_;
    std::optional<BankStream> stream_;
    Windows windows_;
    FrontEndProfile profile_;
    std::vector<Event> waiting_;  ///< discharges that no window has passed
    std::vector<double> counts_;  ///< at `reached_`, where there is a memory
    Time reached_{};
    std::int64_t pushed_ = 0;  ///< samples of this stream
    std::int64_t next_ = 0;    ///< window to come
};

}  // namespace

extern constinit const PartInfo<FrontEnd> part_motor_units = part<FrontEnd, MotorUnits>(
    "motor_units", "blind filters of motor units, discharges of each in each window");

}  // namespace efferent
