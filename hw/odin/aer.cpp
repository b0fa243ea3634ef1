#include "hw/odin/aer.hpp"

#include <string>

#include "core/error.hpp"

namespace efferent::hw::odin {
namespace {

// ODIN's event types, in the lower byte of the address.
constexpr std::uint32_t odin_leak_all = 0x7F, odin_leak_one = 0xFF, odin_spike = 0x07;
constexpr std::uint32_t odin_stimulus = 0x01;

void require_stimulus(const AerEvent& event, int least, int most, unsigned neurons) {
    if (event.weight == 0 || event.weight < least || event.weight > most || event.neuron >= neurons)
        throw Error(Fault::unsupported,
                    "a stimulus of " + std::to_string(event.weight) + " to neuron " +
                        std::to_string(event.neuron) + ": it must be " + std::to_string(least) +
                        ".." + std::to_string(most) + ", not 0, and the neuron below " +
                        std::to_string(neurons));
}

void require_width(std::uint32_t address, unsigned width) {
    if (address >> width != 0)
        throw Error(Fault::format, "address " + std::to_string(address) + ": it has more than " +
                                       std::to_string(width) + " bits");
}

std::uint8_t byte(std::uint32_t value) { return static_cast<std::uint8_t>(value & 0xFFU); }

}  // namespace

std::uint32_t tinyodin_address(const AerEvent& event) {
    switch (event.kind) {
        case AerKind::leak_all:
            return 0x1FF;
        case AerKind::leak_one:
            if (event.neuron == 255)
                throw Error(Fault::unsupported,
                            "a leak of neuron 255 alone: tinyODIN takes it for one of all");
            return 0x100U | event.neuron;
        case AerKind::stimulus:
            require_stimulus(event, -8, 7, 16);
            return 0x200U | (static_cast<std::uint32_t>(event.weight) & 0xFU) << 4U | event.neuron;
        case AerKind::spike:
            break;
    }
    return event.neuron;
}

AerEvent tinyodin_event(std::uint32_t address) {
    require_width(address, 10);
    if ((address & 0x100U) != 0)
        return byte(address) == 255 ? AerEvent{.kind = AerKind::leak_all}
                                    : AerEvent{.kind = AerKind::leak_one, .neuron = byte(address)};
    if ((address & 0x200U) == 0) return {.neuron = byte(address)};
    const auto neuron = static_cast<std::uint8_t>(address & 0xFU);
    const std::uint32_t nibble = address >> 4U & 0xFU;
    if (nibble == 0) return {.neuron = neuron};
    const int weight = static_cast<int>(nibble) - (nibble > 7 ? 16 : 0);
    return {
        .kind = AerKind::stimulus, .neuron = neuron, .weight = static_cast<std::int8_t>(weight)};
}

std::uint32_t odin_address(const AerEvent& event) {
    const std::uint32_t neuron = std::uint32_t{event.neuron} << 8U;
    switch (event.kind) {
        case AerKind::leak_all:
            return odin_leak_all;
        case AerKind::leak_one:
            return neuron | odin_leak_one;
        case AerKind::stimulus: {
            require_stimulus(event, -7, 7, 256);
            const bool inhibits = event.weight < 0;
            const auto size = static_cast<std::uint32_t>(inhibits ? -event.weight : event.weight);
            return neuron | size << 5U | (inhibits ? 0x10U : 0U) | odin_stimulus;
        }
        case AerKind::spike:
            break;
    }
    return neuron | odin_spike;
}

AerEvent odin_event(std::uint32_t address) {
    require_width(address, 17);
    const std::uint32_t type = address & 0xFFU;
    const std::uint8_t neuron = byte(address >> 8U);
    if (address >> 16U != 0)
        throw Error(Fault::unsupported, "an event of a single synapse is not modelled");
    if ((type & 0x7FU) == 0)
        throw Error(Fault::unsupported, "a bistability event is not modelled, nor is learning");
    if (type == odin_leak_all) return {.kind = AerKind::leak_all};
    if (type == odin_leak_one) return {.kind = AerKind::leak_one, .neuron = neuron};
    if (type >> 3U == 0) return {.neuron = neuron};
    if ((type & 8U) != 0)
        throw Error(Fault::unsupported, "a leak that waits in the queue is not modelled");
    const int size = static_cast<int>(type >> 5U);
    return {.kind = AerKind::stimulus,
            .neuron = neuron,
            .weight = static_cast<std::int8_t>((type & 0x10U) != 0 ? -size : size)};
}

}  // namespace efferent::hw::odin
