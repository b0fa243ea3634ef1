// Each unit is looked at in what the others leave.
#include "decoders/motor_units/last_look.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/parallel.hpp"
#include "decoders/motor_units/fragments.hpp"
#include "decoders/motor_units/search.hpp"

namespace efferent::motor_units {
namespace {

using Pulses = std::vector<std::size_t>;

double power(std::span<const float> samples) {
    double sum = 0.0;
    for (const float x : samples) sum += double{x} * double{x};
    return sum;
}

/// 1 / the median interval.
double rate_of(const Pulses& pulses, Hertz rate) {
    Pulses intervals(pulses.size());
    std::adjacent_difference(pulses.begin(), pulses.end(), intervals.begin());
    const auto middle = intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2);
    std::nth_element(intervals.begin() + 1, middle, intervals.end());
    return rate.value / static_cast<double>(*middle);
}

class LastLook {
public:
    LastLook(SignalView signal, const Whitened& whole, const DecompositionParams& params,
             Decomposition& result)
        : signal_(signal),
          whole_(whole),
          params_(params),
          separation_(static_cast<std::size_t>(sample_count(signal.rate(), params.separation))),
          channels_(signal.channels()),
          result_(result) {}

    void run(const std::vector<Pulses>& found, const Rest& rest) {
        unite_fragments(found, rest);
        const auto sources = united_.size() == found.size()
                                 ? own_sources(rest)
                                 : own_sources({signal_, params_, components_});
        std::vector<Pulses> kept;
        std::vector<std::size_t> from;
        std::vector<Classes> classes;
        for (std::size_t u = 0; u < sources.size(); ++u) {
            Classes c = classify(sources[u], peaks(sources[u], separation_));
            if (!is_unit(c, params_) ||
                is_among(c.pulses, kept, signal_.rate(), params_.duplicate_share)) {
                ++result_.dropped;
                continue;
            }
            kept.push_back(c.pulses);
            from.push_back(u);
            classes.push_back(std::move(c));
        }
        if (kept.empty()) return;
        const Peeled peeled = Rest::peel_off(signal_, params_, kept);
        result_.explained = 1.0 - power(peeled.rest) / power(signal_.samples());
        for (std::size_t u = 0; u < kept.size(); ++u)
            result_.units.push_back(unit(classes[u], peeled.templates[u], sources[from[u]]));
        add_filters();
        std::ranges::stable_sort(result_.units, std::ranges::greater(), &MotorUnit::silhouette);
    }

private:
    /// Filters from action potentials and the covariance of `rest`.
    std::vector<std::vector<double>> filters(const Whitened& rest,
                                             std::span<const Template> templates) const {
        Table columns(templates.size(), whole_.signal->dimensions());
        for (std::size_t u = 0; u < templates.size(); ++u)
            extended_template(templates[u], templates[u].half, channels_, columns.row(u));
        const Table solved = rest.inverse.times(columns);
        std::vector<std::vector<double>> result;
        for (std::size_t u = 0; u < templates.size(); ++u)
            result.emplace_back(solved.row(u).begin(), solved.row(u).end());
        return result;
    }

    Likeness likeness(const std::vector<double>& filter, const Template& own,
                      const Template& other) const {
        const auto reach = sample_count(signal_.rate(), 3ms);
        std::vector<double> row(filter.size());
        const auto height = [&](const Template& t, std::int64_t at) {
            extended_template(t, static_cast<std::size_t>(at), channels_, row);
            return std::inner_product(row.begin(), row.end(), filter.begin(), 0.0);
        };
        const double self = height(own, static_cast<std::int64_t>(own.half));
        Likeness best;
        const auto middle = static_cast<std::int64_t>(other.half);
        for (std::int64_t lag = -std::min(reach, middle); lag <= reach; ++lag) {
            const double h = height(other, middle + lag) / self;
            if (h > best.height) best = {h, -static_cast<std::ptrdiff_t>(lag)};
        }
        return best;
    }

    void unite_fragments(const std::vector<Pulses>& found, const Rest& rest) {
        const auto& templates = rest.peeled.templates;
        const auto f = filters(rest.whitened, templates);
        united_ = unite(found, signal_.rate(), {}, [&](std::size_t a, std::size_t b) {
            return likeness(f[a], templates[a], templates[b]);
        });
        result_.fragments = found.size() - united_.size();
        for (const United& u : united_) components_.push_back(u.pulses);
        for (const United& u : united_)
            for (const std::size_t part : u.parts)
                if (u.parts.size() > 1) components_.push_back(found[part]);
    }

    /// Sources in which only the rest and the unit itself are left, in all shapes that its
    /// fragments have, from templates as filters.
    std::vector<std::vector<float>> own_sources(const Rest& rest) const {
        const auto& templates = rest.peeled.templates;
        std::vector<std::vector<float>> floats;
        for (const auto& filter :
             filters(rest.whitened, std::span(templates).first(united_.size())))
            floats.emplace_back(filter.begin(), filter.end());
        auto sources = rest.whitened.signal->project(floats);
        std::vector<std::vector<std::size_t>> of_unit(united_.size());
        std::size_t next = united_.size();
        for (std::size_t u = 0; u < united_.size(); ++u) {
            of_unit[u] = {u};
            for (std::size_t i = 0; united_[u].parts.size() > 1 && i < united_[u].parts.size(); ++i)
                of_unit[u].push_back(next++);
        }
        for_each_index(united_.size(), [&](std::size_t u) {
            for (const std::size_t c : of_unit[u])
                add_response(sources[u], floats[u], templates[c], components_[c], channels_);
        });
        return sources;
    }

    MotorUnit unit(const Classes& classes, const Template& shape, std::vector<float> source) const {
        MotorUnit unit;
        unit.pulses = classes.pulses;
        unit.silhouette = classes.silhouette;
        unit.pulse_to_noise_db = pulse_to_noise_db(source, unit.pulses).value_or(0.0);
        unit.interval_variation = interval_variation(unit.pulses);
        unit.shape = shape;
        unit.rate_hz = rate_of(unit.pulses, signal_.rate());
        const float highest = *std::ranges::max_element(source);
        for (float& s : source) s /= highest;
        unit.source = std::move(source);
        return unit;
    }

    void add_filters() {
        std::vector<Filters::Instants> instants;
        for (const MotorUnit& u : result_.units)
            instants.push_back({u.pulses, std::vector<double>(u.pulses.size(), 1.0)});
        auto made = Filters(*whole_.signal, whole_.inverse).of(instants);
        const auto sources = whole_.signal->project(made);
        for (std::size_t u = 0; u < made.size(); ++u) {
            MotorUnit& unit = result_.units[u];
            unit.filter = std::move(made[u]);
            unit.online = classify_known(sources[u], peaks(sources[u], separation_), unit.pulses);
        }
    }

    SignalView signal_;
    const Whitened& whole_;
    const DecompositionParams& params_;
    std::size_t separation_, channels_;
    Decomposition& result_;
    std::vector<United> united_;
    std::vector<Pulses> components_;  ///< one for each unit, then their fragments
};

}  // namespace

bool is_unit(const Classes& classes, const DecompositionParams& params) {
    return classes.silhouette >= params.min_silhouette &&
           classes.pulses.size() >= static_cast<std::size_t>(params.min_pulses);
}

void look_again(SignalView signal, const Whitened& whole, const DecompositionParams& params,
                const std::vector<Pulses>& found, const Rest& rest, Decomposition& result) {
    LastLook(signal, whole, params, result).run(found, rest);
}

}  // namespace efferent::motor_units
