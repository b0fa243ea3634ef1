// Recordings of an implanted muscle: discharges times potentials, drift, noise, and their
// statistics.
#include "emg/muscle/muscle_run.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <numbers>

#include "core/parallel.hpp"
#include "emg/muscle/mixing.hpp"
#include "tests/emg/interference.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;
using namespace efferent::test;

namespace {

MuscleParams small() {
    return Config::parse(R"({"name": "small", "rate_hz": 2048, "jitter_us": 0,
"muscles": [{"name": "A", "units": 20, "fibres_per_mm2": 12, "half_length_mm": 25},
            {"name": "B", "units": 10, "fibres_per_mm2": 12, "x_mm": 13, "half_length_mm": 25}],
"arrays": [{"name": "left", "contacts": 5, "pitch_mm": 1}, {"name": "right", "contacts": 3, "x_mm": 12}],
"tasks": [{"name": "a", "muscles": ["A"], "excitation": [1]},
          {"name": "both", "muscles": ["B", "A"], "excitation": [1, 0.5]},
          {"name": "rest"}],
"contraction": {"effort": 0.3, "ramp_s": 0.25, "hold_s": 0.75, "rest_s": 0.25},
"noise": {"snr_db": 120, "mains_snr_db": 120, "background_snr_db": 120, "background_units": 0}})",
                         "small")
        .as<MuscleParams>();
}

MuscleParams with(const std::string& key, const std::string& value) {
    return Config::of(small()).with(key, value).as<MuscleParams>();
}

std::vector<double> channel(const Recording& recording, std::size_t c) {
    std::vector<double> x;
    for (std::size_t i = 0; i < recording.length(); ++i)
        x.push_back(static_cast<double>(recording.signal().row(i)[c]));
    return x;
}

std::string refusal(const std::string& key, const std::string& value) {
    return test::message_of([&] { (void)make_implanted_muscle(with(key, value), 0); });
}

}  // namespace

TEST_CASE(
    "a recording has each task once, between rests, and units discharge in contractions alone") {
    const MuscleParams params = small();
    const ImplantedMuscle person = make_implanted_muscle(params, 0);
    REQUIRE(person.unit_count() == 30);
    REQUIRE(person.channel_count() == 8);
    CHECK(person.place(20).unit == 19);
    CHECK(person.place(21).muscle == 1);
    const RunPlan plan = plan_run(params, 3);
    REQUIRE(plan.contractions.size() == 3);
    CHECK(plan.contractions[1].start == 512 + 2560 + 512);
    CHECK(plan.contractions[1].plateau_start == 512 + 2560 + 512 + 512);
    CHECK(plan.contractions[1].plateau_length == 1536);
    CHECK(plan.contractions[1].length == 2560);
    CHECK(plan.length == 5 * 2048);  // 4.75 s, filled up
    const auto all = run_discharges(person, params, plan, 0);
    std::vector<std::size_t> counts(3 * 2);
    for (std::size_t u = 0; u < all.size(); ++u) {
        CHECK(std::is_sorted(all[u].begin(), all[u].end()));
        for (const std::int64_t n : all[u]) {
            const auto c = static_cast<std::size_t>((n - 512) / 3072);
            REQUIRE(c < 3);
            CHECK(n >= plan.contractions[c].start);
            CHECK(n < plan.contractions[c].start + plan.contractions[c].length);
            ++counts[c * 2 + (u < 20 ? 0 : 1)];
        }
    }
    CHECK(counts[0] > 80);
    CHECK(counts[1] == 0);
    CHECK(counts[2] > 40);
    CHECK(counts[3] > 40);
    CHECK(counts[4] + counts[5] == 0);
}

