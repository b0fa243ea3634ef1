// ODIN with leaky neurons: one crossbar a chip, potentials of 8 bits that never are negative,
// weights of 3 bits whose sign is their row's (github.com/ChFrenkel/ODIN, doc/README.md and RTL).
#include "hw/odin/crossbar_arithmetic.hpp"

namespace efferent::hw {
namespace {

struct Odin {
    // Rows that the host speaks through come in pairs where a source has weights of both signs.
    static Registers registers() {
        return {.weight = {-7, 7},
                .threshold = {1, 255},
                .potential = {0, 255},
                .delay = {0, 254},
                .own_scales = true};
    }
    static constexpr odin::Signs signs = odin::Signs::of_row;
    static constexpr auto images = odin::odin_images;
};

}  // namespace

extern constinit const PartInfo<Arithmetic> part_odin =
    part<Arithmetic, odin::CrossbarArithmetic<Odin>>(
        "odin", "ODIN: crossbars of 8-bit potentials from 0 up, a sign a row, a queue that drops");

}  // namespace efferent::hw
