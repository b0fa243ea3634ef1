// A fixed tick: every neuron of a block is stepped at every tick, in single precision.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.hpp"
#include "snn/engine/accumulate.hpp"
#include "snn/engine/aligned.hpp"
#include "snn/engine/block.hpp"
#include "snn/engine/scatter.hpp"

namespace efferent::snn {
namespace {

/// One coefficient of all neurons: kept once if it is the same for all.
class Values {
public:
    void push(double value) { all_.push_back(static_cast<float>(value)); }
    void finish(std::size_t lanes, float filling) {
        const bool same = std::ranges::all_of(all_, [&](float x) { return x == all_.front(); });
        if (same)
            all_.assign(16, all_.front());
        else
            all_.resize(lanes, filling);
        mask_ = same ? 0 : ~std::size_t{0};
    }
    Coefficient coefficient() const { return {all_.data(), mask_}; }
    float at(std::size_t lane) const { return all_[lane & mask_]; }

private:
    Aligned<float> all_;
    std::size_t mask_ = 0;
};

/// How much of something that falls with `tau_ns` is left after a tick.
double keep(double tau_ns, const TickRule& rule) {
    const double x = static_cast<double>(rule.tick_ns) / tau_ns;
    return rule.exact_decay ? std::exp(-x) : 1.0 - x;
}

/// By how much a unit of current moves v in a tick: one that falls during it, or, where currents
/// are stepped first or by Euler, one that does not.
double gain(double tau_ns, const Dynamics& d, const TickRule& rule) {
    const double tick = static_cast<double>(rule.tick_ns);
    if (!rule.exact_decay) return tick / d.membrane_ns;
    if (rule.current_first) return -std::expm1(-tick / d.membrane_ns);
    const double x = tick / d.membrane_ns - tick / tau_ns;
    const double shape = x == 0.0 ? 1.0 : std::expm1(x) / x;
    return tick / d.membrane_ns * std::exp(-tick / d.membrane_ns) * shape;
}

class ClockedBlock final : public BlockState {
public:
    ClockedBlock(const BlockPlan& plan, const TickRule& rule)
        : plan_(plan), rule_(rule), lanes_(plan.block.lanes()), over_((lanes_ + 63) / 64) {
        const Dynamics& first = plan.of(0);
        current_ = first.has_current();
        for (std::size_t i = 0; i < plan.block.size; ++i) {
            const Dynamics& d = plan.of(i);
            two_currents_ = two_currents_ || d.excitatory_ns != d.inhibitory_ns;
            adapts_ = adapts_ || d.adapts();
            drains_ = drains_ || !d.has_closed_form();
        }
        for (std::size_t i = 0; i < plan.block.size; ++i) add(plan.of(i));
        for (Values* v : {&keep_v_, &add_, &gain_p_, &gain_n_, &keep_p_, &keep_n_, &keep_u_})
            v->finish(lanes_, 0.0F);
        for (Values* v : {&v_reset_, &held_ticks_, &step_u_, &pull_, &draw_})
            v->finish(lanes_, 0.0F);
        threshold_.finish(lanes_, std::numeric_limits<float>::infinity());
        v_.resize(lanes_);
        for (Aligned<float>* a : {&p_, &n_, &u_, &held_, &in_p_, &in_n_, &before_, &drifted_})
            a->resize(lanes_);
        find_units();
        needs_order = !all_units();
        // The lanes that fill the last vector never wake.
        std::fill(held_.begin() + plan.block.size, held_.end(), 1e30F);
        prepare();
    }

