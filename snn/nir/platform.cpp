#include "snn/nir/platform.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::snn::nir {
namespace {

constexpr std::array<Platform, 11> all{{
    {.name = "exact",
     .about = "solved within the step, thresholds met in between; neurons without current",
     .decay = Decay::exact,
     .currents = false},
    {.name = "snntorch", .about = "Euler, reset in the step of the spike", .single = true},
    {.name = "snntorch-subtract",
     .about = "the same, subtracts the threshold (reset_mechanism=\"subtract\")",
     .reset = ResetTo::subtract,
     .when = ResetWhen::at_once_and_for_comparison,
     .single = true},
    {.name = "norse",
     .about = "Euler, reset in the step of the spike, no bias of what feeds back in the first step",
     .single = true,
     .early_bias = false},
    {.name = "spyx",
     .about = "Euler, compares the potential that the last step left, subtracts the threshold",
     .reset = ResetTo::subtract,
     .when = ResetWhen::next_step,
     .single = true,
     .spikes_first = true},
    {.name = "rockpool",
     .about = "exponential decay, subtracts the threshold; neurons without current",
     .decay = Decay::exponential,
     .reset = ResetTo::subtract,
     .currents = false},
    {.name = "sinabs",
     .about = "exponential decay, subtracts the threshold; neurons without current",
     .decay = Decay::exponential,
     .reset = ResetTo::subtract,
     .currents = false},
    {.name = "nengo",
     .about = "exponential decay of potential and input; neurons without current",
     .decay = Decay::exponential_after,
     .currents = false},
    {.name = "lava",
     .about = "Euler, input a step late; neurons without current",
     .input_delay = 1,
     .currents = false},
    {.name = "spinnaker2",
     .about = "Euler, reset in the step of the spike; neurons without current",
     .single = true,
     .currents = false},
    {.name = "loihi2",
     .about = "whole numbers with six fraction bits, input a step late; neurons without current",
     .input_delay = 1,
     .whole_numbers = true,
     .currents = false},
}};

}  // namespace

std::span<const Platform> platforms() { return all; }

const Platform& platform(std::string_view name) {
    const auto it = std::ranges::find(all, name, &Platform::name);
    if (it != all.end()) return *it;
    std::vector<std::string> known;
    for (const Platform& p : all) known.emplace_back(p.name);
    throw Error(Fault::config, "platform: " + unknown_name(name, known));
}

}  // namespace efferent::snn::nir
