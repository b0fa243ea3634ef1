// The search runs all seeds and exponents side by side, so that each pass over the signal serves
// all.
#include "decoders/motor_units/search.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/parallel.hpp"

namespace efferent::motor_units {
namespace {

using Instants = Filters::Instants;

/// One seed with one exponent.
struct Particle {
    double exponent = 0.0;
    Instants instants;
    std::vector<float> filter;
    Candidate best;
    bool moving = true;
};

/// What contrast makes of the peaks of a source.
Instants weighted(std::span<const float> source, const Particle& particle,
                  const SearchParams& params) {
    constexpr float noise = 1.5F;  // in standard deviations: lower peaks have next to no weight
    Instants result;
    std::vector<float> heights;
    for (const std::size_t t : peaks(source, params.separation, noise)) {
        result.times.push_back(t);
        heights.push_back(source[t]);
    }
    float cap = 0.0F;
    if (heights.size() >= params.min_pulses) {
        std::vector<float> sorted = heights;
        const auto nth = sorted.begin() + static_cast<std::ptrdiff_t>(params.min_pulses - 1);
        std::ranges::nth_element(sorted, nth, std::greater<>());
        cap = *nth;
    }
    for (const float h : heights)
        result.weights.push_back(
            std::pow(double{std::min(h, cap)} / double{cap}, particle.exponent - 1.0));
    if (cap == 0.0F) result = {};
    return result;
}

constexpr double still = 0.999;  // of one seed between two steps
constexpr double follows = 0.9;  // of two seeds

/// How much of the summed instants' weight two steps share, 1 if they are the same.
double alike(const Instants& a, const Instants& b) {
    double both = 0.0, in_a = 0.0, in_b = 0.0;
    for (const double w : a.weights) in_a += w * w;
    for (const double w : b.weights) in_b += w * w;
    for (std::size_t i = 0, j = 0; i < a.times.size() && j < b.times.size();) {
        if (a.times[i] == b.times[j]) both += a.weights[i] * b.weights[j];
        const bool first = a.times[i] <= b.times[j];
        const bool second = b.times[j] <= a.times[i];
        i += first;
        j += second;
    }
    return in_a * in_b > 0.0 ? both / std::sqrt(in_a * in_b) : 0.0;
}

class Swarm {
public:
    Swarm(const Filters& filters, std::span<const std::size_t> seeds, const SearchParams& params)
        : filters_(filters), params_(params) {
        for (const std::size_t seed : seeds)
            for (const double exponent : params.exponents)
                particles_.push_back({exponent, {{seed}, {1.0}}, {}, {}, true});
    }

    std::vector<Candidate> run() {
        for (std::size_t i = 0; i < params_.iterations; ++i)
            if (!step([this](Particle& p, std::span<const float> s) { contrast(p, s); })) break;
        for (Particle& p : particles_) p.moving = !p.instants.times.empty();
        stop_followers();
        for (std::size_t i = 0; i < params_.refinements; ++i)
            if (!step([this](Particle& p, std::span<const float> s) { refine(p, s); })) break;
        std::vector<Candidate> best;
        const std::size_t each = params_.exponents.size();
        for (std::size_t first = 0; first < particles_.size(); first += each) {
            const auto of_seed = std::span(particles_).subspan(first, each);
            best.push_back(std::move(std::ranges::max_element(of_seed, {}, [](const Particle& p) {
                                         return p.best.classes.silhouette;
                                     })->best));
        }
        return best;
    }

private:
    using Step = std::function<void(Particle&, std::span<const float>)>;

    /// One pass for all that move; false if none does.
    bool step(const Step& act) {
        std::vector<Particle*> moving;
        std::vector<Instants> instants;
        for (Particle& p : particles_)
            if (p.moving) {
                moving.push_back(&p);
                instants.push_back(p.instants);
            }
        if (moving.empty()) return false;
        auto filters = filters_.of(instants);
        const auto sources = filters_.signal().project(filters);
        for_each_index(moving.size(), [&](std::size_t i) {
            moving[i]->filter = std::move(filters[i]);
            act(*moving[i], sources[i]);
        });
        return true;
    }

