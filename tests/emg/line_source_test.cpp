// Potentials at contacts in the muscle, against the equations they come from and what needles show.
// The checks are those of section "acceptance" in docs/muscle.md; each names its source.
#include "emg/muscle/line_source.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "core/parallel.hpp"
#include "emg/muscle/territory.hpp"

using namespace efferent;
using namespace efferent::emg;

namespace {

constexpr double rate = 10240.0;

/// A row of contacts along the fibres at distance `across` from them, from z = `from` on.
Contacts row(double across, double from, double pitch, std::size_t count) {
    Contacts contacts;
    for (std::size_t k = 0; k < count; ++k)
        contacts.centres.push_back({across, 0.0, from + pitch * static_cast<double>(k)});
    return contacts;
}

MuscleFibre fibre(double half_length = 40.0) {
    return {.low_end = -half_length, .high_end = half_length};
}

ArrayMuap muap_of(const std::vector<MuscleFibre>& fibres, const Contacts& contacts,
                  double rate_hz = rate) {
    return array_muap(fibres, contacts, {}, {rate_hz, 1, 0.0}, RandomStream(1, "jitter"));
}

std::vector<double> column(const ArrayMuap& muap, std::size_t c) {
    std::vector<double> x;
    for (std::size_t n = 0; n < muap.length(); ++n)
        x.push_back(static_cast<double>(muap.variant(0)[n * muap.channels() + c]));
    return x;
}

double largest(const std::vector<double>& x) {
    double m = 0.0;
    for (const double v : x) m = std::max(m, std::abs(v));
    return m;
}

double peak_to_peak(const std::vector<double>& x) {
    return *std::max_element(x.begin(), x.end()) - *std::min_element(x.begin(), x.end());
}

std::vector<double> minus(std::vector<double> a, const std::vector<double>& b) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
    return a;
}

/// The sample of the smallest value, refined by a parabola.
double trough(const std::vector<double>& x) {
    const auto i = static_cast<std::size_t>(std::min_element(x.begin(), x.end()) - x.begin());
    const double a = x[i - 1], b = x[i], c = x[i + 1];
    return static_cast<double>(i) + 0.5 * (a - c) / (a - 2.0 * b + c);
}

/// Transmembrane currents in uA at `time_s`, node by node, written as the equations say: the second
/// difference of V(vt - |z - endplate|), mirrored at the ends.
std::vector<double> currents(const MuscleFibre& f, double step_mm, double time_s) {
    const auto nodes =
        static_cast<std::size_t>(std::llround((f.high_end - f.low_end) / step_mm)) + 1;
    std::vector<double> v(nodes), result(nodes);
    for (std::size_t i = 0; i < nodes; ++i)
        v[i] =
            action_potential(1e3 * f.velocity_m_s * time_s -
                             std::abs(f.low_end + step_mm * static_cast<double>(i) - f.endplate));
    const double section = std::numbers::pi / 4.0 * f.diameter_um * f.diameter_um * 1e-6;
    for (std::size_t i = 0; i < nodes; ++i) {
        const double left = i == 0 ? v[i] : v[i - 1];
        const double right = i + 1 == nodes ? v[i] : v[i + 1];
        result[i] = 1.01 * section * (left - 2.0 * v[i] + right) / step_mm;
    }
    return result;
}

/// Contacts of which each sees the current of one node of a fibre and nothing else, and a last one
/// that sees all of them alike: the net current.
class NodeProbe final : public LeadField {
public:
    NodeProbe(double first, double step_mm, std::size_t nodes, double diameter_um)
        : first_(first),
          step_(step_mm),
          nodes_(nodes),
          weight_(static_cast<float>(diameter_um * diameter_um)) {}
    std::size_t contacts() const override { return nodes_ + 1; }
    void at(double z, std::span<float> out) const override {
        std::fill(out.begin(), out.end(), 0.0F);
        out[static_cast<std::size_t>(std::llround((z - first_) / step_))] = weight_;
        out[nodes_] = weight_;
    }

private:
    double first_, step_;
    std::size_t nodes_;
    float weight_;
};

/// A fibre's transmembrane currents in uA as line_source_muap() has them, a sample each.
struct Currents {
    MuscleFibre fibre;  ///< its ends moved to the nearest nodes
    double step_mm = 0.0;
    std::int64_t first = 0;
    std::vector<std::vector<double>> nodes;
    std::vector<double> net;

