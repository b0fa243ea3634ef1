// Scores predicted trains: pairs, duplicates and units that are not there.
#include "decoders/motor_units/score.hpp"

#include <algorithm>

namespace efferent::motor_units {

void describe(Fields& field, ScoreParams& p) {
    field("roa_tolerance_ms", p.roa_tolerance,
          "how far apart two discharges may be for the rate of agreement");
    field("f1_tolerance_ms", p.f1_tolerance,
          "how far apart two discharges may be for precision, recall and F1");
    field("max_lag_ms", p.max_lag, "the lag between two trains is sought within plus and minus it");
    field("found_roa", p.found_roa, "rate of agreement from which a true unit counts as found");
    field("good_roa", p.good_roa, "rate of agreement from which it counts as found well");
    field.require(p.roa_tolerance >= Duration{0}, "roa_tolerance_ms", "must not be negative");
    field.require(p.f1_tolerance >= Duration{0}, "f1_tolerance_ms", "must not be negative");
    field.require(p.max_lag >= Duration{0}, "max_lag_ms", "must not be negative");
    field.require(p.found_roa > 0.0 && p.found_roa <= 1.0, "found_roa", "must be in (0, 1]");
    field.require(p.good_roa >= p.found_roa && p.good_roa <= 1.0, "good_roa",
                  "must be from found_roa to 1");
}

std::string_view name(Verdict verdict) {
    switch (verdict) {
        case Verdict::found:
            return "found";
        case Verdict::duplicate:
            return "duplicate";
        case Verdict::false_unit:
            return "false";
    }
    return "";
}

Score score(const std::vector<Train>& predicted, const std::vector<Train>& truth,
            const ScoreParams& params) {
    const auto agreement = [&](std::size_t p, std::size_t t, Duration tolerance) {
        return agree(predicted[p].discharges, truth[t].discharges, {tolerance, params.max_lag});
    };
    std::vector<std::vector<double>> rates(predicted.size(), std::vector<double>(truth.size()));
    for (std::size_t p = 0; p < predicted.size(); ++p)
        for (std::size_t t = 0; t < truth.size(); ++t) {
            const double rate = agreement(p, t, params.roa_tolerance).rate();
            rates[p][t] = rate < params.found_roa ? 0.0 : rate;
        }
    const auto pairs = assign(rates);

    Score result;
    result.true_units = truth.size();
    for (std::size_t p = 0; p < predicted.size(); ++p) {
        UnitScore unit;
        const auto nearest = std::ranges::max_element(rates[p]);
        if (pairs[p] && rates[p][*pairs[p]] > 0.0) {
            unit.verdict = Verdict::found;
            unit.truth = pairs[p];
        } else if (nearest != rates[p].end() && *nearest > 0.0) {
            unit.verdict = Verdict::duplicate;
            unit.truth = static_cast<std::size_t>(nearest - rates[p].begin());
        }
        if (unit.truth) {
            unit.at_roa = agreement(p, *unit.truth, params.roa_tolerance);
            unit.at_f1 = agreement(p, *unit.truth, params.f1_tolerance);
        }
        result.found += unit.verdict == Verdict::found;
        result.good += unit.verdict == Verdict::found && unit.at_roa.rate() >= params.good_roa;
        result.duplicates += unit.verdict == Verdict::duplicate;
        result.false_units += unit.verdict == Verdict::false_unit;
        result.units.push_back(unit);
    }
    return result;
}

}  // namespace efferent::motor_units