TEST_CASE("a recording without noise is each unit's potential at each of its discharges") {
    const MuscleParams params = small();
    const ImplantedMuscle person = make_implanted_muscle(params, 0);
    const MuscleRun run = simulate_run(person, params, 1);
    const Recording& recording = run.dataset.recording;
    CHECK(recording.unit().microvolts == 1.0);
    CHECK(recording.channels()[4] == "left_5");
    CHECK(recording.channels()[5] == "right_1");
    REQUIRE(run.dataset.trials.size() == 3);
    CHECK(run.dataset.trials[1] == Trial{4096, 1536, TaskId{1}, 1, 1, 2});
    CHECK(run.dataset.classes == std::vector<std::string>{"a", "both", "rest"});
    CHECK(run.dataset.simulated);
    std::vector<std::size_t> all;
    for (std::size_t u = 1; u <= person.unit_count(); ++u) all.push_back(u);
    const auto muaps = unit_muaps(person, params, all);
    for (const auto& [column, array, contact] :
         {std::array<std::size_t, 3>{1, 0, 1}, std::array<std::size_t, 3>{6, 1, 1}}) {
        std::vector<double> expected(recording.length());
        for (std::size_t u = 0; u < all.size(); ++u) {
            const ArrayMuap& muap = muaps[u].arrays[array];
            for (const std::int64_t at : run.discharges[u])
                for (std::size_t k = 0; k < muap.length(); ++k)
                    expected[static_cast<std::size_t>(at + muap.first()) + k] +=
                        static_cast<double>(muap.variant(0)[k * muap.channels() + contact]);
        }
        const auto x = channel(recording, column);
        REQUIRE(rms(expected) > 1.0);
        double worst = 0.0;
        for (std::size_t i = 0; i < x.size(); ++i)
            worst = std::max(worst, std::abs(x[i] - expected[i]));
        CHECK(worst < 1e-3 * rms(expected));
    }
}

TEST_CASE("noise has the power that its decibels say, and mains its harmonics") {
    MuscleParams params = small();
    const ImplantedMuscle person = make_implanted_muscle(params, 0);
    const MuscleRun clean = simulate_run(person, params, 0);
    const auto added = [&](const std::string& key) {
        MuscleParams noisy = with("noise." + key, "14");
        noisy.noise.background_units = 12;
        const MuscleRun run = simulate_run(person, noisy, 0);
        double signal = 0.0, noise = 0.0;
        std::vector<double> first;
        for (std::size_t c = 0; c < 5; ++c) {
            const auto x = channel(clean.dataset.recording, c);
            auto y = channel(run.dataset.recording, c);
            for (std::size_t i = 0; i < x.size(); ++i) y[i] -= x[i];
            noise += std::pow(rms(y), 2);
            for (const Contraction& p : clean.contractions)
                signal +=
                    std::pow(rms(x, static_cast<std::size_t>(p.plateau_start),
                                 static_cast<std::size_t>(p.plateau_start + p.plateau_length)),
                             2) /
                    3.0;
            if (c == 0) first = std::move(y);
        }
        CAPTURE(key);
        CHECK(10.0 * std::log10(signal / noise) == Approx(14.0).margin(key[0] == 'b' ? 1.5 : 0.2));
        return first;
    };
    const auto white = added("snr_db");
    double neighbours = 0.0;
    for (std::size_t i = 1; i < white.size(); ++i) neighbours += white[i] * white[i - 1];
    CHECK(std::abs(neighbours) <
          0.05 * std::pow(rms(white), 2) * static_cast<double>(white.size()));
    (void)added("background_snr_db");
    const auto mains = added("mains_snr_db");
    std::vector<double> amplitudes;
    for (const double hz : {50.0, 100.0, 150.0, 75.0}) {
        double re = 0.0, im = 0.0;
        for (std::size_t i = 0; i < 8192; ++i) {  // 4 s: whole periods
            const double angle = 2.0 * std::numbers::pi * hz * static_cast<double>(i) / 2048.0;
            re += mains[i] * std::cos(angle), im += mains[i] * std::sin(angle);
        }
        amplitudes.push_back(std::hypot(re, im));
    }
    CHECK(amplitudes[1] / amplitudes[0] == Approx(1.0 / 3.0).epsilon(0.01));
    CHECK(amplitudes[2] / amplitudes[0] == Approx(0.2).epsilon(0.01));
    CHECK(amplitudes[3] < 0.01 * amplitudes[0]);
}

TEST_CASE("between two positions of an array a potential is interpolated") {
    const auto flat = [](float value) {
        ArrayMuap muap(2, 2, 1, -1);
        for (float& x : muap.variant(0)) x = value;
        muap.variant(1)[0] = 7.0F * value;
        return muap;
    };
    SoundingUnit unit;
    unit.positions = {flat(1.0F), flat(2.0F), flat(4.0F)};
    unit.discharges = {0, 25, 75, 99};
    unit.variants = {0, 0, 0, 1};
    std::vector<float> samples(100 * 2);
    mix(std::span(&unit, 1), {0.0, 2.0}, {1, 1, 2}, samples);
    CHECK(samples[1] == 1.0F);  // what begins before the recording is cut
    CHECK(samples[24 * 2 + 1] == 1.5F);
    CHECK(samples[25 * 2 + 1] == 1.5F);
    CHECK(samples[26 * 2 + 1] == 0.0F);
    CHECK(samples[75 * 2 + 1] == 3.0F);
    CHECK(samples[98 * 2 + 1] == Approx(7.0 * (0.02 * 2.0 + 0.98 * 4.0)));
    for (std::size_t i = 0; i < 100; ++i) CHECK(samples[i * 2] == 0.0F);
}

