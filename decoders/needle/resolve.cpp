// The beam search over sets of potentials, in correlations instead of samples.
#include "decoders/needle/resolve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/parallel.hpp"

namespace efferent::needle {
namespace {

constexpr double gap_s = 2e-3;       // between two stretches
constexpr double longest_s = 12e-3;  // of a stretch
constexpr double around_s = 1e-3;    // before and after an instant, where the power counts
constexpr double slack_s = 0.4e-3;   // beyond a stretch's first and last candidate
constexpr int polish_sweeps = 6;
constexpr double never = -std::numeric_limits<double>::infinity();

/// The correlations of all units' shapes with what a set of potentials leaves of the signal.
struct Correlations {
    std::vector<std::vector<float>> of_unit;
};

struct Stretch {
    std::int64_t begin, end;  ///< [begin, end)
};

/// A set of potentials in a stretch.
struct Node {
    std::vector<Placed> placed;
    Correlations rest;  ///< within the stretch
    double worth = 0.0;
};

class Search {
public:
    Search(const FineSignal& signal, const Known& known, const std::vector<Placed>& placed,
           const NeedleParams& params, double steps_per_s)
        : known_(known),
          params_(params),
          length_(signal.length()),
          placed_(placed),
          steps_per_s_(steps_per_s) {
        const std::size_t units = known.shapes.size();
        rest_.of_unit.resize(units);
        cross_.resize(units * units);
        for_each_index(units, [&](std::size_t u) {
            rest_.of_unit[u] = signal.correlate(known.shapes[u]);
            for (std::size_t v = 0; v < units; ++v)
                cross_[u * units + v] =
                    cross_correlate(known.shapes[v], known.shapes[u], signal.factor());
        });
        size_ = static_cast<std::int64_t>(known.shapes.front().size());
        for (std::size_t u = 0; u < units; ++u)
            energy_.push_back(double{cross_[u * units + u][static_cast<std::size_t>(size_ - 1)]});
        for (const Placed& p : placed_) take(rest_, 0, p, 1.0);
        const auto around = static_cast<std::size_t>(around_s * steps_per_s_);
        const double samples = static_cast<double>(2 * around / signal.factor() + 1);
        cost_ = signal.power_around(around);
        for (float& c : cost_)
            c = static_cast<float>(params.penalty + params.variability * samples * double{c} /
                                                        (2.0 * known.noise_power * params.temper));
    }

    std::vector<Placed> run() {
        for (const Stretch& s : stretches()) solve(s);
        return placed_;
    }

private:
    /// Takes a potential away from correlations that begin at step `begin` (gain 1), or puts it
    /// back (gain -1).
    void take(Correlations& c, std::int64_t begin, const Placed& p, double gain) const {
        const auto by = static_cast<float>(gain * p.amplitude);
        for (std::size_t u = 0; u < c.of_unit.size(); ++u) {
            std::vector<float>& values = c.of_unit[u];
            const std::vector<float>& cross = cross_[p.unit * c.of_unit.size() + u];
            // cross[lag + size - 1] is what shape p.unit, at 0, gives to unit u's correlation at
            // lag.
            const std::int64_t first = std::max<std::int64_t>(0, p.at - size_ + 1 - begin);
            const std::int64_t last =
                std::min(static_cast<std::int64_t>(values.size()) - 1, p.at + size_ - 1 - begin);
            for (std::int64_t i = first; i <= last; ++i)
                values[static_cast<std::size_t>(i)] -=
                    by * cross[static_cast<std::size_t>(begin + i - p.at + size_ - 1)];
        }
    }

    double amplitude(std::size_t unit, double correlation) const {
        return std::clamp(correlation / energy_[unit], 1.0 - params_.amplitude_tolerance,
                          1.0 + params_.amplitude_tolerance);
    }

    /// Error that the potential takes away, as a log likelihood, less what it costs.
    double gain(std::size_t unit, std::int64_t at, double correlation) const {
        return gain(unit, at, correlation, amplitude(unit, correlation));
    }
    double gain(std::size_t unit, std::int64_t at, double correlation, double a) const {
        return (2.0 * a * correlation - a * a * energy_[unit]) /
                   (2.0 * known_.noise_power * params_.temper) -
               double{cost_[static_cast<std::size_t>(at)]};
    }

