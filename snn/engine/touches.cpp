// Where all rows are dense and short, as most are, each lane asks each row; a sparse row is walked,
// since few lanes are chosen.
#include "snn/engine/touches.hpp"

namespace efferent::snn {
void TouchList::collect(std::span<const TimedHit> hits, std::span<const Segment> segments,
                        std::span<const std::uint32_t> lanes) {
    patches_.clear();
    shorts_.clear();
    for (const TimedHit& hit : hits) {
        const Patch& patch = plan_.patch(hit);
        patches_.push_back(&patch);
        if (patch.form == Form::dense_short)
            shorts_.push_back({patch.shorts.data() + hit.row * patch.stride, patch.scale});
    }
    begin_.assign(lanes.size() + 2, 0);
    if (shorts_.size() == hits.size())
        collect_dense(lanes);
    else
        collect_mixed(hits, segments, lanes);
}

void TouchList::collect_dense(std::span<const std::uint32_t> lanes) {
    const std::size_t rows = shorts_.size();
    if (touches_.size() < rows * lanes.size() + 1) touches_.resize(rows * lanes.size() + 1);
    Touch* next = touches_.data();
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        const std::size_t lane = lanes[i];
        for (std::size_t h = 0; h < rows; ++h) {
            const std::int16_t w = shorts_[h].weights[lane];
            *next = {static_cast<std::uint32_t>(h), static_cast<float>(w) * shorts_[h].scale};
            next += w != 0 ? 1 : 0;
        }
        begin_[i + 1] = static_cast<std::uint32_t>(next - touches_.data());
    }
}

void TouchList::ask_dense(const Patch& patch, std::uint32_t hit, std::uint32_t row,
                          std::span<const std::uint32_t> lanes) {
    const std::size_t first = row * patch.stride;
    for (std::uint32_t i = 0; i < lanes.size(); ++i) {
        const std::size_t at = first + lanes[i];
        const float w = patch.form == Form::dense_short
                            ? static_cast<float>(patch.shorts[at]) * patch.scale
                            : patch.floats[at];
        if (w != 0.0F) found_.push_back({i, {hit, w}});
    }
}

void TouchList::walk_sparse(const Patch& patch, std::uint32_t hit, const Segment& segment) {
    each_sparse(patch, segment, [&](std::uint16_t lane, float w) {
        if (const std::uint32_t slot = slot_[lane]; slot != 0) [[unlikely]]
            found_.push_back({slot - 1, {hit, w}});
    });
}

void TouchList::collect_mixed(std::span<const TimedHit> hits, std::span<const Segment> segments,
                              std::span<const std::uint32_t> lanes) {
    found_.clear();
    for (std::size_t i = 0; i < lanes.size(); ++i)
        slot_[lanes[i]] = static_cast<std::uint16_t>(i + 1);
    for (std::uint32_t h = 0; h < hits.size(); ++h) {
        const Patch& patch = *patches_[h];
        if (patch.dense())
            ask_dense(patch, h, hits[h].row, lanes);
        else
            walk_sparse(patch, h, segments[h]);
    }
    for (const std::uint32_t lane : lanes) slot_[lane] = 0;

    for (const Found& f : found_) ++begin_[f.chosen + 2];
    for (std::size_t i = 2; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
    if (touches_.size() < found_.size()) touches_.resize(found_.size());
    for (const Found& f : found_) touches_[begin_[f.chosen + 1]++] = f.touch;
}

}  // namespace efferent::snn