    double time_s(std::size_t n) const {
        return (static_cast<double>(n) + static_cast<double>(first)) / rate;
    }
};

Currents computed_currents(MuscleFibre f) {
    const double step = 1e3 * f.velocity_m_s / (3.0 * rate);  // three steps a sample at this rate
    const double below = std::round((f.endplate - f.low_end) / step);
    const double above = std::round((f.high_end - f.endplate) / step);
    f.low_end = f.endplate - below * step, f.high_end = f.endplate + above * step;
    const auto nodes = static_cast<std::size_t>(below + above) + 1;
    const ArrayMuap read = line_source_muap(
        std::span(&f, 1), nodes + 1, 1.01,
        [&](const MuscleFibre& fibre) {
            return std::make_unique<NodeProbe>(f.low_end, step, nodes, fibre.diameter_um);
        },
        {rate, 1, 0.0}, RandomStream(1, "none"));
    Currents found{f, step, read.first(), {}, {}};
    for (std::size_t n = 0; n < read.length(); ++n) {
        const auto row = read.variant(0).subspan(n * (nodes + 1), nodes + 1);
        found.nodes.emplace_back(row.begin(), row.end() - 1);
        found.net.push_back(static_cast<double>(row.back()));
    }
    return found;
}

/// A straight line through (x, y): slope and squared correlation.
struct Line {
    double slope, r2;
};
Line fit(const std::vector<double>& x, const std::vector<double>& y) {
    double sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0;
    const auto n = static_cast<double>(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        sx += x[i], sy += y[i], sxx += x[i] * x[i], sxy += x[i] * y[i], syy += y[i] * y[i];
    const double vx = sxx - sx * sx / n, vy = syy - sy * sy / n, c = sxy - sx * sy / n;
    return {c / vx, c * c / (vx * vy)};
}

}  // namespace

// Kirchhoff; |sum I| / sum |I| < 1e-6 is the bar of published validations of line sources. Held to
// it is what the program computes, sealed ends and endplate included. Added up node by node, each
// read in single precision by a filter of four poles, the same currents leave 1.1e-5.
TEST_CASE("a fibre's membrane sends out as much current as it takes in, at every instant") {
    for (const double velocity : {2.2, 4.0, 5.2}) {
        MuscleFibre f = fibre();
        f.velocity_m_s = velocity, f.endplate = 7.3, f.diameter_um = 62.0;
        const Currents found = computed_currents(f);
        std::size_t active = 0, at_low_end = 0, at_high_end = 0;
        double net = 0.0, summed = 0.0, error = 0.0, largest_current = 0.0;
        for (std::size_t n = 0; n < found.nodes.size(); ++n) {
            const std::vector<double>& now = found.nodes[n];
            double sum = 0.0, all = 0.0;
            for (const double i : now) sum += i, all += std::abs(i);
            if (all == 0.0) {
                CHECK(found.net[n] == 0.0);
                continue;
            }
            ++active;
            net = std::max(net, std::abs(found.net[n]) / all);
            summed = std::max(summed, std::abs(sum) / all);
            if (std::abs(now.front()) > 0.05 * all) ++at_low_end;
            if (std::abs(now.back()) > 0.05 * all) ++at_high_end;
            const auto expected = currents(found.fibre, found.step_mm, found.time_s(n));
            REQUIRE(expected.size() == now.size());
            for (std::size_t i = 0; i < now.size(); ++i) {
                error = std::max(error, std::abs(now[i] - expected[i]));
                largest_current = std::max(largest_current, std::abs(expected[i]));
            }
        }
        CAPTURE(velocity, net, summed, error / largest_current, at_low_end, at_high_end);
        CHECK(active > 100);
        CHECK(at_low_end > 2);  // the fronts reach both ends
        CHECK(at_high_end > 2);
        CHECK(net < 1e-6);
        CHECK(summed < 2e-5);
        CHECK(error < 1e-5 * largest_current);
    }
    // The same in what contacts see: without a pole the potential falls faster than 1 / distance.
    const ArrayMuap far = muap_of({fibre()}, {{{50.0, 0.0, 0.0}, {100.0, 0.0, 0.0}}});
    CHECK(largest(column(far, 0)) > 3.5 * largest(column(far, 1)));
}

