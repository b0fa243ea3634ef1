// tinyODIN: one crossbar a chip, potentials of 12 bits, weights of 4 with a sign, a leak that
// subtracts (github.com/ChFrenkel/tinyODIN, doc/README.md and RTL).
#include "hw/odin/crossbar_arithmetic.hpp"

namespace efferent::hw {
namespace {

struct TinyOdin {
    static Registers registers() {
        return {.weight = {-8, 7},
                .threshold = {1, 2047},
                .potential = {-2048, 2047},
                .delay = {0, 254},  // the host keeps spikes as long as need be
                .own_scales = true};
    }
    static constexpr odin::Signs signs = odin::Signs::any;
    static constexpr auto images = odin::tinyodin_images;
};

}  // namespace

extern constinit const PartInfo<Arithmetic> part_tinyodin =
    part<Arithmetic, odin::CrossbarArithmetic<TinyOdin>>(
        "tinyodin",
        "tinyODIN: crossbars of 12-bit potentials, a leak that subtracts, a queue that drops");

}  // namespace efferent::hw
