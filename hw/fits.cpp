#include "hw/fits.hpp"

#include "core/error.hpp"

namespace efferent::hw {
namespace {

std::string text(Range r) { return std::to_string(r.least) + " to " + std::to_string(r.most); }

[[noreturn]] void refuse(const std::string& where, const std::string& what, std::int64_t value,
                         Range range) {
    throw Error(Fault::capacity, where + ": " + what + " of " + std::to_string(value) +
                                     ", where the chip holds " + text(range));
}

bool within(std::int64_t x, Range r) { return x >= r.least && x <= r.most; }

std::string name(const WholePopulation& p) { return "population \"" + p.name + '"'; }

/// As require_held() of a column that may be empty.
void check(const WholePopulation& p, const std::vector<std::int32_t>& column, Range range,
           const std::string& what) {
    for (std::size_t n = 0; n < column.size(); ++n)
        if (!within(column[n], range))
            refuse(name(p) + ", neuron " + std::to_string(n), what, column[n], range);
}

void check(const WholeProjection& p, const std::string& where, const Registers& registers) {
    if (!within(p.exponent, registers.exponent))
        refuse(where, "an exponent", p.exponent, registers.exponent);
    for (const std::int16_t w : p.weights) {
        if (!within(w, registers.weight)) refuse(where, "a weight", w, registers.weight);
        if (w % registers.weight_step != 0)
            throw Error(Fault::capacity, where + ": a weight of " + std::to_string(w) +
                                             ", where the chip holds multiples of " +
                                             std::to_string(registers.weight_step));
    }
    Range delay = registers.delay;
    if (std::holds_alternative<snn::InputLines>(p.from)) delay = {0, 255};
    for (const std::uint8_t d : p.delays)
        if (!within(d, delay)) refuse(where, "a delay", d, delay);
}

}  // namespace

void require_held(const WholePopulation& population, const std::vector<std::int32_t>& column,
                  Range range, const std::string& what) {
    if (column.empty())
        throw Error(Fault::network, name(population) + ": " + what + " is not given");
    check(population, column, range, what);
}

void require_held(const WholeNetwork& network, const Registers& registers) {
    require_sound(network);
    for (const WholePopulation& p : network.populations) {
        if (!p.base_currents.empty() &&
            p.base_currents.size() != static_cast<std::size_t>(registers.base_currents))
            throw Error(Fault::capacity,
                        name(p) + ": " + std::to_string(p.base_currents.size()) +
                            " currents for the bits of weights, where the chip has " +
                            std::to_string(registers.base_currents));
        if (p.spikes) require_held(p, p.threshold, registers.threshold, "a threshold");
        check(p, p.bias, registers.bias, "a bias");
        check(p, p.refractory, {0, registers.refractory_most}, "a refractory period");
        if (p.spikes && !(p.subtracts ? registers.subtracts : registers.resets_to_zero))
            throw Error(Fault::capacity, name(p) + ": the chip has no reset " +
                                             (p.subtracts ? "by subtraction" : "to zero"));
    }
    for (std::size_t i = 0; i < network.projections.size(); ++i)
        check(network.projections[i], "projection " + std::to_string(i), registers);
}

void require_plain(const snn::Dynamics& d, const Registers& registers) {
    const auto refuse = [](const char* story) { throw Error(Fault::unsupported, story); };
    if (d.adapts()) refuse("the chip has no neurons that adapt");
    if (d.has_current() && d.excitatory_ns != d.inhibitory_ns)
        refuse("the chip has one synaptic time constant, not two that differ");
    if (d.has_current() && !registers.has_current) refuse("the chip has no synaptic current");
    if (d.v_initial != 0.0) refuse("potentials begin at 0 on the chip");
    if (!d.spikes()) return;
    if (d.reset == snn::Reset::by_subtraction) {
        if (!registers.subtracts)
            refuse("the chip has no reset by subtraction, only one to a value");
    } else if (!registers.resets_to_zero) {
        refuse("the chip has no reset to a value, only one by subtraction");
    } else if (d.v_reset != 0.0) {
        refuse("the chip resets potentials to 0");
    }
}

}  // namespace efferent::hw
