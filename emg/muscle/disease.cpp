// Loses, thins, splits and hands over muscle fibres.
#include "emg/muscle/disease.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/fields.hpp"
#include "emg/muscle/muap.hpp"

namespace efferent::emg {
namespace {

constexpr double normal_jitter_us = 35.0;
constexpr double side_by_side_mm = 0.03;
constexpr double thinnest_um = 15.0, thickest_um = 110.0;

using Units = std::vector<std::vector<MuscleFibre>>;

double between(double low, double high, RandomStream& random) {
    return low + (high - low) * random.uniform();
}

void set_diameter(MuscleFibre& fibre, double um) {
    fibre.diameter_um = std::clamp(um, thinnest_um, thickest_um);
    fibre.velocity_m_s = std::max(1.5, conduction_velocity(fibre.diameter_um));
}

double cross_section(const Units& units) {
    double sum = 0.0;
    for (const auto& unit : units)
        for (const MuscleFibre& f : unit) sum += f.diameter_um * f.diameter_um;
    return sum;
}

/// Each of `candidates` with the probability that makes `share` of them, by lot without return.
std::vector<bool> drawn(std::vector<std::size_t> candidates, std::size_t units, double share,
                        RandomStream& random) {
    random.shuffle(std::span(candidates));
    const auto count =
        static_cast<std::size_t>(std::llround(share * static_cast<double>(candidates.size())));
    std::vector<bool> chosen(units, false);
    for (std::size_t i = 0; i < count; ++i) chosen[candidates[i]] = true;
    return chosen;
}

void waste(std::vector<MuscleFibre>& unit, const MyopathyParams& p, RandomStream& random) {
    const double loss = between(p.fibre_loss_low, p.fibre_loss_high, random);
    double mean = 0.0;
    for (const MuscleFibre& f : unit) mean += f.diameter_um / static_cast<double>(unit.size());
    std::vector<MuscleFibre> left;
    for (MuscleFibre fibre : unit) {
        const double lot = random.uniform(), split = random.uniform();
        const double um = mean * p.diameter_factor * (1.0 + p.diameter_variation * random.normal());
        const double angle = 2.0 * std::numbers::pi * random.uniform();
        if (lot < loss) continue;
        set_diameter(fibre, split < p.split ? um / std::numbers::sqrt2 : um);
        left.push_back(fibre);
        if (split >= p.split) continue;
        fibre.x += side_by_side_mm * std::cos(angle);
        fibre.y += side_by_side_mm * std::sin(angle);
        left.push_back(fibre);
    }
    unit = std::move(left);
}

/// Squared distance across to the nearest of a unit's own fibres, in mm2.
double nearest(const std::vector<MuscleFibre>& unit, const MuscleFibre& fibre) {
    double best = std::numeric_limits<double>::max();
    for (const MuscleFibre& f : unit)
        best =
            std::min(best, (f.x - fibre.x) * (f.x - fibre.x) + (f.y - fibre.y) * (f.y - fibre.y));
    return best;
}

void adopt(Units& units, const Units& before, const std::vector<bool>& lost,
           const std::vector<bool>& affected, const NeurogenicParams& p, RandomStream& random) {
    for (std::size_t u = 0; u < units.size(); ++u) {
        if (!lost[u]) continue;
        for (MuscleFibre fibre : before[u]) {
            double best = p.reach_mm * p.reach_mm;
            std::size_t by = units.size();
            for (std::size_t v = 0; v < units.size(); ++v)
                if (affected[v])
                    if (const double d = nearest(before[v], fibre); d < best) best = d, by = v;
            const double delay = -1e-3 * p.sprout_delay_ms * std::log(1.0 - random.uniform());
            if (by == units.size()) continue;
            fibre.delay_s += delay;
            units[by].push_back(fibre);
        }
        units[u].clear();
    }
    for (std::size_t v = 0; v < units.size(); ++v)
        if (affected[v])
            for (MuscleFibre& f : units[v]) set_diameter(f, f.diameter_um * p.diameter_factor);
}

}  // namespace

std::string_view name(Condition condition) {
    switch (condition) {
        case Condition::normal:
            return "normal";
        case Condition::myopathic:
            return "myopathic";
        default:
            return "neurogenic";
    }
}

void describe(Fields& field, MyopathyParams& p) {
    field("fibre_loss_low", p.fibre_loss_low, "least share of its fibres that a unit loses");
    field("fibre_loss_high", p.fibre_loss_high, "greatest share");
    field("diameter_variation", p.diameter_variation,
          "standard deviation of its diameters over their mean; 0.16 in normal units");
    field("diameter_factor", p.diameter_factor, "by which the mean diameter changes");
    field("split", p.split, "share of the fibres left that have split in two");
    field("jitter_us", p.jitter_us, "of the endplates; 35 in normal units");
    field.require(p.fibre_loss_low >= 0.0 && p.fibre_loss_low <= p.fibre_loss_high,
                  "fibre_loss_low", "must be from 0 to fibre_loss_high");
    field.require(p.fibre_loss_high < 1.0, "fibre_loss_high", "must be below 1");
    field.require(p.diameter_variation >= 0.0 && p.diameter_variation <= 0.6, "diameter_variation",
                  "must be from 0 to 0.6");
    field.require(p.diameter_factor > 0.2 && p.diameter_factor <= 2.0, "diameter_factor",
                  "must be above 0.2 and at most 2");
    field.require(p.split >= 0.0 && p.split <= 1.0, "split", "must be from 0 to 1");
    field.require(p.jitter_us >= 0.0 && p.jitter_us <= 500.0, "jitter_us", "must be from 0 to 500");
}

void describe(Fields& field, NeurogenicParams& p) {
    field("units_lost_low", p.units_lost_low, "least share of the units that a muscle loses");
    field("units_lost_high", p.units_lost_high, "greatest share");
    field("reach_mm", p.reach_mm, "how far a fibre may be from one of the unit that adopts it");
    field("sprout_delay_ms", p.sprout_delay_ms, "mean delay of adopted fibres, an exponential");
    field("diameter_factor", p.diameter_factor, "by which diameters of affected units change");
    field("jitter_us", p.jitter_us, "of the endplates; 35 in normal units");
    field.require(p.units_lost_low >= 0.0 && p.units_lost_low <= p.units_lost_high,
                  "units_lost_low", "must be from 0 to units_lost_high");
    field.require(p.units_lost_high <= 0.9, "units_lost_high", "must be at most 0.9");
    field.require(p.reach_mm > 0.0 && p.reach_mm <= 5.0, "reach_mm",
                  "must be above zero and at most 5");
    field.require(p.sprout_delay_ms >= 0.0 && p.sprout_delay_ms <= 10.0, "sprout_delay_ms",
                  "must be from 0 to 10");
    field.require(p.diameter_factor > 0.2 && p.diameter_factor <= 2.0, "diameter_factor",
                  "must be above 0.2 and at most 2");
    field.require(p.jitter_us >= 0.0 && p.jitter_us <= 500.0, "jitter_us", "must be from 0 to 500");
}

void describe(Fields& field, ConditionParams& p) {
    field("affected_low", p.affected_low,
          "least share of the units that an ill muscle has changed");
    field("affected_high", p.affected_high, "greatest share");
    field("myopathic", p.myopathic, "what myopathy does");
    field("neurogenic", p.neurogenic, "what loss of nerve does");
    field.require(p.affected_low >= 0.0 && p.affected_low <= p.affected_high, "affected_low",
                  "must be from 0 to affected_high");
    field.require(p.affected_high <= 1.0, "affected_high", "must be at most 1");
}

ConditionedUnits conditioned(const std::vector<std::vector<MuscleFibre>>& fibres,
                             Condition condition, const ConditionParams& params,
                             RandomStream random) {
    ConditionedUnits result{fibres, std::vector<bool>(fibres.size(), false),
                            std::vector<double>(fibres.size(), normal_jitter_us), 1.0};
    if (condition == Condition::normal) return result;
    std::vector<std::size_t> there;
    for (std::size_t u = 0; u < fibres.size(); ++u)
        if (!fibres[u].empty()) there.push_back(u);
    std::vector<bool> lost(fibres.size(), false);
    if (condition == Condition::neurogenic) {
        const double share =
            between(params.neurogenic.units_lost_low, params.neurogenic.units_lost_high, random);
        lost = drawn(there, fibres.size(), share, random);
        std::erase_if(there, [&lost](std::size_t u) { return lost[u]; });
    }
    const double share = between(params.affected_low, params.affected_high, random);
    result.affected = drawn(there, fibres.size(), share, random);
    if (condition == Condition::neurogenic)
        adopt(result.fibres, fibres, lost, result.affected, params.neurogenic, random);
    for (std::size_t u = 0; u < fibres.size(); ++u) {
        if (!result.affected[u]) continue;
        if (condition == Condition::myopathic) waste(result.fibres[u], params.myopathic, random);
        result.jitter_us[u] = condition == Condition::myopathic ? params.myopathic.jitter_us
                                                                : params.neurogenic.jitter_us;
    }
    result.force = cross_section(result.fibres) / cross_section(fibres);
    return result;
}

}  // namespace efferent::emg
