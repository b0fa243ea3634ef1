// The arithmetic of a board of crossbars, of which tinyODIN and ODIN differ in registers and
// images.
#pragma once

#include "hw/odin/boards.hpp"
#include "hw/odin/crossbar.hpp"

namespace efferent::hw::odin {

/// `Kind` has registers(), the signs that a row's weights may have, and images(network, board).
template <class Kind>
class CrossbarArithmetic final : public Arithmetic {
public:
    using Params = CrossbarParams;
    explicit CrossbarArithmetic(const Params& params) : params_(params) {}

    Registers registers(const Chip&) const override { return Kind::registers(); }

    Decays decays(const snn::Dynamics& dynamics, Duration tick,
                  std::int64_t threshold) const override {
        return subtracting_leak(dynamics, tick, threshold, Kind::registers(), params_);
    }

    std::unique_ptr<Machine> start(const Chip& chip, const WholeNetwork& network,
                                   std::uint64_t) const override {
        Board board = checked_board(chip, network, Kind::registers(), params_, Kind::signs);
        auto cores = cores_of(Kind::images(network, board), chip);
        return std::make_unique<BoardMachine>(network, std::move(board), std::move(cores));
    }

private:
    Params params_;
};

}  // namespace efferent::hw::odin
