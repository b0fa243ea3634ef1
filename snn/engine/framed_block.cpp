// Order does not matter to a sum: whatever arrives in a window is added up in the frame of its
// begin, and only a neuron that may have spiked is followed arrival by arrival.
#include <algorithm>

#include "snn/engine/accumulate.hpp"
#include "snn/engine/aligned.hpp"
#include "snn/engine/block.hpp"
#include "snn/engine/pursuit.hpp"
#include "snn/engine/scatter.hpp"
#include "snn/engine/spike_order.hpp"

namespace efferent::snn {
namespace {

/// Of a threshold's size: what rounding may hide from the pass over all neurons.
constexpr float margin = 2e-5F;

class FramedBlock final : public BlockState {
public:
    explicit FramedBlock(const BlockPlan& plan)
        : plan_(plan),
          lanes_(plan.block.lanes()),
          a_(lanes_, held_lane),
          p_(lanes_),
          n_(lanes_),
          a_next_(lanes_),
          p_next_(lanes_),
          n_next_(lanes_),
          excited_(2 * lanes_),
          inhibited_(2 * lanes_),
          limit_(lanes_, -held_lane),
          may_((lanes_ + 63) / 64),
          pursuit_(plan_) {
        for (std::size_t i = 0; i < plan.block.size; ++i) {
            const Dynamics& d = plan.of(i);
            a_[i] = static_cast<float>(d.v_initial - d.rest);
            if (d.spikes()) {
                const double scale =
                    std::max({std::abs(d.threshold), std::abs(d.rest), std::abs(d.v_reset)});
                limit_[i] =
                    static_cast<float>(d.threshold - d.rest) - margin * static_cast<float>(scale);
            }
        }
        probed_.resize(plan.block.size);
        for (const std::uint32_t lane : plan.probes) probed_[lane] = true;
        is_held_.resize(plan.block.size);
        chosen_.reserve(lanes_);
    }

    void step(const Window& window) override {
        spikes.clear();
        samples.clear();
        updates += plan_.block.size;
        chosen_.clear();
        gather_held(window);
        accumulate(window);
        follow(window);
        order_.sort(spikes, window.begin_ns, window.length_ns);
    }

private:
    struct Held {
        std::uint32_t lane = 0;
        std::int64_t window_ns = 0;  ///< begin of the window to which `free_at_ns` refers
        double free_at_ns = 0.0;
        double v = 0.0;
    };

    /// Those that come free within this window, and probed ones; before the pass moves p and n on.
    void gather_held(const Window& window) {
        std::size_t kept = 0;
        for (const Held& h : held_) {
            const double free_at =
                h.free_at_ns - static_cast<double>(window.begin_ns - h.window_ns);
            if (free_at >= static_cast<double>(window.length_ns) && !probed_[h.lane]) {
                held_[kept++] = h;
                continue;
            }
            WalkState state = walk_state(0.0F, p_[h.lane], n_[h.lane]);
            state.held = true;
            state.free_at_ns = free_at;
            state.held_v = h.v;
            chosen_.push_back({h.lane, state});
            is_held_[h.lane] = true;
        }
        held_.resize(kept);
        for (const std::uint32_t lane : plan_.probes)
            if (!is_held_[lane])
                chosen_.push_back({lane, walk_state(a_[lane], p_[lane], n_[lane])});
        for (const Chosen& c : chosen_) is_held_[c.lane] = false;
    }

    WalkState walk_state(float a, float p, float n) const {
        WalkState s;
        s.a = static_cast<double>(a);
        s.p = plan_.frame->kappa_p * static_cast<double>(p);
        s.n = plan_.frame->kappa_n * static_cast<double>(n);
        return s;
    }

    void accumulate(const Window& window) {
        bool sparse = false;
        if (has_sparse_) plan_.find_segments(window.hits, segments_);
        for (std::vector<DenseRow>& rows : dense_) rows.clear();
        const Frame& frame = *plan_.frame;
        for (std::size_t h = 0; h < window.hits.size(); ++h) {
            const TimedHit& hit = window.hits[h];
            const Patch& patch = plan_.patch(hit);
            const double kappa = frame.moves_n(hit.sign) ? frame.kappa_n : frame.kappa_p;
            DenseRow row;
            if (frame.has_current()) {
                row.a = static_cast<float>(-kappa * hit.times * hit.rise_a);
                row.b = static_cast<float>(hit.times * hit.rise_s);
            } else {
                row.b = static_cast<float>(hit.times * hit.rise_a);
            }
            if (patch.dense()) {
                add_dense(patch, hit, row);
            } else {
                if (h + 1 < window.hits.size() && !plan_.patch(window.hits[h + 1]).dense())
                    prefetch_targets(plan_.patch(window.hits[h + 1]), segments_[h + 1]);
                scatter(patch, hit, segments_[h], row);
                sparse = true;
            }
        }
        if (plan_.frame->has_current())
            pass_current(sparse);
        else
            pass_potential(sparse);
        choose();
    }

