// Rounds of finding shapes in what is left, resolving all of them in the signal, and tidying up.
#include "decoders/needle/decomposition.hpp"

#include <algorithm>
#include <cmath>

#include "decoders/needle/cluster.hpp"
#include "decoders/needle/shapes.hpp"

namespace efferent::needle {
namespace {

class Decomposer {
public:
    Decomposer(SignalView signal, const NeedleParams& params, Monitor& monitor)
        : params_(params),
          monitor_(monitor),
          factor_(static_cast<std::size_t>(
              std::max(1.0, std::ceil(params.fine_rate_hz / signal.rate().value)))),
          steps_per_s_(signal.rate().value * static_cast<double>(factor_)),
          half_(steps(params.half_width)),
          shortest_(seconds(params.shortest_interval) * steps_per_s_),
          signal_(signal.samples(), factor_, 4 * half_),
          rest_(signal_) {
        known_.noise_power = noise_power(signal_);
    }

    NeedleDecomposition run() {
        std::size_t fruitless = 0;
        for (std::int64_t round = 0; round < params_.rounds; ++round) {
            monitor_.progress("decomposing",
                              static_cast<double>(round) / static_cast<double>(params_.rounds));
            const std::size_t before = known_.shapes.size();
            if (!add_shapes()) break;
            ++result_.rounds;
            tidy();
            if (known_.shapes.size() <= before && ++fruitless == 2) break;
        }
        // Regularity is judged last, and the worst goes first: others' discharges explain better
        // without it, and while shapes are missing many units look irregular.
        do {
            tidy();
            explain();
        } while (drop() + drop_most_irregular() > 0);
        return finish();
    }

private:
    std::size_t steps(Duration d) const {
        return static_cast<std::size_t>(std::llround(seconds(d) * steps_per_s_));
    }

    bool add_shapes() {
        ClusterParams p;
        p.noise = rest_.noise();
        std::vector<float> around = signal_.power_around(steps(1ms));
        for (float& n : around)
            n = static_cast<float>(p.noise * p.noise + params_.variability * double{n});
        p.noise_around = around;
        p.detection = params_.detection;
        p.half = steps(params_.cluster_half_width);
        p.shape_half = half_;
        p.distance = params_.cluster_distance;
        p.members = static_cast<std::size_t>(params_.min_cluster);
        const auto shapes = recurring_shapes(rest_, p);
        for (const auto& s : shapes) {
            known_.shapes.push_back(s);
            known_.rhythms.emplace_back(shortest_);
        }
        return !shapes.empty();
    }

    /// By the median, but never nothing: a signal may be silent between potentials.
    double noise_power(const FineSignal& of) const {
        return std::max(std::pow(of.noise(), 2.0), 1e-6 * signal_.power());
    }

    /// Discharges of all units anew, then shapes, rhythms and noise from them.
    void explain() {
        monitor_.check();
        placed_ = resolve(signal_, steps_per_s_, known_, placed_, params_);
        rest_ = rest_of(signal_, known_.shapes, placed_);
        refit(known_.shapes, placed_, rest_);
        for (std::size_t u = 0; u < known_.shapes.size(); ++u)
            known_.rhythms[u] = Rhythm(clean(u), shortest_);
        known_.noise_power = noise_power(rest_);
    }

    /// The discharges of a unit about whose middle little is left unexplained, and whose amplitude
    /// is not at its limits.
    std::vector<std::int64_t> clean(std::size_t unit) const {
        const std::size_t core = steps(params_.cluster_half_width);
        const std::vector<float>& shape = known_.shapes[unit];
        const double limit =
            params_.clean * power(std::span(shape).subspan(shape.size() / 2 - core, 2 * core + 1));
        std::vector<std::int64_t> own;
        for (const Placed& p : placed_)
            if (p.unit == unit &&
                std::abs(p.amplitude - 1.0) < 0.99 * params_.amplitude_tolerance &&
                power(rest_.window(p.at, core)) < limit + known_.noise_power)
                own.push_back(p.at);
        return own;
    }

    static double power(std::span<const float> values) {
        double sum = 0.0;
        for (const float x : values) sum += double{x} * double{x};
        return sum / static_cast<double>(values.size());
    }

    void remove(std::size_t unit) {
        known_.shapes.erase(known_.shapes.begin() + static_cast<std::ptrdiff_t>(unit));
        known_.rhythms.erase(known_.rhythms.begin() + static_cast<std::ptrdiff_t>(unit));
        std::erase_if(placed_, [unit](const Placed& p) { return p.unit == unit; });
        for (Placed& p : placed_) p.unit -= p.unit > unit;
    }

    void merge() {
        while (const auto m = find_merge(known_, placed_, params_, steps_per_s_, factor_)) {
            if (m->moved)
                for (Placed& p : placed_)
                    if (p.unit == m->gone)
                        p = {std::clamp<std::int64_t>(p.at + m->lag, 0, signal_.length() - 1),
                             m->kept, 1.0};
            remove(m->gone);
            std::ranges::sort(placed_, {}, &Placed::at);
            ++result_.merged;
            explain();
        }
    }

    /// How many units were not good.
    std::size_t drop() {
        std::size_t count = 0;
        for (std::size_t u = known_.shapes.size(); u-- > 0;)
            if (!good(u)) remove(u), ++count;
        rest_ = rest_of(signal_, known_.shapes, placed_);
        result_.dropped += count;
        return count;
    }

