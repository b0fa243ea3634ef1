// Filters from true action potentials.
#include "decoders/motor_units/oracle.hpp"

#include <algorithm>

#include "core/parallel.hpp"
#include "decoders/motor_units/extended.hpp"
#include "decoders/motor_units/inverse.hpp"

namespace efferent::motor_units {
namespace {

constexpr std::size_t sweeps = 8;  // there are many true units, and most are small

double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// C⁻¹a of the delay with the greatest aᵀC⁻¹a, among those within the extension of the delay with
/// the most power.
std::vector<float> best_filter(const Template& shape, const Inverse& inverse, std::size_t channels,
                               std::size_t extension) {
    Table all(2 * shape.half + extension, channels * extension);
    for (std::size_t l = 0; l < all.rows(); ++l) extended_template(shape, l, channels, all.row(l));
    std::size_t strongest = 0;
    for (std::size_t l = 1; l < all.rows(); ++l)
        if (dot(all.row(l), all.row(l)) > dot(all.row(strongest), all.row(strongest)))
            strongest = l;
    Table near(all.columns());
    const std::size_t end = std::min(all.rows(), strongest + extension);
    for (std::size_t l = strongest > extension ? strongest - extension : 0; l < end; ++l)
        near.push_back(all.row(l));
    const Table solved = inverse.times(near);
    std::size_t best = 0;
    for (std::size_t l = 1; l < near.rows(); ++l)
        if (dot(near.row(l), solved.row(l)) > dot(near.row(best), solved.row(best))) best = l;
    return {solved.row(best).begin(), solved.row(best).end()};
}

}  // namespace

std::vector<Agreement> oracle(SignalView signal,
                              const std::vector<std::vector<std::size_t>>& pulses,
                              const DecompositionParams& params, Matching matching) {
    require_usable(signal, params, {});
    const Hertz rate = signal.rate();
    const auto extension = static_cast<std::size_t>(params.extension);
    const auto half = static_cast<std::size_t>(sample_count(rate, 2 * params.template_half));
    const auto separation = static_cast<std::size_t>(sample_count(rate, params.separation));
    const auto extended = extend(signal, extension);
    const Inverse inverse(extended->covariance(), params.regularisation);
    const Peeled peeled = peel(signal, pulses, half, sweeps);
    std::vector<std::vector<float>> filters(pulses.size());
    for_each_index(pulses.size(), [&](std::size_t u) {
        filters[u] = best_filter(peeled.templates[u], inverse, signal.channels(), extension);
    });
    const auto sources = extended->project(filters);
    std::vector<Agreement> agreements(pulses.size());
    for_each_index(pulses.size(), [&](std::size_t u) {
        const auto times = [&](const std::vector<std::size_t>& samples) {
            std::vector<Time> result;
            for (const std::size_t t : samples)
                result.push_back(sample_time(rate, static_cast<std::int64_t>(t)));
            return result;
        };
        const Classes found = classify(sources[u], peaks(sources[u], separation));
        agreements[u] = agree(times(found.pulses), times(pulses[u]), matching);
    });
    return agreements;
}

}  // namespace efferent::motor_units