TEST_CASE("an array drifts over all recordings of a person, by what is asked and no more") {
    const MuscleParams still = small(), drifting = with("drift_mm", "0.4");
    const ImplantedMuscle person = make_implanted_muscle(still, 0);
    const auto difference = [&](std::size_t repetition, std::size_t task) {
        const MuscleRun a = simulate_run(person, still, repetition);
        const MuscleRun b = simulate_run(person, drifting, repetition);
        CHECK(a.discharges == b.discharges);
        const auto x = channel(a.dataset.recording, 2);
        auto y = channel(b.dataset.recording, 2);
        for (std::size_t i = 0; i < x.size(); ++i) y[i] -= x[i];
        const auto begin = static_cast<std::size_t>(a.contractions[task].start);
        const auto end = begin + static_cast<std::size_t>(a.contractions[task].length);
        return rms(y, begin, end) / rms(x, begin, end);
    };
    const double early = difference(0, 0), late = difference(1, 1);
    CHECK(early > 0.0);
    CHECK(late > 2.0 * early);
    CHECK(late < 1.0);
    const Contacts row{{{1.0, 0.0, 5.0}}, {0.0, 0.6, 0.8}};
    CHECK(slid(row, 0.5).centres[0].y == Approx(0.3));
    CHECK(slid(row, 0.5).centres[0].z == Approx(5.4));
}

TEST_CASE("a task of its own recruits other units, and always the same ones in it") {
    MuscleParams params = with("tasks.0.own_recruitment", "0.8");
    params.contraction.repetitions = 2;
    const ImplantedMuscle person = make_implanted_muscle(params, 0);
    const ImplantedMuscle common = make_implanted_muscle(small(), 0);
    const RunPlan plan = plan_run(params, 3);
    const auto active = [&](const ImplantedMuscle& who, std::size_t repetition) {
        std::vector<bool> units;
        const std::int64_t end = plan.contractions[0].start + plan.contractions[0].length;
        for (const auto& train : run_discharges(who, params, plan, repetition))
            units.push_back(!train.empty() && train.front() < end);
        return units;
    };
    const auto distance = [](const std::vector<bool>& a, const std::vector<bool>& b) {
        std::size_t n = 0;
        for (std::size_t i = 0; i < 20; ++i)
            if (a[i] != b[i]) ++n;
        return n;
    };
    CHECK(distance(active(person, 0), active(common, 0)) >= 3);
    CHECK(distance(active(person, 0), active(person, 1)) <= 3);
    CHECK(person.tasks[1].gains.empty());
}

TEST_CASE(
    "a muscle's recordings are the same bytes on any number of threads; people, repetitions "
    "differ") {
    MuscleParams params = with("drift_mm", "0.1");
    params.tasks.resize(1);
    params.muscles.resize(1);
    params.jitter_us = 35.0;
    params.jitter_variants = 2;
    params.people = 2;
    params.noise = {20.0, 30.0, 50.0, 25.0, 3};
    const auto bytes = [&](std::size_t person, std::size_t repetition) {
        const MuscleRun run =
            simulate_run(make_implanted_muscle(params, person), params, repetition);
        const auto samples = run.dataset.recording.signal().samples();
        return std::vector<float>(samples.begin(), samples.end());
    };
    std::vector<std::vector<float>> all;
    for (const std::size_t threads : {1U, 8U}) {
        const ThreadLimit limit(threads);
        all.push_back(bytes(0, 0));
    }
    REQUIRE(!all[0].empty());
    CHECK(all[0] == all[1]);
    CHECK(all[0] != bytes(0, 1));
    CHECK(all[0] != bytes(1, 0));
}

