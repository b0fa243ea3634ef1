// Diseases of motor units, fibre by fibre.
#include "emg/muscle/disease.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "emg/muscle/territory.hpp"
#include "tests/support/support.hpp"

namespace efferent::emg {
namespace {

using Units = std::vector<std::vector<MuscleFibre>>;

/// 20 units in 6 mm2.
const Units& units() {
    static const Units made = [] {
        std::vector<double> sizes;
        for (int i = 0; i < 20; ++i) sizes.push_back(1.0 + 0.2 * i);
        return unit_fibres({.half_x = 1.6, .half_y = 1.2, .fibres_per_mm2 = 300.0}, sizes, 1, 1);
    }();
    return made;
}

std::size_t count(const Units& u) {
    std::size_t sum = 0;
    for (const auto& unit : u) sum += unit.size();
    return sum;
}

std::pair<double, double> mean_and_variation(const std::vector<MuscleFibre>& fibres) {
    double sum = 0.0, squares = 0.0;
    const auto n = static_cast<double>(fibres.size());
    for (const auto& f : fibres) sum += f.diameter_um, squares += f.diameter_um * f.diameter_um;
    const double mean = sum / n;
    return {mean, std::sqrt(squares / n - mean * mean) / mean};
}

bool same(const std::vector<MuscleFibre>& a, const std::vector<MuscleFibre>& b) {
    return std::ranges::equal(a, b, [](const MuscleFibre& f, const MuscleFibre& g) {
        return f.x == g.x && f.y == g.y && f.diameter_um == g.diameter_um &&
               f.delay_s == g.delay_s && f.velocity_m_s == g.velocity_m_s;
    });
}

}  // namespace

TEST_CASE("a normal muscle stays as it is, and the same stream makes the same disease") {
    REQUIRE(count(units()) > 1500);
    const auto normal = conditioned(units(), Condition::normal, {}, RandomStream(1, "x"));
    CHECK(normal.force == 1.0);
    CHECK(std::ranges::count(normal.affected, true) == 0);
    for (std::size_t u = 0; u < units().size(); ++u) CHECK(same(normal.fibres[u], units()[u]));
    for (const Condition c : {Condition::myopathic, Condition::neurogenic}) {
        const auto a = conditioned(units(), c, {}, RandomStream(1, "x"));
        const auto b = conditioned(units(), c, {}, RandomStream(1, "x"));
        CHECK(a.affected == b.affected);
        for (std::size_t u = 0; u < units().size(); ++u) CHECK(same(a.fibres[u], b.fibres[u]));
    }
}

TEST_CASE("myopathy takes fibres from affected units, thins and varies the others") {
    ConditionParams p;
    p.affected_low = p.affected_high = 0.5;
    p.myopathic = {.fibre_loss_low = 0.4, .fibre_loss_high = 0.4, .split = 0.0};
    const auto ill = conditioned(units(), Condition::myopathic, p, RandomStream(1, "x"));
    CHECK(std::ranges::count(ill.affected, true) == 10);
    std::size_t before = 0, after = 0;
    std::vector<MuscleFibre> healthy, left;
    for (std::size_t u = 0; u < units().size(); ++u) {
        if (!ill.affected[u]) {
            CHECK(same(ill.fibres[u], units()[u]));
            CHECK(ill.jitter_us[u] == 35.0);
            continue;
        }
        CHECK(ill.jitter_us[u] == p.myopathic.jitter_us);
        before += units()[u].size(), after += ill.fibres[u].size();
        healthy.insert(healthy.end(), units()[u].begin(), units()[u].end());
        left.insert(left.end(), ill.fibres[u].begin(), ill.fibres[u].end());
    }
    CHECK(static_cast<double>(after) / static_cast<double>(before) == Approx(0.6).margin(0.05));
    CHECK(ill.force < 0.85);
    const auto [mean, variation] = mean_and_variation(healthy);
    const auto [thin, varied] = mean_and_variation(left);
    CHECK(thin / mean == Approx(0.85).margin(0.03));
    CHECK(varied > 1.3 * variation);

    p.myopathic.split = 1.0;  // each fibre left is two of half the area, 30 um apart
    const auto split = conditioned(units(), Condition::myopathic, p, RandomStream(1, "x"));
    CHECK(count(split.fibres) == count(ill.fibres) + after);
    const auto u =
        static_cast<std::size_t>(std::ranges::find(split.affected, true) - split.affected.begin());
    const MuscleFibre &a = split.fibres[u][0], &b = split.fibres[u][1];
    CHECK(std::hypot(a.x - b.x, a.y - b.y) == Approx(0.03));
    CHECK(a.diameter_um == b.diameter_um);
    CHECK(2.0 * a.diameter_um * a.diameter_um ==
          Approx(ill.fibres[u][0].diameter_um * ill.fibres[u][0].diameter_um));
}

TEST_CASE("loss of nerve hands fibres to affected neighbours, and to nobody else") {
    ConditionParams p;
    p.affected_low = p.affected_high = 0.4;
    p.neurogenic = {.units_lost_low = 0.5, .units_lost_high = 0.5, .diameter_factor = 1.0};
    const auto ill = conditioned(units(), Condition::neurogenic, p, RandomStream(1, "x"));
    CHECK(std::ranges::count(ill.affected, true) == 4);
    std::size_t lost = 0, adopted = 0, orphans = 0;
    for (std::size_t u = 0; u < units().size(); ++u) {
        if (ill.fibres[u].empty()) {
            CHECK(!ill.affected[u]);
            ++lost, orphans += units()[u].size();
        } else if (!ill.affected[u]) {
            CHECK(same(ill.fibres[u], units()[u]));
        } else {
            const std::size_t own = units()[u].size();
            REQUIRE(ill.fibres[u].size() > own);
            for (std::size_t i = own; i < ill.fibres[u].size(); ++i) {
                const MuscleFibre& f = ill.fibres[u][i];
                CHECK(std::ranges::any_of(units()[u], [&](const MuscleFibre& g) {
                    return std::hypot(f.x - g.x, f.y - g.y) < p.neurogenic.reach_mm;
                }));
                ++adopted;
            }
        }
    }
    CHECK(lost == 10);
    CHECK((adopted > orphans / 2 && adopted <= orphans));

    p.neurogenic.reach_mm = 1e-6;
    const auto out_of_reach = conditioned(units(), Condition::neurogenic, p, RandomStream(1, "x"));
    CHECK(count(out_of_reach.fibres) == count(units()) - orphans);
}

}  // namespace efferent::emg
