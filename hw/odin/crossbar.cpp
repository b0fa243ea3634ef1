#include "hw/odin/crossbar.hpp"

#include <cmath>

#include "core/error.hpp"
#include "hw/fits.hpp"

namespace efferent::hw::odin {
namespace {

constexpr std::int32_t most_steps = 127, most_ticks = 64;
constexpr double well_enough = 0.05;  // of what is to be lost

/// `lost` steps a tick, as nearly as can be.
Leak nearest(double lost) {
    Leak best;
    double least = 1.0;  // as without a leak
    for (std::int32_t every = 1; every <= most_ticks && least > well_enough; ++every) {
        const auto steps = static_cast<std::int32_t>(std::lround(lost * every));
        if (steps > most_steps) break;
        const double off = std::abs(static_cast<double>(steps) / every / lost - 1.0);
        if (off >= least) continue;
        best = {steps, every};
        least = off;
    }
    return best;
}

bool leaks_at_different_times(const WholeNetwork& network) {
    std::int32_t every = 0;
    for (const WholePopulation& p : network.populations)
        for (const std::int32_t held : p.membrane) {
            if (leak_of(held).steps == 0) continue;
            if (every != 0 && leak_of(held).every != every) return true;
            every = leak_of(held).every;
        }
    return false;
}

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
    if (std::lround(half * lost) > most_steps)
        throw Error(Fault::unsupported, "its membrane loses " +
                                            std::to_string(std::lround(half * lost)) +
                                            " steps a tick at half its threshold, where the chip "
                                            "has leaks of at most " +
                                            std::to_string(most_steps));
    const Leak leak = nearest(half * lost);
    const double share = static_cast<double>(leak.steps) / leak.every / half;
    return {.membrane = register_of(leak), .keeps_membrane = std::max(0.0, 1.0 - share)};
}

Board checked_board(const Chip& chip, const WholeNetwork& network, const Registers& registers,
                    const CrossbarParams& params, Signs signs) {
    require_held(network, registers);
    for (const WholePopulation& p : network.populations)
        if (!p.membrane.empty())
            require_held(p, p.membrane, {0, register_of({most_steps, most_ticks})}, "a leak");
    BoardRules rules{.chip = chip.title, .cores = 1, .rows_by_sign = true};
    // A time reference of neuron 255 alone is one of all on tinyODIN.
    if (signs == Signs::any && leaks_at_different_times(network)) rules.neurons = rows - 1;
    rules.sign_of_loop = signs == Signs::of_row;
    if (params.cores > 0)
        rules.cores = static_cast<std::size_t>(params.cores);
    else if (chip.limits.cores)
        rules.cores = static_cast<std::size_t>(chip.limits.cores->value);
    if (signs == Signs::of_row) return board_of(network, rules);
    try {
        return board_of(network, rules);
    } catch (const Error&) {
        rules.rows_by_sign = false;
        return board_of(network, rules);
    }
}

}  // namespace efferent::hw::odin
