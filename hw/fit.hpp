// Whether a network fits a chip: each limit with what the network needs, where the limit stands
// and what could be done.
#pragma once

#include <span>

#include "core/time.hpp"
#include "hw/chip.hpp"
#include "snn/network.hpp"

namespace efferent::hw {

enum class Outcome : std::uint8_t {
    met,
    repairable,  ///< a function of hw/repair.hpp changes the network so that it is met
    broken,
    unknown,  ///< the chip's figure is, or only a partition can tell
};

struct Finding {
    std::string limit{};                ///< its key in the chip's file; "model", "registers"
    std::string where{};                ///< "network" or `population "hidden", neuron 3`
    double needed = 0.0;                ///< at that place, which is the worst
    std::optional<double> available{};  ///< absent: unknown
    std::string source{};               ///< of what is available
    Outcome outcome = Outcome::met;
    std::string sentence{};  ///< what to do, or why it cannot be said; empty if it is met
};

enum class Verdict : std::uint8_t { fits, fits_after_repair, does_not_fit, cannot_be_said };

struct Fit {
    std::string chip{};
    std::string title{};
    Verdict verdict = Verdict::fits;
    std::vector<Finding> findings{};
    std::vector<std::string> changes{};  ///< by the repairs with which it fits, in sentences
};

/// Outcomes, not errors. A synapse of weight 0 is none; an input line without one needs nothing.
/// Outputs are the populations that no projection leaves (all, if each is left by one). Weights
/// are taken to be quantised: how many bits they have is no limit. Limits of a core are met if they
/// are with neurons filled into cores in their order; where they are not it cannot be said,
/// since another partition may. Neurons of sources are lines from outside. A delay of one tick
/// is met by every chip. `tick` is above zero. Error{config} for a population's settings.
Fit fit(const snn::Network& network, const Chip& chip, Duration tick);

/// Error{capacity} for the first limit that is broken: where, what is needed, what there is and
/// what says so.
void require_fit(const snn::Network& network, const Chip& chip, Duration tick);

/// As fit(), after the repairs that are proposed, if any: it says fits_after_repair only of a
/// network that was repaired and then found to fit, and fits only of one that, where something here
/// computes as the chip does, was quantised and started on it.
Fit fit_with_repairs(const snn::Network& network, const Chip& chip, Duration tick);

/// One row a chip, then what hinders each; ends in a line break.
std::string fit_table(std::span<const Fit> fits);
/// All findings.
std::string fit_json(std::span<const Fit> fits);

}  // namespace efferent::hw
