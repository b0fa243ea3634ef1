// ODIN with leaky neurons: one crossbar a chip, potentials of 8 bits that never are negative,
// weights of 3 bits whose sign is their row's (github.com/ChFrenkel/ODIN, doc/README.md and RTL).
#include "hw/odin/boards.hpp"
#include "hw/odin/crossbar.hpp"

namespace efferent::hw {
namespace {

class Odin final : public Arithmetic {
public:
    using Params = odin::CrossbarParams;
    explicit Odin(const Params& params) : params_(params) {}

    // Rows that the host speaks through come in pairs where a source has weights of both signs.
    Registers registers(const Chip&) const override {
        return {.weight = {-7, 7},
                .threshold = {1, 255},
                .potential = {0, 255},
                .delay = {0, 254},
                .own_scales = true};
    }

    Decays decays(const snn::Dynamics& dynamics, Duration tick,
                  std::int64_t threshold) const override {
        return odin::subtracting_leak(dynamics, tick, threshold, registers({}), params_);
    }

    std::unique_ptr<Machine> start(const Chip& chip, const WholeNetwork& network,
                                   std::uint64_t) const override {
        odin::Board board =
            odin::checked_board(chip, network, registers(chip), params_, odin::Signs::of_row);
        auto cores = odin::cores_of(odin::odin_images(network, board), chip);
        return std::make_unique<odin::BoardMachine>(network, std::move(board), std::move(cores));
    }

private:
    Params params_;
};

}  // namespace

extern constinit const PartInfo<Arithmetic> part_odin = part<Arithmetic, Odin>(
    "odin", "ODIN: crossbars of 8-bit potentials from 0 up, a sign a row, a queue that drops");

}  // namespace efferent::hw
