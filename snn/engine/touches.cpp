// Where all rows are dense, each lane asks each row; a sparse row is walked, since few lanes are chosen.
#include "snn/engine/touches.hpp"

#include <algorithm>

namespace efferent::snn {
namespace {

float weight_at(const Patch& patch, std::size_t row, std::size_t lane) {
    const std::size_t i = row * patch.stride + lane;
    return patch.form == Form::dense_short ? static_cast<float>(patch.shorts[i]) * patch.scale
                                           : patch.floats[i];
}

}  // namespace

void TouchList::collect(std::span<const TimedHit> hits, std::span<const std::uint32_t> lanes) {
    patches_.clear();
    for (const TimedHit& hit : hits) patches_.push_back(&plan_.patch(hit));
    begin_.assign(lanes.size() + 2, 0);
    if (std::ranges::all_of(patches_, [](const Patch* p) { return p->dense(); }))
        collect_dense(hits, lanes);
    else
        collect_mixed(hits, lanes);
}

void TouchList::collect_dense(std::span<const TimedHit> hits,
                              std::span<const std::uint32_t> lanes) {
    touches_.resize(hits.size() * lanes.size() + 1);
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        for (std::size_t h = 0; h < hits.size(); ++h) {
            const float w = weight_at(*patches_[h], hits[h].row, lanes[i]);
            touches_[count] = {static_cast<std::uint32_t>(h), w};
            count += w != 0.0F ? 1 : 0;
        }
        begin_[i + 1] = count;
    }
}

void TouchList::collect_mixed(std::span<const TimedHit> hits,
                              std::span<const std::uint32_t> lanes) {
    found_.clear();
    for (std::size_t i = 0; i < lanes.size(); ++i)
        slot_[lanes[i]] = static_cast<std::uint32_t>(i + 1);
    for (std::size_t h = 0; h < hits.size(); ++h)
        each_weight(*patches_[h], hits[h].row, [&](std::uint32_t lane, float w) {
            if (const std::uint32_t slot = slot_[lane]; slot != 0) [[unlikely]]
                found_.push_back({slot - 1, {static_cast<std::uint32_t>(h), w}});
        });
    for (const std::uint32_t lane : lanes) slot_[lane] = 0;

    for (const Found& f : found_) ++begin_[f.chosen + 2];
    for (std::size_t i = 2; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
    touches_.resize(found_.size());
    for (const Found& f : found_) touches_[begin_[f.chosen + 1]++] = f.touch;
}

}  // namespace efferent::snn