    void tidy() {
        for (std::int64_t sweep = 0; sweep < params_.sweeps; ++sweep) explain();
        merge();
        drop();
    }

    double energy(std::size_t unit) const {
        const auto own = cross_correlate(known_.shapes[unit], known_.shapes[unit], factor_);
        return double{own[known_.shapes[unit].size() - 1]};
    }

    /// Whether a unit is large and itself enough to explain the signal with. One that discharges
    /// too seldom to be reported may be.
    bool good(std::size_t unit) const {
        const auto own = clean(unit);
        if (own.size() < static_cast<std::size_t>(params_.min_cluster)) return false;
        if (2 * own.size() < instants(placed_, unit).size()) return false;
        if (energy(unit) < params_.min_energy_ratio * known_.noise_power) return false;
        return own.size() >= static_cast<std::size_t>(params_.min_discharges) || !composite(unit);
    }

    /// One unit at most; how many.
    std::size_t drop_most_irregular() {
        double most = params_.max_irregularity;
        std::optional<std::size_t> worst;
        for (std::size_t u = 0; u < known_.shapes.size(); ++u) {
            const auto own = clean(u);
            if (own.size() < static_cast<std::size_t>(params_.min_discharges)) continue;
            const double value = irregularity(own, shortest_);
            if (value > most) most = value, worst = u;
        }
        if (!worst) return 0;
        remove(*worst);
        ++result_.dropped;
        return 1;
    }

    /// Whether other units' potentials, at some lags, make this one.
    bool composite(std::size_t unit) const {
        std::vector<float> samples;
        const std::vector<float>& shape = known_.shapes[unit];
        for (std::size_t i = (shape.size() / 2) % factor_; i < shape.size(); i += factor_)
            samples.push_back(shape[i]);
        const FineSignal alone(samples, factor_, 4 * half_);
        Known others{{}, {}, known_.noise_power};
        for (std::size_t u = 0; u < known_.shapes.size(); ++u)
            if (u != unit && energy(u) < energy(unit)) {
                others.shapes.push_back(known_.shapes[u]);
                others.rhythms.emplace_back(shortest_);
            }
        const auto found = resolve(alone, steps_per_s_, others, {}, params_);
        return found.size() > 1 && rest_of(alone, others.shapes, found).power() <
                                       params_.merge_distance * alone.power();
    }

    /// Of the intervals, those above 2.5 medians (pauses) left out.
    static std::optional<double> variation(const std::vector<std::int64_t>& train) {
        const std::vector<double> all = intervals_of(train);
        const double limit = 2.5 * median(all);
        double sum = 0.0, squares = 0.0, count = 0.0;
        for (const double i : all)
            if (i <= limit) sum += i, squares += i * i, count += 1.0;
        if (count < 2.0) return std::nullopt;
        const double mean = sum / count;
        return std::sqrt(std::max(0.0, squares / count - mean * mean)) / mean;
    }

    NeedleDecomposition finish() {
        result_.fine_rate = {steps_per_s_};
        result_.noise = std::sqrt(known_.noise_power);
        const double whole = signal_.power();
        result_.explained = whole > 0.0 ? 1.0 - rest_.power() / whole : 0.0;
        std::vector<std::pair<double, std::size_t>> order;
        for (std::size_t u = 0; u < known_.shapes.size(); ++u)
            if (instants(placed_, u).size() >= static_cast<std::size_t>(params_.min_discharges))
                order.push_back({-energy(u), u});
        std::ranges::sort(order);
        for (const auto& [negative, u] : order) {
            NeedleUnit unit;
            unit.shape = known_.shapes[u];
            for (const Placed& p : placed_)
                if (p.unit == u) {
                    unit.discharges.push_back(p.at);
                    unit.amplitudes.push_back(p.amplitude);
                }
            const double samples = 5e-3 * steps_per_s_ / static_cast<double>(factor_);
            unit.signal_to_noise_db = 10.0 * std::log10(-negative / samples / known_.noise_power);
            unit.interval_variation = variation(unit.discharges);
            unit.rate_hz = steps_per_s_ / median(intervals_of(unit.discharges));
            result_.units.push_back(std::move(unit));
        }
        return std::move(result_);
    }

    const NeedleParams& params_;
    Monitor& monitor_;
    std::size_t factor_;
    double steps_per_s_;
    std::size_t half_;
    double shortest_;
    FineSignal signal_, rest_;
    Known known_;
    std::vector<Placed> placed_;
    NeedleDecomposition result_;
};

void require_usable(SignalView signal) {
    if (signal.channels() != 1)
        throw Error(Fault::config, "needle: takes one channel, not " +
                                       std::to_string(signal.channels()) +
                                       "; leave the others out");
    if (signal.rate().value < 2000.0)
        throw Error(Fault::config,
                    "needle: a rate of " + std::to_string(std::llround(signal.rate().value)) +
                        " Hz is too low for the shapes of potentials; at least 2000");
    if (static_cast<double>(signal.length()) < signal.rate().value)
        throw Error(Fault::config, "needle: needs at least one second, not " +
                                       std::to_string(signal.length()) + " samples");
    const auto s = signal.samples();
    if (std::ranges::all_of(s, [&s](float x) { return x == s.front(); }))
        throw Error(Fault::format, "needle: the channel is constant");
}

}  // namespace

NeedleDecomposition decompose(SignalView signal, const NeedleParams& params, Monitor& monitor) {
    require_usable(signal);
    return Decomposer(signal, params, monitor).run();
}

}  // namespace efferent::needle
