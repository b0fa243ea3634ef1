// Search, peel off, search again in what is left; then look at each unit once more without the
// rest.
#include "decoders/motor_units/decomposition.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "decoders/motor_units/centre.hpp"
#include "decoders/motor_units/search.hpp"
#include "decoders/motor_units/seeds.hpp"

namespace efferent::motor_units {
namespace {

constexpr std::size_t wave = 4;    // seeds that are searched side by side
constexpr std::size_t sweeps = 3;  // of least squares; the residue changes by less than noise after

using Pulses = std::vector<std::size_t>;

Train train_of(const Pulses& pulses, Hertz rate) {
    Train train;
    for (const std::size_t t : pulses)
        train.discharges.push_back(sample_time(rate, static_cast<std::int64_t>(t)));
    return train;
}

std::vector<float> without_means(SignalView signal) {
    std::vector<float> samples(signal.samples().begin(), signal.samples().end());
    (void)centre(samples, signal.channels());
    return samples;
}

double power(std::span<const float> samples) {
    double sum = 0.0;
    for (const float x : samples) sum += double{x} * double{x};
    return sum;
}

/// An extended signal and the inverse of its covariance.
struct Whitened {
    Whitened(std::unique_ptr<Extended> extended, double regularisation)
        : signal(std::move(extended)), inverse(signal->covariance(), regularisation) {}
    std::unique_ptr<Extended> signal;
    Inverse inverse;
};

class Decomposer {
public:
    Decomposer(SignalView signal, const DecompositionParams& params, Monitor& monitor)
        : params_(params),
          monitor_(monitor),
          rate_(signal.rate()),
          channels_(signal.channels()),
          extension_(static_cast<std::size_t>(params.extension)),
          samples_(without_means(signal)),
          rest_(samples_),
          seeds_(signal.length(), signal.rate()),
          whole_(whitened(samples_)) {
        search_.exponents = params.exponents;
        search_.iterations = static_cast<std::size_t>(params.iterations);
        search_.refinements = static_cast<std::size_t>(params.refinements);
        search_.hopeless = params.min_silhouette - 0.3;
        search_.min_pulses = static_cast<std::size_t>(params.min_pulses);
        search_.separation = static_cast<std::size_t>(sample_count(rate_, params.separation));
    }

    Decomposition run() {
        const auto rounds = static_cast<std::size_t>(params_.rounds);
        while (result_.rounds < rounds) {
            monitor_.progress("decomposing",
                              static_cast<double>(result_.rounds) / static_cast<double>(rounds));
            ++result_.rounds;
            const std::size_t before = pulses_.size();
            search_round();
            if (pulses_.size() == before) break;
            peel_all();
        }
        finish();
        monitor_.progress("decomposing", 1.0);
        return std::move(result_);
    }

private:
    SignalView view(const std::vector<float>& samples) const {
        return {rate_, 0, channels_, samples};
    }
    std::unique_ptr<Whitened> whitened(const std::vector<float>& samples) const {
        return std::make_unique<Whitened>(params_.form == "fast"
                                              ? extend(view(samples), extension_)
                                              : extend_reference(view(samples), extension_),
                                          params_.regularisation);
    }

    bool is_known(const Pulses& pulses) const {
        const Train train = train_of(pulses, rate_);
        for (const Pulses& other : pulses_) {
            const Agreement a = agree(train.discharges, train_of(other, rate_).discharges, {});
            const auto most = static_cast<double>(std::max(pulses.size(), other.size()));
            if (static_cast<double>(a.shared) >= params_.duplicate_share * most) return true;
        }
        return false;
    }

    void search_round() {
        const auto left = pulses_.empty() ? nullptr : whitened(rest_);
        const Whitened& rest = left ? *left : *whole_;
        const Filters filters(*rest.signal, rest.inverse);
        seeds_.order(activity(rest_, channels_, params_.regularisation));
        std::size_t tried = 0;
        for (const auto limit = static_cast<std::size_t>(params_.seeds); tried < limit;) {
            monitor_.check();
            const Pulses seeds = seeds_.next(std::min(wave, limit - tried));
            if (seeds.empty()) break;
            tried += seeds.size();
            auto found = search(filters, seeds, search_);
            std::ranges::stable_sort(found, std::ranges::greater(),
                                     [](const Candidate& c) { return c.classes.silhouette; });
            for (Candidate& c : found) {
                if (!good(c.classes)) continue;
                seeds_.explain(c.classes.pulses);
                if (is_known(c.classes.pulses)) continue;
                if (filters.own_share(c.classes.pulses) > params_.max_own_share)
                    ++result_.learned_by_heart;
                else
                    pulses_.push_back(std::move(c.classes.pulses));
            }
        }
        result_.seeds += tried;
    }

    bool good(const Classes& classes) const {
        return classes.silhouette >= params_.min_silhouette &&
               classes.pulses.size() >= search_.min_pulses;
    }

    void peel_all() {
        const auto half = static_cast<std::size_t>(sample_count(rate_, params_.template_half));
        Peeled peeled = peel(view(samples_), pulses_, half, sweeps);
        rest_ = std::move(peeled.rest);
        templates_ = std::move(peeled.templates);
    }

