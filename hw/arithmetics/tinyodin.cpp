// tinyODIN: one crossbar a chip, potentials of 12 bits, weights of 4 with a sign, a leak that
// subtracts (github.com/ChFrenkel/tinyODIN, doc/README.md and RTL).
#include "hw/odin/boards.hpp"
#include "hw/odin/crossbar.hpp"

namespace efferent::hw {
namespace {

class TinyOdin final : public Arithmetic {
public:
    using Params = odin::CrossbarParams;
    explicit TinyOdin(const Params& params) : params_(params) {}

    Registers registers(const Chip&) const override {
        return {.weight = {-8, 7},
                .threshold = {1, 2047},
                .potential = {-2048, 2047},
                .delay = {0, 254},  // the host keeps spikes as long as need be
                .own_scales = true};
    }

    Decays decays(const snn::Dynamics& dynamics, Duration tick,
                  std::int64_t threshold) const override {
        return odin::subtracting_leak(dynamics, tick, threshold, registers({}), params_);
    }

    std::unique_ptr<Machine> start(const Chip& chip, const WholeNetwork& network,
                                   std::uint64_t) const override {
        odin::Board board =
            odin::checked_board(chip, network, registers(chip), params_, odin::Signs::any);
        auto cores = odin::cores_of(odin::tinyodin_images(network, board), chip);
        return std::make_unique<odin::BoardMachine>(network, std::move(board), std::move(cores));
    }

private:
    Params params_;
};

}  // namespace

extern constinit const PartInfo<Arithmetic> part_tinyodin = part<Arithmetic, TinyOdin>(
    "tinyodin",
    "tinyODIN: crossbars of 12-bit potentials, a leak that subtracts, a queue that "
    "drops");

}  // namespace efferent::hw
