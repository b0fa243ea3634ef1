// Which weights reach the chosen neurons of a block, eight neurons abreast, and with which hits.
#pragma once

#include <span>
#include <vector>

#include "snn/engine/block.hpp"
#include "snn/engine/march.hpp"

namespace efferent::snn {

class Eights {
public:
    explicit Eights(const BlockPlan& plan)
        : plan_(plan),
          is_chosen_(plan.block.size),
          slot_(plan.block.size),
          reached_(plan.block.size) {}

    /// False if the hits are not of the kind that eight neurons can meet together: which is so for
    /// all blocks of a population or for none.
    bool take(std::span<const TimedHit> hits);
    /// Of `lanes`; `segments` are the hits' parts in the block.
    void collect(std::span<const TimedHit> hits, std::span<const Segment> segments,
                 std::span<const std::uint32_t> lanes);
    /// Of eight lanes, all hits that reach any of them and the end of the window, with the weights
    /// in units of the hits' rows. Holds until the next call.
    struct Meetings {
        std::span<const MarchHit> hits;
        const std::int32_t* weights = nullptr;
    };
    Meetings meetings(std::size_t eight);

private:
    struct Rows {
        const std::int16_t* dense = nullptr;  ///< null if sparse
        const Patch* patch = nullptr;
    };
    std::int32_t* weights(std::size_t eight, std::size_t hit) {
        return all_.data() + MarchEight::size * (eight * hits_.size() + hit);
    }
    void scatter(const Rows& row, const Segment& segment, std::size_t hit);

    const BlockPlan& plan_;
    std::vector<std::uint8_t> is_chosen_;  ///< 1 of a lane that is
    std::vector<std::uint32_t> slot_;      ///< of a chosen lane, its number
    std::vector<std::uint32_t> reached_;   ///< synapses of a row that reach one; only grows
    std::vector<Rows> rows_;               ///< of each hit
    std::vector<MarchHit> hits_;           ///< and the end
    bool any_sparse_ = false;
    std::vector<std::uint64_t> dense_;  ///< one bit a hit: dense, or the end, which all meet
    std::vector<std::uint64_t> meet_;   ///< of each eight, the hits that it meets; only grows
    std::vector<std::int32_t> all_;     ///< by eight and hit; only grows, as those below
    std::vector<MarchHit> met_;
    std::vector<std::int32_t> met_weights_;
};

}  // namespace efferent::snn