    /// Of seeds that have come to the same instants the first one goes on.
    void stop_followers() {
        for (std::size_t i = 1; i < particles_.size(); ++i)
            for (std::size_t j = 0; j < i && particles_[i].moving; ++j)
                particles_[i].moving =
                    !(particles_[j].moving &&
                      alike(particles_[i].instants, particles_[j].instants) >= follows);
    }

    void contrast(Particle& p, std::span<const float> source) const {
        Instants next = weighted(source, p, params_);
        p.moving = !next.times.empty() && alike(next, p.instants) < still;
        p.instants = std::move(next);
    }

    void refine(Particle& p, std::span<const float> source) const {
        constexpr double risen = 1e-4;
        Candidate now = candidate(p.filter, source, params_);
        const bool settled = now.classes.pulses == p.best.classes.pulses;
        p.moving = now.classes.pulses.size() >= params_.min_pulses &&
                   now.classes.silhouette > p.best.classes.silhouette + risen;
        if (!p.moving) return;
        p.instants.times = now.classes.pulses;
        p.instants.weights.assign(p.instants.times.size(), 1.0);
        p.moving = !settled && now.classes.silhouette >= params_.hopeless;
        p.best = std::move(now);
    }

    const Filters& filters_;
    const SearchParams& params_;
    std::vector<Particle> particles_;
};

}  // namespace

std::vector<std::vector<float>> Filters::of(const std::vector<Instants>& instants) const {
    const std::size_t size = signal_.dimensions();
    Table sums(instants.size(), size);
    for_each_index(instants.size(), [&](std::size_t i) {
        std::ranges::copy(signal_.sum(instants[i].times, instants[i].weights), sums.row(i).begin());
    });
    const Table solved = inverse_.times(sums);
    std::vector<std::vector<float>> filters(instants.size());
    for (std::size_t i = 0; i < instants.size(); ++i) {
        double variance = 0.0;
        for (std::size_t d = 0; d < size; ++d) variance += sums.row(i)[d] * solved.row(i)[d];
        const double scale = variance > 0.0 ? 1.0 / std::sqrt(variance) : 0.0;
        for (const double v : solved.row(i)) filters[i].push_back(static_cast<float>(v * scale));
    }
    return filters;
}

double Filters::own_share(const std::vector<std::size_t>& pulses) const {
    constexpr std::size_t most = 16;
    const std::size_t size = signal_.dimensions(), count = std::min(most, pulses.size());
    const auto k = static_cast<double>(pulses.size());
    Table rows(count + 1, size);
    std::ranges::copy(signal_.sum(pulses, std::vector<double>(pulses.size(), 1.0 / k)),
                      rows.row(0).begin());
    const double one[] = {1.0};
    for (std::size_t i = 0; i < count; ++i)
        std::ranges::copy(signal_.sum(std::span(pulses).subspan(i * pulses.size() / count, 1), one),
                          rows.row(i + 1).begin());
    const Table solved = inverse_.times(rows);
    double own = 0.0, all = 0.0;
    for (std::size_t i = 0; i <= count; ++i)
        for (std::size_t d = 0; d < size; ++d)
            (i == 0 ? all : own) += rows.row(i)[d] * solved.row(i)[d];
    return own / static_cast<double>(count) / k / all;
}

Candidate candidate(std::vector<float> filter, std::span<const float> source,
                    const SearchParams& params) {
    return {std::move(filter), classify(source, peaks(source, params.separation))};
}

std::vector<Candidate> search(const Filters& filters, std::span<const std::size_t> seeds,
                              const SearchParams& params) {
    return Swarm(filters, seeds, params).run();
}

}  // namespace efferent::motor_units