namespace {

/// A muscle, and how far outside it two contacts 10 mm apart along the fibres are.
struct Site {
    std::size_t units;
    double half_x, half_y, gap;
};
constexpr Site hand{100, 7.0, 4.0, 3.0}, forearm{200, 9.0, 5.0, 6.0};

/// What is seen of each unit, in uV: 6 s at 2048 Hz.
std::vector<std::vector<double>> skin(const Site& site, double excitation) {
    constexpr double rate = 2048.0;
    constexpr std::size_t length = 6 * 2048;
    const MotorNeurons pool = motor_neurons(site.units, {}, RandomStream(2, "pool"));
    std::vector<double> sizes;
    for (const MotorUnit& unit : pool.units) sizes.push_back(unit.size);
    const auto fibres = unit_fibres(
        {.half_x = site.half_x, .half_y = site.half_y, .fibres_per_mm2 = 30.0, .half_length = 30.0},
        sizes, 2, 0);
    const double y = site.half_y + site.gap;
    const Contacts pair{{{0.0, y, 12.0}, {0.0, y, 22.0}}};
    const auto slow = slow_noise(600, 0.01, RandomStream(2, "common"));
    const auto trains = discharges(
        pool, fluctuating_drive(excitation, 0.0, 0.01, slow, RandomStream(2, "own")), {}, 2, 0);
    std::vector<std::vector<double>> result;
    for (std::size_t u = 0; u < trains.size(); ++u) {
        if (trains[u].empty()) continue;
        const ArrayMuap muap =
            array_muap(fibres[u], pair, {}, {rate, 1, 0.0}, RandomStream(2, "none"));
        std::vector<double> potential, train(length);
        for (std::size_t k = 0; k < muap.length();
             ++k)  // 300 fibres a mm2, a tenth of them computed
            potential.push_back(10.0 * (static_cast<double>(muap.variant(0)[2 * k + 1]) -
                                        static_cast<double>(muap.variant(0)[2 * k])));
        for (const double t : trains[u]) {
            const auto at = std::llround(t * rate) + muap.first();
            for (std::size_t k = 0; k < potential.size(); ++k)
                if (const auto i = static_cast<std::size_t>(at) + k; i < length)
                    train[i] += potential[k];
        }
        result.push_back(std::move(train));
    }
    return result;
}

}  // namespace

// Kurtosis of 4 to 6 at 10 % falls to near 3 at 50 % (Nazarpour et al. 2013); ARV/RMS is 0.71
// (Laplace) to 0.80 (Gauss) (Clancy & Hogan 1999); 33 % of amplitude cancels at low and 62 % at
// full excitation of a hand muscle (Keenan et al. 2005); median frequency 70 to 130 Hz (Merletti &
// Parker 2004). The same under electrodes on a layered limb, and units: skin_statistics_test.cpp.
TEST_CASE("seen from the distance of the skin, interference has the statistics of surface EMG") {
    const auto weak = skin(forearm, 0.1), strong = skin(forearm, 0.5);
    REQUIRE(weak.size() > 60);
    const auto low = sum_of(weak), high = sum_of(strong);
    CAPTURE(kurtosis(low), kurtosis(high));
    CHECK(kurtosis(low) > 4.0);
    CHECK(kurtosis(low) < 6.0);
    CHECK(kurtosis(high) == Approx(3.2).margin(0.4));
    CHECK(rectified(high) / rms(high) > 0.71);
    CHECK(rectified(high) / rms(high) < 0.80);
    CHECK(rms(high) > 2.0 * rms(low));
    CHECK(median_frequency(high, 2048) > 70.0);
    CHECK(median_frequency(high, 2048) < 130.0);
    const double at_first = cancelled(skin(hand, 0.05)), at_last = cancelled(skin(hand, 1.0));
    CAPTURE(at_first, at_last);
    CHECK(at_first == Approx(0.33).margin(0.1));
    CHECK(at_last == Approx(0.62).margin(0.1));
}

TEST_CASE("a grid on the skin sees the muscle under it, best with the electrodes above") {
    MuscleParams params =
        with("grids", R"([{"name": "G", "rows": 3, "columns": 2, "pitch_mm": 20}])");
    params.arrays.clear();
    params.limb.bone_radius_mm = 20.0;
    for (Config& muscle : params.muscles)
        muscle = muscle.with("half_x_mm", "3").with("half_y_mm", "2");
    params.muscles[0] = params.muscles[0].with("x_mm", "32");
    params.muscles[1] = params.muscles[1].with("x_mm", "27");
    const ImplantedMuscle person = make_implanted_muscle(params, 0);
    REQUIRE(person.channel_count() == 6);
    CHECK(person.channel_names()[5] == "G_6");
    const auto places = person.arrays[0].positions();
    CHECK(std::hypot(places[0].x, places[0].y) == Approx(41.3));
    CHECK(places[3].z - places[2].z == Approx(20.0));
    const MuscleRun run = simulate_run(person, params, 0);
    const auto beside = channel(run.dataset.recording, 0);
    const auto above = channel(run.dataset.recording, 2);
    CHECK(rms(above) > 0.2);
    CHECK(rms(above) > 1.5 * rms(beside));
    params.muscles[0] = params.muscles[0].with("x_mm", "36");
    CHECK_THAT(test::message_of([&] { (void)make_implanted_muscle(params, 0); }),
               Catch::Contains("muscles: \"A\" has a fibre") &&
                   Catch::Contains("where its muscle is from 20 to 38 mm"));
}

