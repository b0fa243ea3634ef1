// Surface EMG of the layered limb as the muscle file surface_grid has it: interference under
// electrodes on the skin, and the potentials of single units, against what is measured of people.
#include <catch2/catch.hpp>

#include "emg/muscle/muscle_run.hpp"
#include "tests/emg/interference.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;
using namespace efferent::test;

namespace {

constexpr double rate = 2048.0;
constexpr std::size_t along = 13, middle_row = 2;  // electrodes of surface_grid

using Signals = std::vector<std::vector<double>>;

/// A person of surface_grid with only some of its electrodes, and what each unit looks like there.
struct Limb {
    MuscleParams params;
    ImplantedMuscle person;
    std::vector<UnitMuap> units;

    const ArrayMuap& potential(std::size_t unit) const { return units[unit].arrays.front(); }
    std::size_t electrodes() const { return person.arrays.front().skin.size(); }

    /// One unit's potential at an electrode, or between it and `minus`.
    std::vector<double> potential(std::size_t unit, std::size_t electrode,
                                  std::optional<std::size_t> minus = {}) const {
        const ArrayMuap& all = potential(unit);
        std::vector<double> x;
        for (std::size_t n = 0; n < all.length(); ++n) {
            const auto row = all.variant(0).subspan(n * all.channels(), all.channels());
            x.push_back(static_cast<double>(row[electrode]) -
                        (minus ? static_cast<double>(row[*minus]) : 0.0));
        }
        return x;
    }
};

/// `changes` as for --set; without jitter, and the effort is exactly what is asked.
MuscleParams grid_params(const std::vector<std::pair<std::string, std::string>>& changes = {}) {
    Config config = Config::load(source_folder() / "configs/muscles/surface_grid.json")
                        .with("jitter_us", "0")
                        .with("contraction.share_spread", "0");
    for (const auto& [path, value] : changes) config = config.with(path, value);
    return config.as<MuscleParams>();
}

/// With electrodes [from, to) of the middle row, or all of them if there are none.
Limb make_limb(MuscleParams params, std::size_t from, std::size_t to) {
    Limb limb{std::move(params), {}, {}};
    limb.person = make_implanted_muscle(limb.params, 0);
    auto& skin = limb.person.arrays.front().skin;
    REQUIRE(skin.size() == 5 * along);
    if (from < to) {
        const auto row = skin.begin() + static_cast<std::ptrdiff_t>(middle_row * along);
        skin = {row + static_cast<std::ptrdiff_t>(from), row + static_cast<std::ptrdiff_t>(to)};
    }
    return limb;
}

void see(Limb& limb, const std::vector<std::size_t>& numbers) {
    limb.units = unit_muaps(limb.person, limb.params, numbers);
}

std::vector<std::size_t> all_numbers(const Limb& limb) {
    std::vector<std::size_t> numbers;
    for (std::size_t u = 1; u <= limb.person.unit_count(); ++u) numbers.push_back(u);
    return numbers;
}

/// Each unit's discharges on the plateau at this effort, in samples from its begin; some are
/// before it.
struct Plateau {
    std::vector<std::vector<std::int64_t>> discharges;
    std::size_t length = 0;

    std::vector<std::size_t> active() const {
        std::vector<std::size_t> numbers;
        for (std::size_t u = 0; u < discharges.size(); ++u)
            if (!discharges[u].empty()) numbers.push_back(u + 1);
        return numbers;
    }
};

Plateau contract(const Limb& limb, double effort) {
    MuscleParams params = limb.params;
    params.contraction.effort = effort;
    const RunPlan plan = plan_run(params, 1);
    const Contraction& c = plan.contractions.front();
    Plateau plateau{run_discharges(limb.person, params, plan, 0),
                    static_cast<std::size_t>(c.plateau_length)};
    for (auto& train : plateau.discharges)
        for (std::int64_t& at : train) at -= c.plateau_start;
    return plateau;
}

/// A unit's potential at each of its discharges.
std::vector<double> train(const std::vector<double>& potential, std::int64_t first,
                          const std::vector<std::int64_t>& discharges, std::size_t length) {
    std::vector<double> x(length);
    for (const std::int64_t at : discharges)
        for (std::size_t k = 0; k < potential.size(); ++k)
            if (const auto i = static_cast<std::size_t>(at + first) + k; i < length)
                x[i] += potential[k];
    return x;
}

/// What two electrodes see of each active unit.
Signals between(const Limb& limb, const Plateau& plateau, std::size_t a, std::size_t b) {
    Signals signals;
    for (const std::size_t number : plateau.active()) {
        const std::size_t u = number - 1;
        signals.push_back(train(limb.potential(u, b, a), limb.potential(u).first(),
                                plateau.discharges[u], plateau.length));
    }
    return signals;
}

}  // namespace

