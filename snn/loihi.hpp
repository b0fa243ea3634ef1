// Loihi's decay of a register, said once.
#pragma once

#include <cstdint>

namespace efferent::snn {

/// sgn(x) (|x| (4096 − lost) >> 12), lost from 0 to 4096. Of a current `lost` is its 12-bit
/// register
/// + 1, of a potential the register itself: the chip adds a bit to each of the two, which Lava sets
/// to 1 and 0 (ds_offset, dm_offset in lava/proc/lif/models.py).
constexpr std::int64_t loihi_decayed(std::int64_t x, std::int64_t lost) {
    return x * (4096 - lost) / 4096;  // whole numbers divide towards zero
}

}  // namespace efferent::snn