TEST_CASE("shared units discharge with another pool too, the others as if nothing were shared") {
    const MuscleParams params =
        with("muscles.1",
             R"({"name": "B", "units": 10, "fibres_per_mm2": 12, "x_mm": 13, "half_length_mm": 25,
            "shared": 0.5, "shared_with": "A", "shared_weight": 0.8})");
    const ImplantedMuscle person = make_implanted_muscle(params, 0);
    const ImplantedMuscle apart = make_implanted_muscle(small(), 0);
    const std::vector<bool>& shared = person.muscles[1].shared;
    REQUIRE(shared.size() == 10);
    CHECK(person.muscles[0].shared.empty());
    const RunPlan plan = plan_run(params, 3);
    const auto trains = run_discharges(person, params, plan, 0);
    const auto alone = run_discharges(apart, small(), plan, 0);
    // The first task is of muscle A alone: of B only shared units discharge in it.
    const auto in_first = [&](const std::vector<std::int64_t>& train) {
        return !train.empty() &&
               train.front() < plan.contractions[0].start + plan.contractions[0].length;
    };
    std::size_t heard = 0;
    for (std::size_t u = 0; u < 10; ++u) {
        const auto& train = trains[person.muscles[1].first_unit - 1 + u];
        if (!shared[u]) CHECK(train == alone[20 + u]);
        if (!shared[u]) CHECK_FALSE(in_first(train));
        if (shared[u] && in_first(train)) ++heard;
    }
    CHECK(heard >= 1);
    for (std::size_t u = 0; u < 20; ++u) CHECK(trains[u] == alone[u]);
}

TEST_CASE("a muscle that cannot be is refused in one sentence that says where") {
    CHECK_THAT(refusal("muscles", "[]"), Catch::Contains("muscles: must list at least one"));
    CHECK_THAT(refusal("arrays", "[]"),
               Catch::Contains("arrays: must list at least one, or grids"));
    CHECK_THAT(refusal("limb.muscle_radius_mm", "12"), Catch::Contains("must be at least 10 more"));
    CHECK_THAT(refusal("muscles.1.name", "A"), Catch::Contains("\"A\" stands twice"));
    CHECK_THAT(refusal("muscles.0.units", "0"), Catch::Contains("units: must be from 1 to 2000"));
    CHECK_THAT(refusal("muscles.0.shared", "0.5"), Catch::Contains("shared_with: must name"));
    CHECK_THAT(refusal("muscles.0", R"({"name": "A", "shared": 0.5, "shared_with": "A"})"),
               Catch::Contains("shared_with: is the muscle itself"));
    CHECK_THAT(refusal("muscles.0", R"({"name": "A", "shared": 0.5, "shared_with": "C"})"),
               Catch::Contains("shared_with: unknown \"C\""));
    CHECK_THAT(refusal("muscles.0.size", "0"), Catch::Contains("size: unknown key"));
    CHECK_THAT(refusal("arrays.0.contacts", "0"), Catch::Contains("contacts: must be from 1"));
    CHECK_THAT(refusal("arrays.0.tilt_deg", "91"),
               Catch::Contains("tilt_deg: must be from 0 to 90"));
    CHECK_THAT(refusal("tasks.0.muscles", "[\"C\"]"), Catch::Contains("unknown \"C\""));
    CHECK_THAT(refusal("tasks.0.excitation", "[1, 2]"),
               Catch::Contains("excitation: must be one number for each of the muscles"));
    CHECK_THAT(refusal("tasks.0.name", "a b"), Catch::Contains("name: must be of letters"));
    CHECK_THAT(refusal("rate_hz", "10"), Catch::Contains("rate_hz: must be from 1000"));
    CHECK_THAT(refusal("rate_hz", "2048.5"), Catch::Contains("rate_hz: must be a whole number"));
    CHECK_THAT(refusal("contraction.hold_s", "0"), Catch::Contains("hold_s: must be from 0.1"));
    CHECK_THAT(refusal("noise.mains_hz", "900"), Catch::Contains("rate_hz: must be at least 6"));
    class Impatient final : public Monitor {
    public:
        void progress(std::string_view, double) override { cancel(); }
    };
    Impatient monitor;
    const ImplantedMuscle person = make_implanted_muscle(small(), 0);
    CHECK_THAT(test::message_of([&] { (void)simulate_run(person, small(), 0, &monitor); }),
               Catch::Contains("stopped on request"));
}
