#include "hw/odin/crossbar.hpp"

#include <cmath>

#include "core/error.hpp"
#include "hw/fits.hpp"

namespace efferent::hw::odin {
namespace {

constexpr Range leaks{0, 127};

}  // namespace

void describe(Fields& field, CrossbarParams& p) {
    field("cores", p.cores, "cores of the board, one a chip; 0: as many as the chip has");
    field.require(p.cores >= 0, "cores", "must not be negative");
    field("readout_level", p.readout_level,
          "a readout has no threshold: at half this potential its leak is what it stands for");
    field.require(p.readout_level > 0, "readout_level", "must be above zero");
}

Decays subtracting_leak(const snn::Dynamics& dynamics, Duration tick, std::int64_t threshold,
                        const Registers& registers, const CrossbarParams& params) {
    require_plain(dynamics, registers);
    if (!dynamics.leaks()) return {};
    const double lost = -std::expm1(-static_cast<double>(tick.count()) / dynamics.membrane_ns);
    if (threshold == 0) return {.keeps_membrane = 1.0 - lost};
    const double half =
        0.5 * static_cast<double>(dynamics.spikes() ? threshold : params.readout_level);
    const auto leak = static_cast<std::int32_t>(std::lround(half * lost));
    if (leak > leaks.most)
        throw Error(Fault::unsupported, "its membrane loses " + std::to_string(leak) +
                                            " steps a tick at half its threshold, where the chip "
                                            "has leaks of at most " +
                                            std::to_string(leaks.most));
    return {.membrane = leak, .keeps_membrane = std::max(0.0, 1.0 - leak / half)};
}

Board checked_board(const Chip& chip, const WholeNetwork& network, const Registers& registers,
                    const CrossbarParams& params, bool sign_of_row) {
    require_held(network, registers);
    for (const WholePopulation& p : network.populations)
        if (!p.membrane.empty()) require_held(p, p.membrane, leaks, "a leak");
    BoardRules rules{.chip = chip.title, .cores = 1, .sign_of_row = sign_of_row};
    if (params.cores > 0)
        rules.cores = static_cast<std::size_t>(params.cores);
    else if (chip.limits.cores)
        rules.cores = static_cast<std::size_t>(chip.limits.cores->value);
    return board_of(network, rules);
}

}  // namespace efferent::hw::odin
