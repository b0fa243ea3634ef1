#include "hw/fit.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "hw/computed.hpp"
#include "hw/fit_checks.hpp"
#include "hw/repair.hpp"

namespace efferent::hw {
namespace {

Verdict verdict_of(const std::vector<Finding>& findings) {
    const auto has = [&](Outcome outcome) {
        return std::ranges::any_of(findings,
                                   [&](const Finding& f) { return f.outcome == outcome; });
    };
    if (has(Outcome::broken)) return Verdict::does_not_fit;
    if (has(Outcome::unknown)) return Verdict::cannot_be_said;
    return has(Outcome::repairable) ? Verdict::fits_after_repair : Verdict::fits;
}

/// The last word is the chip's own: what its registers do not hold does not fit.
void require_held(Fit& fit, const snn::Network& network, const Chip& chip, Duration tick) {
    const auto refusal = refusal_of(network, chip, tick);
    if (!refusal) return;
    fit.verdict = Verdict::does_not_fit;
    fit.findings.push_back({.limit = "registers",
                            .where = "network",
                            .source = "hw/arithmetics, " + chip.arithmetic.type(),
                            .outcome = Outcome::broken,
                            .sentence = *refusal});
}

}  // namespace

void Findings::check(std::string limit, std::string where, double needed, const Known& available,
                     Outcome beyond, std::string sentence) {
    Finding f{.limit = std::move(limit), .where = std::move(where), .needed = needed};
    if (available) {
        f.available = available->value;
        f.source = available->source;
    }
    if (needed > 0.0 && !available) {
        f.outcome = Outcome::unknown;
        f.sentence = "nobody published the limit, or nobody here could read where";
    } else if (available && needed > available->value) {
        f.outcome = beyond;
        f.sentence = std::move(sentence);
    }
    add(std::move(f));
}

bool Findings::broken() const { return verdict_of(all_) == Verdict::does_not_fit; }

Fit fit(const snn::Network& network, const Chip& chip, Duration tick) {
    const FitQuestion question{.network = network,
                               .chip = chip,
                               .tick = tick,
                               .wiring = wiring_of(network),
                               .outputs = outputs_of(network),
                               .outside = outside_of(network),
                               .arithmetic = arithmetic_of(chip)};
    Findings findings;
    check_counts(question, findings);
    check_neurons(question, findings);
    check_cores(question, findings);
    check_times(question, findings);
    check_models(question, findings);
    Fit fit{.chip = chip.name, .title = chip.title, .findings = findings.take()};
    fit.verdict = verdict_of(fit.findings);
    return fit;
}

void require_fit(const snn::Network& network, const Chip& chip, Duration tick) {
    for (const Finding& f : fit(network, chip, tick).findings)
        if (f.outcome == Outcome::broken && f.available)
            throw Error(Fault::capacity, f.where + ": chip " + chip.name + " has " + f.limit +
                                             " of " + exact(*f.available) + ", and " +
                                             exact(f.needed) + " are needed (" + f.source + ")");
}

Fit fit_with_repairs(const snn::Network& network, const Chip& chip, Duration tick) {
    Fit before = fit(network, chip, tick);
    if (before.verdict == Verdict::fits) require_held(before, network, chip, tick);
    if (before.verdict != Verdict::fits_after_repair) return before;
    Repaired repaired = repair(network, chip, tick);
    Fit after = fit(repaired.network, chip, tick);
    if (after.verdict == Verdict::fits) require_held(after, repaired.network, chip, tick);
    before.changes = std::move(repaired.changes);
    if (after.verdict == Verdict::fits) return before;
    // Repairing again would only go round in a circle.
    before.verdict =
        after.verdict == Verdict::cannot_be_said ? Verdict::cannot_be_said : Verdict::does_not_fit;
    for (Finding& f : after.findings) {
        if (f.outcome == Outcome::met) continue;
        f.where = "once repaired: " + f.where;
        before.findings.push_back(std::move(f));
    }
    return before;
}

}  // namespace efferent::hw