    void add_dense(const Patch& patch, const TimedHit& hit, DenseRow row) {
        const std::size_t first = hit.row * patch.stride;
        const bool is_short = patch.form == Form::dense_short;
        if (is_short) {
            const std::int16_t* const weights = patch.shorts.data() + first;
            for (std::size_t lane = 0; lane < 128; lane += 32) __builtin_prefetch(weights + lane);
            row.weights = weights;
            row.a *= patch.scale;  // a power of two: rounds nothing
            row.b *= patch.scale;
        } else {
            row.weights = patch.floats.data() + first;
        }
        dense_[2 * static_cast<std::size_t>(hit.sign) + (is_short ? 0U : 1U)].push_back(row);
    }

    void scatter(const Patch& patch, const TimedHit& hit, const Segment& segment,
                 const DenseRow& row) {
        float* const sums = hit.sign == Sign::inhibitory ? inhibited_.data() : excited_.data();
        if (plan_.frame->has_current())
            scatter_row(patch, segment, row.a, row.b, sums);
        else
            scatter_row(patch, segment, row.b, sums);
    }

    DenseRows rows_of(Sign sign) const {
        const auto& shorts = dense_[2 * static_cast<std::size_t>(sign)];
        const auto& floats = dense_[2 * static_cast<std::size_t>(sign) + 1];
        return {shorts.data(), shorts.size(), floats.data(), floats.size()};
    }
    AllRows all_rows() const {
        return {rows_of(Sign::excitatory), rows_of(Sign::inhibitory), rows_of(Sign::mixed)};
    }

    void pass_current(bool sparse) {
        const Frame& f = *plan_.frame;
        CurrentPass pass;
        pass.lanes = lanes_;
        pass.a = a_.data();
        pass.p = p_.data();
        pass.n = f.one_synapse ? nullptr : n_.data();
        pass.a_next = a_next_.data();
        pass.p_next = p_next_.data();
        pass.n_next = n_next_.data();
        pass.excited = sparse ? excited_.data() : nullptr;
        pass.inhibited = inhibited_.data();
        pass.limit = limit_.data();
        pass.rows = all_rows();
        pass.fall_a = static_cast<float>(f.end.fall_a);
        pass.fall_p = static_cast<float>(f.end.fall_p);
        pass.fall_n = static_cast<float>(f.end.fall_n);
        pass.kappa_p = static_cast<float>(f.kappa_p);
        pass.kappa_n = static_cast<float>(f.kappa_n);
        pass.reach = static_cast<float>(f.window_ns * f.membrane.rate() * (1.0 + 1e-6));
        pass.may = may_.data();
        accumulate_current(pass);
    }

    void pass_potential(bool sparse) {
        const Frame& f = *plan_.frame;
        PotentialPass pass;
        pass.lanes = lanes_;
        pass.a = a_.data();
        pass.a_next = a_next_.data();
        pass.excited = sparse ? excited_.data() : nullptr;
        pass.inhibited = inhibited_.data();
        pass.limit = limit_.data();
        pass.rows = all_rows();
        pass.fall_a = static_cast<float>(f.end.fall_a);
        pass.may = may_.data();
        accumulate_potential(pass);
    }

    /// Those that may have reached their threshold; then the state is that of the next window.
    void choose() {
        each_bit(may_, [&](std::uint32_t lane) {
            if (!probed_[lane]) chosen_.push_back({lane, walk_state(a_[lane], p_[lane], n_[lane])});
        });
        a_.swap(a_next_);
        if (!plan_.frame->has_current()) return;
        p_.swap(p_next_);
        if (!plan_.frame->one_synapse) n_.swap(n_next_);
    }

    void follow(const Window& window) {
        const double fall = plan_.frame->end.fall_a;
        updates += chosen_.size();
        const auto ends = pursuit_.follow(window, segments_, chosen_, spikes, samples);
        for (std::size_t i = 0; i < chosen_.size(); ++i) {
            const std::uint32_t lane = chosen_[i].lane;
            const WalkEnd& end = ends[i];
            if (end.state.held) {
                a_[lane] = held_lane;
                held_.push_back({lane, window.begin_ns, end.state.free_at_ns, end.state.held_v});
            } else if (end.spiked || chosen_[i].state.held) {
                a_[lane] = static_cast<float>(end.state.a * fall);
            }  // else the pass has moved it on, as it moves all others
        }
    }

    BlockPlan plan_;
    bool has_sparse_ = plan_.has_sparse();
    std::size_t lanes_;
    Aligned<float> a_, p_, n_;
    Aligned<float> a_next_, p_next_, n_next_;
    Aligned<float> excited_, inhibited_;  ///< what sparse rows bring, as the passes take it
    Aligned<float> limit_;
    std::vector<std::uint64_t> may_;  ///< one bit a lane
    std::vector<DenseRow> dense_[6];  ///< by sign, short and float
    std::vector<Segment> segments_;   ///< of each hit
    Pursuit pursuit_;
    SpikeOrder order_;
    std::vector<Held> held_;
    std::vector<Chosen> chosen_;
    std::vector<bool> probed_;
    std::vector<bool> is_held_;
};

}  // namespace

std::unique_ptr<BlockState> framed_block(const BlockPlan& plan) {
    return std::make_unique<FramedBlock>(plan);
}

}  // namespace efferent::snn
