// The settings of a decomposition, with their rules.
#include <algorithm>

#include "decoders/motor_units/decomposition.hpp"

namespace efferent::motor_units {

void describe(Fields& field, DecompositionParams& p) {
    field("extension", p.extension, "delayed copies of each channel, itself included");
    field(
        "regularisation", p.regularisation,
        "part of the channels' mean power that is added to each diagonal element of a covariance");
    field("exponents", p.exponents, "contrasts that are searched side by side from each seed");
    field("iterations", p.iterations, "most steps with a contrast");
    field("refinements", p.refinements, "most steps with the pulses alone");
    field("rounds", p.rounds, "most rounds of search and peel-off");
    field("seeds", p.seeds, "instants from which a round searches if it finds a unit");
    field("patience", p.patience,
          "instants from which a round searches if it finds none; then the search ends");
    field("min_silhouette", p.min_silhouette, "least silhouette of a unit");
    field("min_pulses", p.min_pulses, "least discharges of a unit");
    field("max_own_share", p.max_own_share,
          "most of a source's height at the discharges that may come from their own part in the "
          "filter");
    field("separation_ms", p.separation, "least time between two discharges of a unit");
    field("template_half_ms", p.template_half,
          "how far an action potential reaches before and after its discharge");
    field("duplicate_share", p.duplicate_share,
          "two trains are of one unit if they share this part of the longer one");
    field("form", p.form, "fast, or reference: the same with the extended signal as a matrix");
    field.require(p.extension >= 1 && p.extension <= 256, "extension", "must be from 1 to 256");
    field.require(p.regularisation >= 0.0, "regularisation", "must not be negative");
    field.require(!p.exponents.empty(), "exponents", "must have one at least");
    field.require(std::ranges::all_of(p.exponents, [](double a) { return a > 1.0 && a <= 20.0; }),
                  "exponents", "must be above 1 and at most 20");
    field.require(p.iterations >= 1, "iterations", "must be at least 1");
    field.require(p.refinements >= 1, "refinements", "must be at least 1");
    field.require(p.rounds >= 1, "rounds", "must be at least 1");
    field.require(p.seeds >= 1, "seeds", "must be at least 1");
    field.require(p.patience >= p.seeds, "patience", "must be at least seeds");
    field.require(p.min_silhouette >= 0.0 && p.min_silhouette <= 1.0, "min_silhouette",
                  "must be from 0 to 1");
    field.require(p.min_pulses >= 3, "min_pulses", "must be at least 3");
    field.require(p.max_own_share > 0.0 && p.max_own_share <= 1.0, "max_own_share",
                  "must be above 0 and at most 1");
    field.require(p.separation > 0ns, "separation_ms", "must be above zero");
    field.require(p.template_half > 0ns, "template_half_ms", "must be above zero");
    field.require(p.duplicate_share > 0.0 && p.duplicate_share <= 1.0, "duplicate_share",
                  "must be above 0 and at most 1");
    field.require(p.form == "fast" || p.form == "reference", "form",
                  "must be \"fast\" or \"reference\"");
}

}  // namespace efferent::motor_units
