// What NIR leaves open and each platform decides in its own way: time step, decay, reset, order,
// precision. Rules as measured on the platforms' own published traces of one neuron and of a
// Braille reader (Pedersen et al., Nature Communications 15:8122, 2024).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace efferent::snn::nir {

enum class Decay : std::uint8_t {
    euler,              ///< v ← (1 − dt/τ) v + (dt/τ) r x
    exponential,        ///< v ← e^(−dt/τ) v + (dt/τ) r x
    exponential_after,  ///< v ← e^(−dt/τ) (v + (dt/τ) r x)
    exact,              ///< the solution within a step, input constant, thresholds met in between
};

enum class ResetTo : std::uint8_t { value, subtract };  ///< v_reset; or v − v_threshold

enum class ResetWhen : std::uint8_t {
    at_once,    ///< in the step of the spike, after the comparison
    next_step,  ///< in the next step, after its decay and before its comparison
    /// At once; and where that left a potential above the threshold, the next step compares it less
    /// another threshold, which it gets back afterwards: snnTorch, where it subtracts.
    at_once_and_for_comparison,
};

struct Platform {
    std::string_view name;
    std::string_view about;
    double dt_s = 1e-4;
    Decay decay = Decay::euler;
    ResetTo reset = ResetTo::value;
    ResetWhen when = ResetWhen::at_once;
    bool single = false;         ///< numbers of 32 bits
    bool spikes_first = false;   ///< a step compares the potential that the last one left
    int input_delay = 0;         ///< steps
    bool early_bias = true;      ///< what feeds back adds its bias from the first step on
    bool whole_numbers = false;  ///< Loihi's arithmetic, see `steps_per_unit`
    double steps_per_unit =
        250;               ///< of the chip's steps, before six fraction bits, in a potential of 1
    bool currents = true;  ///< neurons with a synaptic current: rule known
};

std::span<const Platform> platforms();
/// Error{config} naming those that there are.
const Platform& platform(std::string_view name);

}  // namespace efferent::snn::nir
