// Counts pairs of events by their distance, then lets the leak smear the counts.
#include "decoders/motor_units/events/event_moments.hpp"

#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"

namespace efferent::motor_units {
namespace {

/// Steps after which a trace has forgotten all but a millionth.
std::size_t memory_of(double keep) {
    return keep <= 0.0 ? 0 : static_cast<std::size_t>(std::ceil(std::log(1e-6) / std::log(keep)));
}

/// By d: how many pairs of an event on line i and one on line j, d steps before.
std::vector<Table> pairs(const LineEvents& events, std::size_t longest) {
    std::vector<Table> counts(longest + 1, Table(events.lines, events.lines));
    const auto& all = events.events;
    for (std::size_t a = 0; a < all.size(); ++a) {
        counts[0].row(all[a].line)[all[a].line] += 1.0;
        for (std::size_t b = a; b-- > 0 && all[a].step - all[b].step <= longest;) {
            const std::size_t d = all[a].step - all[b].step;
            counts[d].row(all[a].line)[all[b].line] += 1.0;
            if (d == 0) counts[0].row(all[b].line)[all[a].line] += 1.0;
        }
    }
    return counts;
}

}  // namespace

EventMoments::EventMoments(const LineEvents& events, double keep, std::size_t longest)
    : means_(events.lines), tables_(longest + 1, Table(events.lines, events.lines)) {
    const std::size_t memory = memory_of(keep), lines = events.lines;
    const auto steps = static_cast<double>(events.steps);
    for (const LineEvent& e : events.events) means_[e.line] += 1.0 / (1.0 - keep) / steps;
    const std::vector<Table> counts = pairs(events, longest + memory);
    // Σ_t z_i(t) z_j(t-d) = Σ_s keep^|s| / (1 - keep²) · (pairs at a distance of d + s)
    for_each_index(longest + 1, [&](std::size_t d) {
        for (std::size_t i = 0; i < lines; ++i) {
            const auto out = tables_[d].row(i);
            for (std::size_t s = 0; s <= memory; ++s) {
                const double share =
                    std::pow(keep, static_cast<double>(s)) / (1.0 - keep * keep) / steps;
                for (std::size_t j = 0; j < lines; ++j) {
                    out[j] += share * counts[d + s].row(i)[j];
                    if (s == 0) continue;
                    out[j] += share * (s <= d ? counts[d - s].row(i)[j] : counts[s - d].row(j)[i]);
                }
            }
            for (std::size_t j = 0; j < lines; ++j) out[j] -= means_[i] * means_[j];
        }
    });
}

double EventMoments::covariance(const Tap& a, const Tap& b) const {
    return a.delay <= b.delay ? tables_[b.delay - a.delay].row(a.line)[b.line]
                              : tables_[a.delay - b.delay].row(b.line)[a.line];
}

Table around(const LineEvents& events, double keep, std::span<const std::size_t> times,
             std::ptrdiff_t first, std::size_t count) {
    const auto memory = static_cast<std::ptrdiff_t>(memory_of(keep));
    Table mean(static_cast<std::size_t>(memory) + count, events.lines);
    const double one = 1.0 / static_cast<double>(times.size());
    for (const std::size_t time : times) {
        const std::ptrdiff_t begin = static_cast<std::ptrdiff_t>(time) + first - memory;
        const auto end = begin + static_cast<std::ptrdiff_t>(mean.rows());
        const auto from = std::ranges::lower_bound(
            events.events,
            LineEvent{static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(begin, 0)), 0});
        for (auto e = from; e != events.events.end() && e->step < end; ++e)
            mean.row(static_cast<std::size_t>(e->step - begin))[e->line] += one;
    }
    for (std::size_t i = 1; i < mean.rows(); ++i)
        for (std::size_t j = 0; j < events.lines; ++j) mean.row(i)[j] += keep * mean.row(i - 1)[j];
    Table result(events.lines);
    for (std::size_t i = 0; i < count; ++i)
        result.push_back(mean.row(static_cast<std::size_t>(memory) + i));
    return result;
}

}  // namespace efferent::motor_units
