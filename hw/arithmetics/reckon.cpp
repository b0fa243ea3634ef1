// ReckOn as it infers: recurrent neurons of 16 bits with weights of 8, and 16 readouts
// (github.com/ChFrenkel/ReckOn, doc/README.md and RTL).
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "hw/fits.hpp"
#include "hw/odin/reckon_board.hpp"

namespace efferent::hw {
namespace {

class Reckon final : public Arithmetic {
public:
    using Params = odin::ReckonParams;
    explicit Reckon(const Params& params) : params_(params) {}

    Registers registers(const Chip&) const override {
        return {.weight = {-128, 127},
                .exponent = {0, 7},
                .threshold = {1, 0x7FFF},
                .potential = {-0x8000, 0x7FFF},
                .subtracts = true};
    }

    /// The share that is left: of neurons in 2^-15, at least 7/8; of readouts in 2^-7.
    Decays decays(const snn::Dynamics& dynamics, Duration tick, std::int64_t) const override {
        require_plain(dynamics, registers({}));
        const double keeps = std::exp(-static_cast<double>(tick.count()) / dynamics.membrane_ns);
        const double whole = dynamics.spikes() ? 0x8000 : 0x80;
        const auto held = static_cast<std::int32_t>(std::lround(keeps * whole));
        if (held < (dynamics.spikes() ? 0x7000 : 1))
            throw Error(Fault::unsupported, "its membrane keeps " + fixed(100.0 * keeps, 2) +
                                                " % in a tick, where the chip keeps at least " +
                                                (dynamics.spikes() ? "87.50" : "0.78") + " %");
        const double left = held / whole;
        return {.membrane = held,
                .keeps_membrane = left,
                .gain = dynamics.spikes() ? 1.0 : left};  // readouts are read after their leak
    }

    std::unique_ptr<Machine> start(const Chip& chip, const WholeNetwork& network,
                                   std::uint64_t) const override {
        return std::make_unique<odin::ReckonMachine>(
            odin::reckon_board(network, registers(chip), params_));
    }

private:
    Params params_;
};

}  // namespace

extern constinit const PartInfo<Arithmetic> part_reckon = part<Arithmetic, Reckon>(
    "reckon", "ReckOn: recurrent neurons of 16 bits, resets of both kinds, leaking readouts");

}  // namespace efferent::hw