    /// The neighbours of `at` in the train of a unit, outside the stretch.
    double rhythm(std::size_t unit, std::int64_t at, const Stretch& stretch) const {
        return known_.rhythms[unit].log_odds(at, before(unit, stretch.begin),
                                             after(unit, stretch.end));
    }
    std::optional<std::int64_t> before(std::size_t unit, std::int64_t step) const {
        auto i = std::ranges::lower_bound(placed_, step, {}, &Placed::at);
        while (i != placed_.begin())
            if ((--i)->unit == unit) return i->at;
        return std::nullopt;
    }
    std::optional<std::int64_t> after(std::size_t unit, std::int64_t step) const {
        for (auto i = std::ranges::lower_bound(placed_, step, {}, &Placed::at); i != placed_.end();
             ++i)
            if (i->unit == unit) return i->at;
        return std::nullopt;
    }

    /// Where potentials are or could be, cut at the widest gaps if too long.
    std::vector<Stretch> stretches() const {
        std::vector<std::int64_t> steps;
        for (const Placed& p : placed_) steps.push_back(p.at);
        for (std::size_t u = 0; u < rest_.of_unit.size(); ++u) {
            const auto& c = rest_.of_unit[u];
            for (std::size_t t = 1; t + 1 < c.size(); ++t)
                if (c[t] > c[t - 1] && c[t] >= c[t + 1] &&
                    gain(u, static_cast<std::int64_t>(t), double{c[t]}) > 0.0)
                    steps.push_back(static_cast<std::int64_t>(t));
        }
        std::ranges::sort(steps);
        std::vector<Stretch> all;
        std::size_t begin = 0;
        for (std::size_t i = 1; i <= steps.size(); ++i)
            if (i == steps.size() ||
                static_cast<double>(steps[i] - steps[i - 1]) > gap_s * steps_per_s_) {
                cut(steps, begin, i, all);
                begin = i;
            }
        return all;
    }
    void cut(const std::vector<std::int64_t>& steps, std::size_t begin, std::size_t end,
             std::vector<Stretch>& all) const {
        if (begin == end) return;
        if (static_cast<double>(steps[end - 1] - steps[begin]) > longest_s * steps_per_s_) {
            std::size_t widest = begin + 1;
            for (std::size_t i = begin + 1; i < end; ++i)
                if (steps[i] - steps[i - 1] > steps[widest] - steps[widest - 1]) widest = i;
            cut(steps, begin, widest, all);
            cut(steps, widest, end, all);
            return;
        }
        const auto slack = static_cast<std::int64_t>(slack_s * steps_per_s_);
        all.push_back({std::max<std::int64_t>(0, steps[begin] - slack),
                       std::min(length_, steps[end - 1] + slack + 1)});
    }

    void solve(const Stretch& stretch) {
        std::vector<Placed> old;
        for (const Placed& p : placed_)
            if (p.at >= stretch.begin && p.at < stretch.end) old.push_back(p);
        Node start;
        for (const auto& c : rest_.of_unit)
            start.rest.of_unit.emplace_back(c.begin() + stretch.begin, c.begin() + stretch.end);
        for (const Placed& p : old) take(start.rest, stretch.begin, p, -1.0);

        Node kept = start;
        for (const Placed& p : old) extend(kept, p, stretch);
        polish(kept, stretch);
        std::vector<Node> nodes{start};
        Node best = start;
        for (std::size_t depth = 0; depth < known_.shapes.size() && !nodes.empty(); ++depth) {
            nodes = deeper(nodes, stretch);
            bool better = false;
            for (const Node& n : nodes)
                if (n.worth > best.worth) best = n, better = true;
            if (!better && depth > best.placed.size() + 1) break;
        }
        polish(best, stretch);
        if (kept.worth >= best.worth) best = std::move(kept);
        std::ranges::sort(best.placed, {}, &Placed::at);
        if (best.placed == old) return;
        for (const Placed& p : old) take(rest_, 0, p, -1.0);
        for (const Placed& p : best.placed) take(rest_, 0, p, 1.0);
        const auto from = std::ranges::lower_bound(placed_, stretch.begin, {}, &Placed::at);
        const auto to = std::ranges::lower_bound(placed_, stretch.end, {}, &Placed::at);
        const auto at = placed_.erase(from, to);
        placed_.insert(at, best.placed.begin(), best.placed.end());
    }

    /// Adds a potential where it stands, with the amplitude that suits it there.
    void extend(Node& node, const Placed& p, const Stretch& stretch) const {
        const double c =
            double{node.rest.of_unit[p.unit][static_cast<std::size_t>(p.at - stretch.begin)]};
        Placed added = p;
        added.amplitude = amplitude(p.unit, c);
        node.worth += gain(p.unit, p.at, c) + rhythm(p.unit, p.at, stretch);
        node.placed.push_back(added);
        take(node.rest, stretch.begin, added, 1.0);
    }