    /// Sources in which only the rest and the unit itself are left, from templates as filters.
    std::vector<std::vector<float>> own_sources() const {
        const auto rest = whitened(rest_);
        Table columns(pulses_.size(), extension_ * channels_);
        for (std::size_t u = 0; u < pulses_.size(); ++u)
            extended_template(templates_[u], templates_[u].half, channels_, columns.row(u));
        const Table solved = rest->inverse.times(columns);
        std::vector<std::vector<float>> filters;
        for (std::size_t u = 0; u < pulses_.size(); ++u)
            filters.emplace_back(solved.row(u).begin(), solved.row(u).end());
        auto sources = rest->signal->project(filters);
        for_each_index(pulses_.size(), [&](std::size_t u) {
            add_response(sources[u], filters[u], templates_[u], pulses_[u], channels_);
        });
        return sources;
    }

    void finish() {
        if (pulses_.empty()) return;
        auto sources = own_sources();
        std::vector<Classes> classes;
        for (const auto& source : sources)
            classes.push_back(classify(source, peaks(source, search_.separation)));
        drop_lost(sources, classes);
        if (pulses_.empty()) return;
        peel_all();
        result_.explained = 1.0 - power(rest_) / power(samples_);
        for (std::size_t u = 0; u < pulses_.size(); ++u)
            result_.units.push_back(unit(u, classes[u], std::move(sources[u])));
        add_filters();
        std::ranges::stable_sort(result_.units, std::ranges::greater(), &MotorUnit::silhouette);
    }

    /// Units whose silhouette did not stay, and those that have become one with another.
    void drop_lost(std::vector<std::vector<float>>& sources, std::vector<Classes>& classes) {
        pulses_.clear();
        std::vector<std::vector<float>> kept_sources;
        std::vector<Classes> kept;
        for (std::size_t u = 0; u < classes.size(); ++u) {
            if (!good(classes[u]) || is_known(classes[u].pulses)) {
                ++result_.dropped;
                continue;
            }
            pulses_.push_back(classes[u].pulses);
            kept.push_back(std::move(classes[u]));
            kept_sources.push_back(std::move(sources[u]));
        }
        sources = std::move(kept_sources);
        classes = std::move(kept);
    }

    MotorUnit unit(std::size_t u, const Classes& classes, std::vector<float> source) const {
        MotorUnit unit;
        unit.pulses = classes.pulses;
        unit.silhouette = classes.silhouette;
        unit.pulse_to_noise_db = pulse_to_noise_db(source, unit.pulses).value_or(0.0);
        unit.interval_variation = interval_variation(unit.pulses);
        unit.shape = templates_[u];
        Pulses intervals(unit.pulses.size());
        std::adjacent_difference(unit.pulses.begin(), unit.pulses.end(), intervals.begin());
        const auto middle = intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2);
        std::nth_element(intervals.begin() + 1, middle, intervals.end());
        unit.rate_hz = rate_.value / static_cast<double>(*middle);
        const float highest = *std::ranges::max_element(source);
        for (float& s : source) s /= highest;
        unit.source = std::move(source);
        return unit;
    }

    void add_filters() {
        std::vector<Filters::Instants> instants;
        for (const MotorUnit& u : result_.units)
            instants.push_back({u.pulses, std::vector<double>(u.pulses.size(), 1.0)});
        auto filters = Filters(*whole_->signal, whole_->inverse).of(instants);
        const auto sources = whole_->signal->project(filters);
        for (std::size_t u = 0; u < filters.size(); ++u) {
            MotorUnit& unit = result_.units[u];
            unit.filter = std::move(filters[u]);
            unit.online =
                classify_known(sources[u], peaks(sources[u], search_.separation), unit.pulses);
        }
    }

    const DecompositionParams& params_;
    Monitor& monitor_;
    Hertz rate_;
    std::size_t channels_;
    std::size_t extension_;
    std::vector<float> samples_;
    std::vector<float> rest_;
    Seeds seeds_;
    std::unique_ptr<Whitened> whole_;
    SearchParams search_;
    std::vector<Pulses> pulses_;  ///< of the units so far
    std::vector<Template> templates_;
    Decomposition result_;
};

}  // namespace

void require_usable(SignalView signal, const DecompositionParams& params,
                    std::span<const std::string> names) {
    constexpr std::size_t least = 4;  // samples for each number of a filter
    const auto extension = static_cast<std::size_t>(params.extension);
    const std::size_t dimensions = std::max<std::size_t>(1, signal.channels()) * extension;
    if (signal.channels() == 0 || signal.length() < least * dimensions)
        throw Error(Fault::config, "extension " + std::to_string(extension) + ": " +
                                       std::to_string(signal.channels()) +
                                       " channels need at least " +
                                       std::to_string(least * dimensions) + " samples, not " +
                                       std::to_string(signal.length()) +
                                       "; take a longer recording or a smaller extension");
    for (std::size_t m = 0; m < signal.channels(); ++m) {
        std::size_t t = 1;
        while (t < signal.length() && signal.row(t)[m] == signal.row(0)[m]) ++t;
        if (t == signal.length())
            throw Error(Fault::format, "channel " +
                                           (m < names.size() ? names[m] : std::to_string(m + 1)) +
                                           " is constant; leave it out");
    }
}

Decomposition decompose(SignalView signal, const DecompositionParams& params, Monitor& monitor) {
    require_usable(signal, params, {});
    return Decomposer(signal, params, monitor).run();
}

std::vector<Train> trains(const Decomposition& decomposition, Hertz rate) {
    std::vector<Train> all;
    for (std::size_t u = 0; u < decomposition.units.size(); ++u) {
        all.push_back(train_of(decomposition.units[u].pulses, rate));
        all.back().unit = std::to_string(u);
    }
    return all;
}

}  // namespace efferent::motor_units
