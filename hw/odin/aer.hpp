// Events on the input bus (AER) of tinyODIN and ODIN, and the addresses that they are sent as.
#pragma once

#include <cstdint>

namespace efferent::hw::odin {

enum class AerKind : std::uint8_t {
    spike,     ///< of a row: adds its weights to all neurons; waits in the queue
    stimulus,  ///< adds a weight to one neuron ("virtual event"); waits in the queue
    leak_all,  ///< time reference of all neurons; overtakes what waits
    leak_one,
};

struct AerEvent {
    AerKind kind = AerKind::spike;
    std::uint8_t neuron = 0;  ///< or row; none of leak_all
    std::int8_t weight = 0;   ///< of a stimulus
    friend bool operator==(const AerEvent&, const AerEvent&) = default;
};

/// Error{unsupported} for what the chip cannot be told: tinyODIN's stimuli reach the first 16
/// neurons, with −8..7; ODIN's all, with −7..7; a stimulus of 0 is taken for the neuron's own
/// spike.
std::uint32_t tinyodin_address(const AerEvent& event);
std::uint32_t odin_address(const AerEvent& event);

/// As the chip reads it. Error{unsupported} for ODIN's events of single synapses, of bistability,
/// and for leaks that wait in the queue; Error{format} for what is no address.
AerEvent tinyodin_event(std::uint32_t address);
AerEvent odin_event(std::uint32_t address);

}  // namespace efferent::hw::odin