    struct Step {
        std::size_t node;
        Placed placed;
        double worth;
    };

    std::vector<Node> deeper(const std::vector<Node>& nodes, const Stretch& stretch) const {
        std::vector<Step> steps;
        for (std::size_t n = 0; n < nodes.size(); ++n)
            for (std::size_t u = 0; u < known_.shapes.size(); ++u)
                if (std::ranges::find(nodes[n].placed, u, &Placed::unit) == nodes[n].placed.end())
                    candidates(nodes[n], n, u, stretch, steps);
        std::ranges::stable_sort(steps, std::greater{}, &Step::worth);
        std::vector<Node> next;
        for (const Step& s : steps) {
            if (next.size() == static_cast<std::size_t>(params_.beam)) break;
            Node node = nodes[s.node];
            extend(node, s.placed, stretch);
            const bool twice = std::ranges::any_of(next, [&node](const Node& other) {
                return std::abs(other.worth - node.worth) < 1e-6 * std::abs(node.worth) &&
                       other.placed.size() == node.placed.size();
            });
            if (!twice) next.push_back(std::move(node));
        }
        return next;
    }

    /// The two best instants of a unit, local maxima both.
    void candidates(const Node& node, std::size_t n, std::size_t u, const Stretch& stretch,
                    std::vector<Step>& steps) const {
        const std::vector<float>& c = node.rest.of_unit[u];
        const auto early = before(u, stretch.begin), late = after(u, stretch.end);
        Step best[2] = {{n, {}, never}, {n, {}, never}};
        for (std::size_t i = 0; i < c.size(); ++i) {
            if ((i > 0 && c[i] <= c[i - 1]) || (i + 1 < c.size() && c[i] < c[i + 1])) continue;
            const std::int64_t at = stretch.begin + static_cast<std::int64_t>(i);
            const double value = gain(u, at, double{c[i]});
            const double worth = node.worth + value + known_.rhythms[u].log_odds(at, early, late);
            if (worth > best[1].worth) best[1] = {n, {at, u, 1.0}, worth};
            if (best[1].worth > best[0].worth) std::swap(best[0], best[1]);
        }
        for (const Step& s : best)
            if (s.worth > never) steps.push_back(s);
    }

    /// Moves each potential of a set to where it takes most, around and around.
    void polish(Node& node, const Stretch& stretch) const {
        const auto reach = static_cast<std::int64_t>(slack_s * steps_per_s_);
        for (int sweep = 0; sweep < polish_sweeps; ++sweep)
            for (Placed& p : node.placed) {
                take(node.rest, stretch.begin, p, -1.0);
                const auto& c = node.rest.of_unit[p.unit];
                const std::int64_t first = std::max(stretch.begin, p.at - reach);
                const std::int64_t last = std::min(stretch.end - 1, p.at + reach);
                for (std::int64_t t = first; t <= last; ++t)
                    if (c[static_cast<std::size_t>(t - stretch.begin)] >
                        c[static_cast<std::size_t>(p.at - stretch.begin)])
                        p.at = t;
                p.amplitude =
                    amplitude(p.unit, double{c[static_cast<std::size_t>(p.at - stretch.begin)]});
                take(node.rest, stretch.begin, p, 1.0);
            }
        // The worth anew, adding up in the order of the set.
        for (const Placed& p : node.placed) take(node.rest, stretch.begin, p, -1.0);
        const std::vector<Placed> placed = std::move(node.placed);
        node.placed.clear();
        node.worth = 0.0;
        for (const Placed& p : placed) {
            const double c =
                double{node.rest.of_unit[p.unit][static_cast<std::size_t>(p.at - stretch.begin)]};
            node.worth += gain(p.unit, p.at, c, p.amplitude) + rhythm(p.unit, p.at, stretch);
            node.placed.push_back(p);
            take(node.rest, stretch.begin, p, 1.0);
        }
    }

    const Known& known_;
    const NeedleParams& params_;
    std::int64_t length_;
    std::vector<Placed> placed_;
    double steps_per_s_;
    Correlations rest_;
    std::vector<std::vector<float>> cross_;  ///< [unit taken][unit that hears]
    std::vector<double> energy_;
    std::vector<float> cost_;  ///< of a discharge, for each step
    std::int64_t size_ = 0;
};

}  // namespace

std::vector<Placed> resolve(const FineSignal& signal, double steps_per_s, const Known& known,
                            const std::vector<Placed>& placed, const NeedleParams& params) {
    if (known.shapes.empty()) return {};
    return Search(signal, known, placed, params, steps_per_s).run();
}

}  // namespace efferent::needle
