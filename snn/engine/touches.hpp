// Which weights reach a few chosen neurons of a block within a window, and when.
#pragma once

#include <span>
#include <vector>

#include "snn/engine/block.hpp"
#include "snn/engine/scatter.hpp"
#include "snn/engine/walk.hpp"

namespace efferent::snn {

class TouchList {
public:
    explicit TouchList(const BlockPlan& plan) : plan_(plan), slot_(plan.block.size, 0) {}

    /// Of `lanes`, in the order of the hits, whose rows' parts in the block are `segments`.
    void collect(std::span<const TimedHit> hits, std::span<const Segment> segments,
                 std::span<const std::uint32_t> lanes);
    std::span<const Touch> of(std::size_t chosen) const {
        return std::span(touches_).subspan(begin_[chosen], begin_[chosen + 1] - begin_[chosen]);
    }

private:
    struct Found {
        std::uint32_t chosen = 0;
        Touch touch;
    };
    struct ShortRow {
        const std::int16_t* weights = nullptr;
        float scale = 1.0F;
    };
    void collect_dense(std::span<const std::uint32_t> lanes);
    void collect_mixed(std::span<const TimedHit> hits, std::span<const Segment> segments,
                       std::span<const std::uint32_t> lanes);
    void ask_dense(const Patch& patch, std::uint32_t hit, std::uint32_t row,
                   std::span<const std::uint32_t> lanes);
    void walk_sparse(const Patch& patch, std::uint32_t hit, const Segment& segment);

    const BlockPlan& plan_;
    std::vector<std::uint16_t> slot_;  ///< one more than a chosen lane's number; 0 elsewhere
    std::vector<const Patch*> patches_;
    std::vector<ShortRow> shorts_;
    std::vector<Found> found_;
    std::vector<std::uint32_t> begin_;
    std::vector<Touch> touches_;  ///< only grows
};

/// Calls each(lane, weight) for the synapses of a row in a block; dense rows skip their zeros.
template <class F>
void each_weight(const Patch& patch, std::uint32_t row, const F& each) {
    if (patch.dense()) {
        const std::size_t first = row * patch.stride;
        for (std::size_t lane = 0; lane < patch.stride; ++lane) {
            const float w = patch.form == Form::dense_short
                                ? static_cast<float>(patch.shorts[first + lane]) * patch.scale
                                : patch.floats[first + lane];
            if (w != 0.0F) each(static_cast<std::uint32_t>(lane), w);
        }
        return;
    }
    each_sparse(patch, patch.segments[row],
                [&](std::uint16_t lane, float w) { each(static_cast<std::uint32_t>(lane), w); });
}

}  // namespace efferent::snn