// Bounds and sources as in muscle_run_test.cpp. They are of two electrodes over a muscle, between
// endplates and tendon; the grid has pairs of 8 and 16 mm there, on either side of the usual 10 mm.
// What pairs of other distances, single electrodes and other people give: docs/muscle.md.
TEST_CASE("on the skin of a layered limb, interference has the statistics of surface EMG") {
    Limb limb = make_limb(grid_params(), 7, 10);  // 18, 26 and 34 mm from the endplates
    see(limb, all_numbers(limb));
    const Plateau weak = contract(limb, 0.1), middle = contract(limb, 0.5),
                  strong = contract(limb, 1.0);
    REQUIRE(weak.active().size() > 60);
    REQUIRE(middle.length == 18 * 2048);
    const auto seen = [&](const Plateau& plateau, std::size_t from) {
        return sum_of(between(limb, plateau, from, 2));
    };
    for (const std::size_t from : {1U, 0U}) {
        const auto low = seen(weak, from), half = seen(middle, from), full = seen(strong, from);
        CAPTURE(from, kurtosis(low), kurtosis(half), kurtosis(full));
        CHECK(kurtosis(low) > 4.0);
        CHECK(kurtosis(low) < 6.0);
        CHECK(kurtosis(half) < kurtosis(low) - 0.5);
        CHECK(kurtosis(full) < kurtosis(half));
        CHECK(kurtosis(full) == Approx(3.2).margin(0.4));
        for (const auto& x : {low, half, full}) {
            CAPTURE(rectified(x) / rms(x), median_frequency(x, 2048, 3));
            CHECK(rectified(x) / rms(x) > 0.71);
            CHECK(rectified(x) / rms(x) < 0.80);
            CHECK(median_frequency(x, 2048, 3) > 70.0);
            CHECK(median_frequency(x, 2048, 3) < 130.0);
        }
        CHECK(rms(half) > 2.0 * rms(low));
        if (from == 0) CHECK(kurtosis(half) == Approx(3.2).margin(0.4));
    }
}

// Keenan et al. 2005, of a hand muscle: 33 % at low and 62 % at full excitation, more with more
// units and longer potentials. surface_grid has 150 units with fibres of 100 mm, and more cancels
// there (docs/muscle.md); a hand muscle in the same limb has the figures.
TEST_CASE("amplitude cancels under electrodes on a layered limb as in a hand muscle") {
    Limb hand = make_limb(grid_params({{"muscles.0.units", "100"},
                                       {"muscles.0.half_length_mm", "15"},
                                       {"muscles.0.half_x_mm", "4"},
                                       {"muscles.0.half_y_mm", "7"},
                                       {"muscles.0.x_mm", "33"},
                                       {"contraction.hold_s", "6"}}),
                          5, 7);  // 2 and 10 mm from the endplates, the tendons at 15
    see(hand, all_numbers(hand));
    double before = 0.0;
    std::vector<double> parts;
    for (const double effort : {0.05, 0.2, 1.0}) {
        parts.push_back(cancelled(between(hand, contract(hand, effort), 0, 1)));
        CHECK(parts.back() > before);
        before = parts.back();
    }
    CAPTURE(parts[0], parts[1], parts[2]);
    CHECK(parts[0] == Approx(0.33).margin(0.1));
    CHECK(parts[2] == Approx(0.62).margin(0.1));
}

// 20 to 800 uV and 5 to 20 ms (Merletti & Muceli 2019; Farina et al. 2014) is of units that
// somebody has seen in a recording, not of all that are active: a pool has many small units, which
// nobody tells from the rest. Here they are those whose potential stands out at some electrode,
// 2.5 times the RMS there from peak to peak (McGill et al. 2005, on which trains can be resolved).
TEST_CASE("units that stand out on the skin have the size and length of surface recordings") {
    Limb limb = make_limb(grid_params(), 0, 0);
    const Plateau plateau = contract(limb, limb.params.contraction.effort);
    const auto active = plateau.active();
    see(limb, active);
    std::vector<double> power(limb.electrodes());
    for (std::size_t e = 0; e < power.size(); ++e) {
        std::vector<double> sum(plateau.length);
        for (std::size_t u = 0; u < active.size(); ++u) {
            const auto x = train(limb.potential(u, e), limb.potential(u).first(),
                                 plateau.discharges[active[u] - 1], plateau.length);
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += x[i];
        }
        power[e] = rms(sum);
    }
    std::size_t told = 0, small = 0;
    for (std::size_t u = 0; u < active.size(); ++u) {
        double stands_out = 0.0;
        std::vector<double> best{0.0};
        for (std::size_t e = 0; e < power.size(); ++e) {
            auto x = limb.potential(u, e);
            stands_out = std::max(stands_out, peak_to_peak(x) / power[e]);
            if (peak_to_peak(x) > peak_to_peak(best)) best = std::move(x);
        }
        if (peak_to_peak(best) < 20.0) ++small;
        if (stands_out < 2.5) continue;
        ++told;
        CAPTURE(active[u], peak_to_peak(best), duration_ms(best, rate));
        CHECK(peak_to_peak(best) > 20.0);
        CHECK(peak_to_peak(best) < 800.0);
        CHECK(duration_ms(best, rate) > 5.0);
        CHECK(duration_ms(best, rate) < 20.0);
    }
    CAPTURE(told, small, active.size());
    CHECK(told >= 8);
    CHECK(small > active.size() / 2);  // the rest of the pool, as docs/muscle.md says
}

TEST_CASE("no unit is larger on the skin than surface recordings show") {
    Limb limb = make_limb(grid_params(), 4, 10);
    see(limb, all_numbers(limb));
    double largest = 0.0;
    for (std::size_t u = 0; u < limb.units.size(); ++u)
        for (std::size_t e = 0; e < limb.electrodes(); ++e) {
            const auto x = limb.potential(u, e);
            largest = std::max(largest, peak_to_peak(x));
        }
    CAPTURE(largest);
    CHECK(largest > 20.0);
    CHECK(largest < 800.0);
}