TEST_CASE("the potential is the sum of the transmembrane currents over their distances") {
    MuscleFibre f = fibre(32.0);
    f.endplate = 4.0;
    f.delay_s = 0.0;
    // At this rate the nodes are 4 m/s / (3 * 10240 Hz) = 0.1302 mm apart; ends and endplate on
    // nodes.
    const double step = 4.0e3 / (3.0 * rate);
    f.low_end = f.endplate - 200.0 * step, f.high_end = f.endplate + 250.0 * step;
    Contacts contacts = row(0.8, -10.0, 7.3, 4);
    contacts.centres.push_back({0.1, 0.05, 12.0});
    contacts.centres.push_back({9.0, 3.0, 5.0});
    contacts.length = contacts.width = 0.0;
    const ArrayMuap muap = muap_of({f}, contacts);
    REQUIRE(muap.first() <= 0);
    for (std::size_t c = 0; c < contacts.centres.size(); ++c) {
        const Point& e = contacts.centres[c];
        const auto x = column(muap, c);
        double worst = 0.0;
        for (std::size_t n = 0; n < x.size(); ++n) {
            const double t = (static_cast<double>(n) + static_cast<double>(muap.first())) / rate;
            const auto current = currents(f, step, t);
            double sum = 0.0;
            for (std::size_t i = 0; i < current.size(); ++i) {
                const double z = f.low_end + step * static_cast<double>(i) - e.z;
                sum += current[i] / std::sqrt(0.33 / 0.063 * (e.x * e.x + e.y * e.y) + z * z);
            }
            worst = std::max(worst, std::abs(1e3 * sum / (4.0 * std::numbers::pi * 0.063) - x[n]));
        }
        CAPTURE(c);
        REQUIRE(largest(x) > 0.1);
        CHECK(worst < 2e-3 * largest(x));
    }
}

// Dumitru, "Electrodiagnostic Medicine": away from the endplate +-+, the negative spike the
// largest.
TEST_CASE("between endplate and tendon a fibre's potential is positive, negative, positive") {
    const auto x = column(muap_of({fibre(60.0)}, row(0.5, 30.0, 1.0, 1)), 0);
    const auto lowest = std::min_element(x.begin(), x.end());
    const double before = *std::max_element(x.begin(), lowest);
    const double after = *std::max_element(lowest, x.end());
    CHECK(before > 0.05 * -*lowest);
    CHECK(after > 0.02 * -*lowest);
    CHECK(-*lowest > before);
    CHECK(-*lowest > after);
}

TEST_CASE("potentials travel along the array at the fibre's velocity within 5 %") {
    for (const double velocity : {3.0, 4.0, 5.0}) {
        MuscleFibre f = fibre(80.0);
        f.velocity_m_s = velocity;
        const ArrayMuap muap = muap_of({f}, row(1.0, 15.0, 2.0, 20));
        std::vector<double> place, time;
        for (std::size_t c = 0; c < 20; ++c) {
            place.push_back(2.0 * static_cast<double>(c));
            time.push_back(trough(column(muap, c)) / rate * 1e3);
        }
        const Line line = fit(time, place);
        CHECK(line.slope == Approx(velocity).epsilon(0.05));
        CHECK(line.r2 > 0.999);
    }
}

// Both halves are equal at the endplate (Merletti & Parker 2004, ch. 4): a difference there
// vanishes.
TEST_CASE("two contacts about the endplate see no difference") {
    const ArrayMuap muap = muap_of({fibre()}, row(2.0, -20.0, 5.0, 9));
    const auto across = minus(column(muap, 5), column(muap, 3));
    const auto beside = minus(column(muap, 7), column(muap, 5));
    REQUIRE(largest(beside) > 1.0);
    CHECK(largest(across) < 0.05 * largest(beside));
}

// End-of-fibre effect: stands still and comes at all contacts at once, L / v after the endplate.
TEST_CASE("the end of the fibre is seen by all contacts at once, when the front reaches it") {
    constexpr double length = 40.0;
    const auto beyond = row(5.0, length + 15.0, 5.0, 4);  // past the tendon nothing travels
    const ArrayMuap muap = muap_of({fibre(length)}, beyond);
    for (std::size_t c = 0; c < 4; ++c) {
        const auto x = column(muap, c);
        const auto peak = static_cast<double>(
            std::max_element(x.begin(), x.end(),
                             [](double a, double b) { return std::abs(a) < std::abs(b); }) -
            x.begin());
        // The extinction is largest as the steepest rise, 0.63 mm behind the front, arrives.
        const double expected = (length + 0.63) / 4.0;
        CHECK((peak + static_cast<double>(muap.first())) / rate * 1e3 ==
              Approx(expected).margin(0.5));
    }
}

