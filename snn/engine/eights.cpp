// A dense row is asked for each lane, a sparse one is walked.
#include "snn/engine/eights.hpp"

#include <algorithm>

#include "snn/engine/scatter.hpp"

namespace efferent::snn {
namespace {

constexpr std::size_t hits_at_most = 1024;  // beyond, most of a table would be empty

}  // namespace

bool Eights::take(std::span<const TimedHit> hits) {
    const Frame& f = *plan_.frame;
    if (!f.has_current() || hits.size() > hits_at_most) return false;
    rows_.clear();
    hits_.clear();
    any_sparse_ = false;
    for (const TimedHit& hit : hits) {
        const Patch& patch = plan_.patch(hit);
        if (patch.form == Form::dense_float || patch.form == Form::sparse_float) return false;
        const bool is_dense = patch.dense();
        any_sparse_ = any_sparse_ || !is_dense;
        rows_.push_back(
            {is_dense ? patch.shorts.data() + hit.row * patch.stride : nullptr, &patch});
        const bool same = patch.form == Form::sparse_same;
        const float unit = same ? patch.segments[hit.row].weight : patch.scale;
        const bool to_n = f.moves_n(hit.sign);
        const double size = (to_n ? f.kappa_n : f.kappa_p) * hit.times * static_cast<double>(unit);
        const double push = size * hit.rise_s;
        const Instant& i = hit.instant;
        hits_.push_back({i.at, i.fall_a, i.fall_p, i.fall_n, -size * hit.rise_a, to_n ? 0.0 : push,
                         to_n ? push : 0.0});
    }
    hits_.push_back({f.end.at, f.end.fall_a, f.end.fall_p, f.end.fall_n, 0.0, 0.0, 0.0});
    return true;
}

void Eights::collect(std::span<const TimedHit> hits, std::span<const Segment> segments,
                     std::span<const std::uint32_t> lanes) {
    constexpr std::size_t size = MarchEight::size;
    const std::size_t eights = (lanes.size() + size - 1) / size;
    const std::size_t room = eights * size * hits_.size();
    if (all_.size() < room) all_.resize(room);
    if (met_.size() < hits_.size()) {
        met_.resize(hits_.size());
        met_weights_.resize(hits_.size() * size);
    }
    for (std::size_t e = 0; e < eights; ++e) {
        std::uint32_t of[size];  // the last lane as often as it takes to make eight
        for (std::size_t i = 0; i < size; ++i)
            of[i] = lanes[std::min(size * e + i, lanes.size() - 1)];
        std::int32_t* to = weights(e, 0);
        for (const Rows& row : rows_) {
            if (row.dense == nullptr)
                std::fill_n(to, size, 0);
            else
                for (std::size_t i = 0; i < size; ++i) to[i] = row.dense[of[i]];
            to += size;
        }
        std::fill_n(to, size, 0);
    }
    if (!any_sparse_) return;
    dense_.assign(rows_.size() / 64 + 1, 0);
    for (std::size_t h = 0; h < rows_.size(); ++h)
        dense_[h / 64] |= std::uint64_t{rows_[h].dense != nullptr} << h % 64;
    dense_[rows_.size() / 64] |= std::uint64_t{1} << rows_.size() % 64;
    if (meet_.size() < eights * dense_.size()) meet_.resize(eights * dense_.size());
    for (std::size_t e = 0; e < eights; ++e)
        std::ranges::copy(dense_, meet_.data() + e * dense_.size());
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        slot_[lanes[i]] = static_cast<std::uint32_t>(i);
        is_chosen_[lanes[i]] = 1;
    }
    for (std::size_t h = 0; h < hits.size(); ++h)
        if (rows_[h].dense == nullptr) scatter(rows_[h], segments[h], h);
    for (const std::uint32_t lane : lanes) is_chosen_[lane] = 0;
}

void Eights::scatter(const Rows& row, const Segment& segment, std::size_t hit) {
    const Patch& patch = *row.patch;
    const bool same = patch.form == Form::sparse_same;
    if (reached_.size() < segment.end - segment.begin) reached_.resize(segment.end - segment.begin);
    const std::uint16_t* const targets = patch.targets.data();
    const std::uint8_t* const is_chosen = is_chosen_.data();
    std::uint32_t* next = reached_.data();  // always written, so that nothing branches
    by_eight(segment.begin, segment.end, [&](std::size_t i) {
        *next = static_cast<std::uint32_t>(i);
        next += is_chosen[targets[i]];
    });
    for (const std::uint32_t* at = reached_.data(); at != next; ++at) {
        const std::uint32_t slot = slot_[targets[*at]];
        meet_[slot / MarchEight::size * dense_.size() + hit / 64] |= std::uint64_t{1} << hit % 64;
        weights(slot / MarchEight::size, hit)[slot % MarchEight::size] +=
            same ? 1 : std::int32_t{patch.shorts[*at]};
    }
}

Eights::Meetings Eights::meetings(std::size_t eight) {
    const std::int32_t* const from = weights(eight, 0);
    if (!any_sparse_) return {hits_, from};  // most reach one of eight
    std::size_t met = 0;
    each_bit(std::span(meet_).subspan(eight * dense_.size(), dense_.size()), [&](std::uint32_t h) {
        std::copy_n(from + MarchEight::size * h, MarchEight::size,
                    met_weights_.data() + MarchEight::size * met);
        met_[met++] = hits_[h];
    });
    return {std::span(met_).first(met), met_weights_.data()};
}

}  // namespace efferent::snn