    void step(const Window& window) override {
        spikes.clear();
        samples.clear();
        if (has_sparse_) plan_.find_segments(window.hits, segments_);
        std::size_t h = 0;
        for (std::int64_t at = 0; at < window.length_ns; at += rule_.tick_ns) {
            bool sparse = false;
            for (auto& rows : dense_) rows.clear();
            for (auto& rows : units_) rows.clear();
            for (; h < window.hits.size() && window.hits[h].offset_ns <= at; ++h)
                sparse = add(window, h) || sparse;
            const Time now{Duration{window.begin_ns + at}};
            if (now > Time{}) tick(now, sparse);
        }
    }

private:
    /// The scale of the largest short projection, and how many of its rows may be added in 16 bits.
    void find_units() {
        std::size_t most = 0;
        int largest = 1;
        for (std::size_t p = 0; p < plan_.store->projections(); ++p) {
            const StoredProjection& projection = plan_.store->projection(p);
            if (projection.population != plan_.block.population) continue;
            const Patch& patch = projection.patches[plan_.number];
            if (patch.form != Form::dense_short) continue;
            if (patch.shorts.size() > most) {
                most = patch.shorts.size();
                unit_scale_ = patch.scale;
            }
            for (const std::int16_t w : patch.shorts) largest = std::max(largest, std::abs(int{w}));
        }
        units_at_once_ = static_cast<std::size_t>(std::max(1, 32767 / largest));
        for (std::size_t p = 0; p < plan_.store->projections(); ++p) {
            UnitPatch& unit = unit_patches_.emplace_back();
            const StoredProjection& projection = plan_.store->projection(p);
            if (projection.population != plan_.block.population) continue;
            const Patch& patch = projection.patches[plan_.number];
            if (patch.form == Form::dense_short && patch.scale == unit_scale_)
                unit = {patch.shorts.data(), patch.stride};
        }
    }

    /// Whether all that arrives is added as whole numbers.
    bool all_units() const {
        for (std::size_t p = 0; p < plan_.store->projections(); ++p)
            if (plan_.store->projection(p).population == plan_.block.population &&
                unit_patches_[p].weights == nullptr)
                return false;
        return true;
    }

    void add(const Dynamics& d) {
        v_.push_back(static_cast<float>(d.v_initial));
        const double kept = d.leaks() ? keep(d.membrane_ns, rule_) : 1.0;
        keep_v_.push(kept);
        add_.push(d.leaks() ? d.rest * (1.0 - kept)
                            : d.drift_per_ns * static_cast<double>(rule_.tick_ns));
        if (current_) {
            keep_p_.push(keep(d.excitatory_ns, rule_));
            keep_n_.push(keep(d.inhibitory_ns, rule_));
            gain_p_.push(gain(d.excitatory_ns, d, rule_));
            gain_n_.push(gain(d.inhibitory_ns, d, rule_));
        } else {
            for (Values* v : {&keep_p_, &keep_n_, &gain_p_, &gain_n_}) v->push(0.0);
        }
        const double kept_u = d.adapts() ? keep(d.adaptation_ns, rule_) : 0.0;
        keep_u_.push(kept_u);
        pull_.push(d.coupling * (1.0 - kept_u));
        draw_.push(kept - 1.0);
        step_u_.push(d.adaptation);
        threshold_.push(d.threshold);
        subtracts_.push_back(d.reset == Reset::by_subtraction);
        v_reset_.push(d.v_reset);
        held_ticks_.push(d.refractory_ns / static_cast<double>(rule_.tick_ns));
    }

    /// True if the row is a sparse one.
    bool add(const Window& window, std::size_t h) {
        const TimedHit& hit = window.hits[h];
        const bool to_n = two_currents_ && hit.sign == Sign::inhibitory;
        const UnitPatch& unit = unit_patches_[hit.projection];
        if (unit.weights != nullptr) {
            for (double k = 0.0; k < hit.times; ++k)
                units_[to_n ? 1 : 0].push_back(unit.weights + hit.row * unit.stride);
            return false;
        }
        const Patch& patch = plan_.patch(hit);
        const auto times = static_cast<float>(hit.times);
        if (!patch.dense()) {
            if (h + 1 < window.hits.size() && !plan_.patch(window.hits[h + 1]).dense())
                prefetch_targets(plan_.patch(window.hits[h + 1]), segments_[h + 1]);
            scatter_row(patch, segments_[h], times, to_n ? in_n_.data() : in_p_.data());
            return true;
        }
        const std::size_t first = hit.row * patch.stride;
        DenseRow row;
        const bool is_short = patch.form == Form::dense_short;
        row.weights = is_short ? static_cast<const void*>(patch.shorts.data() + first)
                               : static_cast<const void*>(patch.floats.data() + first);
        row.b = is_short ? times * patch.scale : times;
        dense_[(to_n ? 2U : 0U) + (is_short ? 0U : 1U)].push_back(row);
        return false;
    }

