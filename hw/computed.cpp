#include "hw/computed.hpp"

#include "core/error.hpp"
#include "hw/quantise.hpp"

namespace efferent::hw {

std::unique_ptr<Arithmetic> arithmetic_of(const Chip& chip) {
    return chip.arithmetic.present() ? make(arithmetics(), chip.arithmetic) : nullptr;
}

std::unique_ptr<Arithmetic> required_arithmetic_of(const Chip& chip) {
    if (auto arithmetic = arithmetic_of(chip)) return arithmetic;
    throw Error(Fault::unsupported, "chip " + chip.name +
                                        ": nothing here computes as it does; what fits and what it "
                                        "costs can be said (efferent chips, efferent map)");
}

Known longest_delay(const Chip& chip) {
    if (chip.limits.delay_ticks) return chip.limits.delay_ticks;
    const auto arithmetic = arithmetic_of(chip);
    if (arithmetic == nullptr) return {};
    return Figure{static_cast<double>(arithmetic->registers(chip).delay.most),
                  "hw/arithmetics, " + chip.arithmetic.type()};
}

std::optional<std::string> refusal_of(const snn::Network& network, const Chip& chip,
                                      Duration tick) {
    const auto arithmetic = arithmetic_of(chip);
    if (arithmetic == nullptr) return {};
    try {
        (void)arithmetic->start(chip, quantise(network, chip, *arithmetic, tick).network, 0);
    } catch (const Error& e) {
        if (e.fault() != Fault::unsupported && e.fault() != Fault::capacity) throw;
        return e.what();
    }
    return {};
}

}  // namespace efferent::hw
