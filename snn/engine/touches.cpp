// A dense row is asked lane by lane; a sparse one is walked, since few lanes are chosen but all rows matter.
#include "snn/engine/touches.hpp"

namespace efferent::snn {

void TouchList::collect(std::span<const TimedHit> hits, std::span<const std::uint32_t> lanes) {
    found_.clear();
    for (std::size_t i = 0; i < lanes.size(); ++i)
        slot_[lanes[i]] = static_cast<std::uint32_t>(i + 1);
    for (std::size_t h = 0; h < hits.size(); ++h) {
        const Patch& patch = plan_.patch(hits[h]);
        if (patch.dense())
            scan_dense(patch, static_cast<std::uint32_t>(h), hits[h].row, lanes);
        else
            scan_sparse(patch, static_cast<std::uint32_t>(h), hits[h].row);
    }
    for (const std::uint32_t lane : lanes) slot_[lane] = 0;

    begin_.assign(lanes.size() + 2, 0);
    for (const Found& f : found_) ++begin_[f.chosen + 2];
    for (std::size_t i = 2; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
    sorted_.resize(found_.size());
    for (const Found& f : found_) sorted_[begin_[f.chosen + 1]++] = f.touch;
}

void TouchList::scan_dense(const Patch& patch, std::uint32_t hit, std::uint32_t row,
                           std::span<const std::uint32_t> lanes) {
    const std::size_t first = row * patch.stride;
    const auto count = static_cast<std::uint32_t>(lanes.size());
    if (patch.form == Form::dense_short) {
        const std::int16_t* const weights = patch.shorts.data() + first;
        for (std::uint32_t i = 0; i < count; ++i)
            if (const std::int16_t w = weights[lanes[i]]; w != 0)
                found_.push_back({i, {hit, static_cast<float>(w) * patch.scale}});
    } else {
        const float* const weights = patch.floats.data() + first;
        for (std::uint32_t i = 0; i < count; ++i)
            if (const float w = weights[lanes[i]]; w != 0.0F) found_.push_back({i, {hit, w}});
    }
}

void TouchList::scan_sparse(const Patch& patch, std::uint32_t hit, std::uint32_t row) {
    each_weight(patch, row, [&](std::uint32_t lane, float w) {
        if (slot_[lane] != 0) [[unlikely]]
            found_.push_back({slot_[lane] - 1, {hit, w}});
    });
}

}  // namespace efferent::snn