    /// What is the same at every tick.
    void prepare() {
        pass_.lanes = lanes_;
        pass_.v = v_.data();
        pass_.p = current_ ? p_.data() : nullptr;
        pass_.n = two_currents_ ? n_.data() : nullptr;
        pass_.u = adapts_ ? u_.data() : nullptr;
        pass_.held = held_.data();
        pass_.in_n = in_n_.data();
        pass_.current_first = rule_.current_first;
        pass_.keep_v = keep_v_.coefficient();
        pass_.add = add_.coefficient();
        pass_.gain_p = gain_p_.coefficient();
        pass_.gain_n = gain_n_.coefficient();
        pass_.keep_p = keep_p_.coefficient();
        pass_.keep_n = keep_n_.coefficient();
        pass_.keep_u = keep_u_.coefficient();
        pass_.drains = drains_;
        pass_.pull = pull_.coefficient();
        pass_.draw = draw_.coefficient();
        pass_.threshold = threshold_.coefficient();
        pass_.over = over_.data();
        pass_.before = before_.data();
        pass_.drifted = rule_.interpolated ? drifted_.data() : nullptr;
    }

    void tick(Time now, bool sparse) {
        pass_.in_p = sparse ? in_p_.data() : nullptr;
        pass_.units_p = {units_[0].data(), units_[0].size(), units_at_once_, unit_scale_};
        pass_.units_n = {units_[1].data(), units_[1].size(), units_at_once_, unit_scale_};
        pass_.rows_p = {dense_[0].data(), dense_[0].size(), dense_[1].data(), dense_[1].size()};
        pass_.rows_n = {dense_[2].data(), dense_[2].size(), dense_[3].data(), dense_[3].size()};
        advance_tick(pass_);
        updates += plan_.block.size;
        each_bit(over_, [&](std::uint32_t lane) { fire(now, lane); });
        for (const std::uint32_t lane : plan_.probes)
            samples.push_back({now, plan_.neuron(lane), static_cast<double>(v_[lane]),
                               static_cast<double>(p_[lane]) + static_cast<double>(n_[lane])});
    }

    void fire(Time now, std::uint32_t lane) {
        spikes.push_back({now, plan_.neuron(lane)});
        const float threshold = threshold_.at(lane) + (drains_ ? 0.0F : u_[lane]);
        v_[lane] = subtracts_[lane] ? v_[lane] - threshold : v_reset_.at(lane);
        if (adapts_) u_[lane] += step_u_.at(lane);
        held_[lane] = held_ticks_.at(lane);
        if (rule_.interpolated)
            held_[lane] = std::max(0.0F, held_[lane] - 1.0F + phase(lane, threshold));
    }

    /// At which part of the tick v reached the threshold.
    float phase(std::uint32_t lane, float threshold) const {
        if (!(drifted_[lane] >= threshold)) return 1.0F;
        return std::clamp((threshold - before_[lane]) / (drifted_[lane] - before_[lane]), 0.0F,
                          1.0F);
    }

    BlockPlan plan_;
    bool has_sparse_ = plan_.has_sparse();
    TickRule rule_;
    std::size_t lanes_;
    bool current_ = false;
    bool two_currents_ = false;
    bool adapts_ = false;
    bool drains_ = false;
    Aligned<float> v_, p_, n_, u_, held_, in_p_, in_n_;
    Aligned<float> before_, drifted_;
    Values keep_v_, add_, gain_p_, gain_n_, keep_p_, keep_n_, keep_u_, threshold_;
    Values v_reset_, held_ticks_, step_u_, pull_, draw_;
    std::vector<bool> subtracts_;
    struct UnitPatch {
        const std::int16_t* weights = nullptr;  ///< null if they are not to be added as they are
        std::size_t stride = 0;
    };
    std::vector<UnitPatch> unit_patches_;  ///< by projection
    float unit_scale_ = 0.0F;              ///< that most short rows have
    std::size_t units_at_once_ = 1;
    std::array<std::vector<const std::int16_t*>, 2> units_;  ///< p, n
    std::array<std::vector<DenseRow>, 4> dense_;             ///< p short, float; n short, float
    std::vector<Segment> segments_;                          ///< of each hit
    std::vector<std::uint64_t> over_;
    TickPass pass_;
};

}  // namespace

std::unique_ptr<BlockState> clocked_block(const BlockPlan& plan, const TickRule& rule) {
    return std::make_unique<ClockedBlock>(plan, rule);
}

}  // namespace efferent::snn