// Roeleveld et al. 1997 and others: a power of the distance, steeper for differences.
TEST_CASE("amplitude falls as a power of the distance, faster for pairs of contacts") {
    std::vector<double> x, monopolar, bipolar;
    for (const double distance : {4.0, 6.0, 9.0, 13.0, 20.0}) {
        const ArrayMuap muap = muap_of({fibre(60.0)}, row(distance, 25.0, 5.0, 2));
        x.push_back(std::log(distance));
        monopolar.push_back(std::log(peak_to_peak(column(muap, 0))));
        bipolar.push_back(std::log(peak_to_peak(minus(column(muap, 1), column(muap, 0)))));
    }
    const Line one = fit(x, monopolar), two = fit(x, bipolar);
    CHECK(one.slope < -0.8);
    CHECK(one.r2 > 0.95);
    CHECK(two.r2 > 0.95);
    CHECK(two.slope < one.slope);
}

TEST_CASE("a larger contact averages the field down, near fibres most") {
    const auto peak = [](double across, double size) {
        Contacts contacts = row(across, 20.0, 1.0, 1);
        contacts.length = size, contacts.width = size / 3.5;
        return peak_to_peak(column(muap_of({fibre()}, contacts), 0));
    };
    CHECK(peak(0.06, 0.14) < 0.99 * peak(0.06, 0.001));
    CHECK(peak(0.06, 0.5) < peak(0.06, 0.14));
    CHECK(peak(0.9, 0.14) == Approx(peak(0.9, 0.001)).epsilon(0.01));
    CHECK(peak(0.999, 0.14) == Approx(peak(1.001, 0.14)).epsilon(0.01));  // no step where it ends
}

TEST_CASE("jitter moves fibres against each other, from variant to variant, and only so far") {
    std::vector<MuscleFibre> two{fibre(), fibre()};
    two[1].x = 0.3;
    const auto contacts = row(0.6, 20.0, 1.0, 1);
    const ArrayMuap muap = array_muap(two, contacts, {}, {rate, 200, 40e-6}, RandomStream(1, "j"));
    // One fibre alone: its trough tells its delay.
    const ArrayMuap one = array_muap(std::span(two).first(1), contacts, {}, {4 * rate, 200, 40e-6},
                                     RandomStream(1, "j"));
    double sum = 0.0, squares = 0.0;
    for (std::size_t v = 0; v < 200; ++v) {
        const auto values = one.variant(v);
        const double at = trough(std::vector<double>(values.begin(), values.end())) / (4 * rate);
        sum += at, squares += at * at;
    }
    CHECK(std::sqrt(squares / 200.0 - sum / 200.0 * sum / 200.0) == Approx(40e-6).epsilon(0.1));
    std::size_t changed = 0;
    for (std::size_t v = 1; v < 200; ++v)
        if (!std::equal(muap.variant(0).begin(), muap.variant(0).end(), muap.variant(v).begin()))
            ++changed;
    CHECK(changed > 150);
}

TEST_CASE("fibres add up, and a unit without fibres is silent") {
    std::vector<MuscleFibre> both{fibre(30.0), fibre(50.0)};
    both[1].x = 1.5, both[1].velocity_m_s = 4.7, both[1].delay_s = 0.002;
    const auto contacts = row(2.0, 10.0, 3.0, 3);
    const ArrayMuap sum = muap_of(both, contacts);
    const ArrayMuap a = muap_of({both[0]}, contacts), b = muap_of({both[1]}, contacts);
    double worst = 0.0;
    for (std::size_t n = 0; n < sum.length(); ++n) {
        const auto at = [&](const ArrayMuap& m) {
            const auto k = static_cast<std::int64_t>(n) + sum.first() - m.first();
            return k < 0 || k >= static_cast<std::int64_t>(m.length())
                       ? 0.0
                       : static_cast<double>(m.variant(0)[static_cast<std::size_t>(k) * 3]);
        };
        worst =
            std::max(worst, std::abs(static_cast<double>(sum.variant(0)[n * 3]) - at(a) - at(b)));
    }
    CHECK(worst < 1e-3 * largest(column(sum, 0)));
    CHECK(largest(column(muap_of({}, contacts), 0)) == 0.0);
}

namespace {

std::vector<double> hundred_sizes(std::size_t count) {
    std::vector<double> sizes;
    for (std::size_t i = 0; i < count; ++i)
        sizes.push_back(std::pow(100.0, static_cast<double>(i) / static_cast<double>(count - 1)));
    return sizes;
}

}  // namespace

TEST_CASE("fibres are shared out by size, within territories, and never beside one of their own") {
    const Compartment c{.half_x = 6.0, .half_y = 4.0, .fibres_per_mm2 = 100.0};
    const auto sizes = hundred_sizes(60);
    const auto units = unit_fibres(c, sizes, 3, 0);
    std::vector<double> x, y;
    std::size_t total = 0;
    for (std::size_t m = 0; m < units.size(); ++m) {
        total += units[m].size();
        if (m >= 20)
            x.push_back(std::log(sizes[m])), y.push_back(std::log(double(units[m].size())));
        for (const MuscleFibre& f : units[m]) {
            CHECK(std::hypot(f.x / 6.0, f.y / 4.0) <= 1.0);
            CHECK(f.low_end < f.endplate - 5.0);
            CHECK(f.high_end > f.endplate + 5.0);
            CHECK(f.velocity_m_s >= 2.2);
            CHECK(f.velocity_m_s <= 5.21);
            CHECK(f.delay_s >= 0.0);
            CHECK(f.delay_s < 0.015);
        }
    }
    CHECK(static_cast<double>(total) == Approx(100.0 * c.area_mm2()).epsilon(0.03));
    const Line line = fit(x, y);
    CHECK(line.slope == Approx(1.0).epsilon(0.25));
    CHECK(line.r2 > 0.9);
    // The largest unit's fibres: 99.9 % of a normal density in a quarter of the area.
    double mx = 0.0, my = 0.0, spread = 0.0;
    const auto& big = units.back();
    for (const MuscleFibre& f : big) mx += f.x / double(big.size()), my += f.y / double(big.size());
    for (const MuscleFibre& f : big)
        spread += (std::pow(f.x - mx, 2) + std::pow(f.y - my, 2)) / double(big.size());
    const double expected = 2.0 * 0.25 * c.area_mm2() / (std::numbers::pi * 13.8);
    CHECK(spread > 0.4 * expected);
    CHECK(spread < 2.5 * expected);
}

// Needles: some 0.1 to 3 mV and 5 to 15 ms (Dumitru, "Electrodiagnostic Medicine"); a single fibre
// beside a small contact up to 20 mV (Stalberg & Trontelj, "Single Fiber Electromyography").
TEST_CASE("motor units in a thin-film array have the size and length that needles show") {
    const Compartment c{.half_x = 5.0, .half_y = 4.0, .fibres_per_mm2 = 200.0};
    const auto units = unit_fibres(c, hundred_sizes(30), 5, 0);
    Contacts contacts = row(0.0, 0.0, 0.0, 0);
    for (int k = 0; k < 10; ++k) contacts.centres.push_back({0.0, k - 4.5, 12.0 + k});
    std::vector<double> sizes, lengths;
    for (std::size_t m = 10; m < units.size(); m += 3) {
        const ArrayMuap muap = muap_of(units[m], contacts);
        std::vector<double> best;
        for (std::size_t k = 0; k < 10; ++k)
            if (auto x = column(muap, k); largest(x) > largest(best)) best = std::move(x);
        sizes.push_back(peak_to_peak(best));
        std::size_t first = best.size(), last = 0;
        for (std::size_t n = 0; n < best.size(); ++n)
            if (std::abs(best[n]) > 0.05 * largest(best)) first = std::min(first, n), last = n;
        lengths.push_back(static_cast<double>(last - first) / rate * 1e3);
    }
    std::sort(sizes.begin(), sizes.end());
    std::sort(lengths.begin(), lengths.end());
    CAPTURE(sizes.front(), sizes.back(), lengths.front(), lengths.back());
    CHECK(sizes[sizes.size() / 2] > 100.0);
    CHECK(sizes[sizes.size() / 2] < 3000.0);
    CHECK(sizes.back() < 20000.0);
    CHECK(lengths[lengths.size() / 2] > 4.0);
    CHECK(lengths[lengths.size() / 2] < 18.0);
}
