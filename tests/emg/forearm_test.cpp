// The simulated forearm against the physiology that it claims, and against its own contract.
#include "emg/muscle/forearm.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <numbers>
#include <numeric>

#include "core/config.hpp"
#include "core/parallel.hpp"
#include "emg/muscle/anatomy.hpp"
#include "emg/muscle/limb.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;

namespace {

double mean(const std::vector<double>& x) {
    return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

/// Central moment of order `k`.
double moment(const std::vector<double>& x, int k) {
    const double m = mean(x);
    double sum = 0.0;
    for (const double v : x) sum += std::pow(v - m, k);
    return sum / static_cast<double>(x.size());
}

std::vector<double> intervals(const std::vector<double>& times) {
    std::vector<double> result;
    for (std::size_t i = 1; i < times.size(); ++i) result.push_back(times[i] - times[i - 1]);
    return result;
}

Drive constant_drive(double level, double length_s) {
    return {0.0, 0.01, std::vector<double>(static_cast<std::size_t>(length_s * 100.0), level)};
}

ForearmParams small() {
    ForearmParams p;
    p.people = 2;
    p.sessions = 2;
    p.repetitions = 2;
    p.trial = 400ms;
    return p;
}

ForearmParams one_clean_session(double effort) {
    ForearmParams p;
    p.people = p.sessions = 1;
    p.repetitions = 3;
    p.effort = effort;
    p.snr_db = p.mains_snr_db = 80.0;
    return p;
}

bool same_bytes(const Dataset& a, const Dataset& b) {
    const auto x = a.recording.signal().samples(), y = b.recording.signal().samples();
    return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size_bytes()) == 0;
}

std::vector<double> channel(const SignalView& signal, std::size_t c) {
    std::vector<double> x;
    for (std::size_t i = 0; i < signal.length(); ++i)
        x.push_back(static_cast<double>(signal.row(i)[c]));
    return x;
}

double rms(const std::vector<double>& x) {
    double sum = 0.0;
    for (const double v : x) sum += v * v;
    return std::sqrt(sum / static_cast<double>(x.size()));
}

double rms(const SignalView& signal) {
    double sum = 0.0;
    for (const float v : signal.samples()) sum += static_cast<double>(v) * static_cast<double>(v);
    return std::sqrt(sum / static_cast<double>(signal.samples().size()));
}

/// The trial's channel with the most energy.
std::vector<double> strongest(const SignalView& signal) {
    std::vector<double> best;
    for (std::size_t c = 0; c < signal.channels(); ++c) {
        auto x = channel(signal, c);
        if (best.empty() || rms(x) > rms(best)) best = std::move(x);
    }
    return best;
}

/// Median of the spectrum from 1 Hz to half of the rate, by a plain Fourier sum in steps of 2 Hz.
double median_frequency(const std::vector<double>& x, double rate) {
    std::vector<double> power;
    for (double f = 1.0; f < rate / 2.0; f += 2.0) {
        double re = 0.0, im = 0.0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double angle = 2.0 * std::numbers::pi * f * static_cast<double>(i) / rate;
            re += x[i] * std::cos(angle), im += x[i] * std::sin(angle);
        }
        power.push_back(re * re + im * im);
    }
    const double half = std::accumulate(power.begin(), power.end(), 0.0) / 2.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < power.size(); ++i)
        if ((sum += power[i]) >= half) return 1.0 + 2.0 * static_cast<double>(i);
    return rate;
}

/// Column `c` of phase 0.
std::vector<double> column(const Template& t, std::size_t c) {
    std::vector<double> x;
    for (std::size_t k = 0; k < t.length(); ++k)
        x.push_back(static_cast<double>(t.phase(0)[k * t.channels() + c]));
    return x;
}

double peak_to_peak(const std::vector<double>& x) {
    const auto [low, high] = std::minmax_element(x.begin(), x.end());
    return *high - *low;
}

/// Fibres at depth `mm` below an electrode at the origin.
Fibres fibres_at(double mm) { return {.y = -mm, .endplate = -20.0}; }

/// Samples from the first to the last that exceed `share` of the largest.
std::size_t width(const std::vector<double>& x, double share) {
    double largest = 0.0;
    for (const double v : x) largest = std::max(largest, std::abs(v));
    std::size_t first = x.size(), last = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        if (std::abs(x[i]) > share * largest) first = std::min(first, i), last = i;
    return last - first;
}

std::string refusal(const char* key, const char* value) {
    return test::message_of(
        [&] { (void)Config::of(ForearmParams{}).with(key, value).as<ForearmParams>(); });
}

}  // namespace

TEST_CASE("motor units are recruited from small to large, most of them early") {
    const auto pool = motor_pool(180, RandomStream(1, "pool"));
    REQUIRE(pool.size() == 180);
    std::vector<double> thresholds;
    for (std::size_t i = 0; i < pool.size(); ++i) {
        thresholds.push_back(pool[i].threshold);
        if (i == 0) continue;
        CHECK(pool[i].threshold > pool[i - 1].threshold);
        CHECK(pool[i].size > pool[i - 1].size);
    }
    CHECK(thresholds.back() == Approx(0.75));
    CHECK(thresholds.back() / thresholds.front() == Approx(50.0));
    CHECK(pool.back().size / pool.front().size == Approx(100.0));
    CHECK(moment(thresholds, 3) / std::pow(moment(thresholds, 2), 1.5) > 0.5);
}

TEST_CASE("discharge rates lie between the unit's lowest and highest, the earlier the faster") {
    const auto pool = motor_pool(100, RandomStream(1, "pool"));
    for (const double excitation : {0.05, 0.2, 0.5, 0.8, 1.0, 1.7}) {
        double before = 1e9;
        for (const MotorUnit& unit : pool) {
            const double rate = discharge_rate(unit, excitation);
            if (excitation <= unit.threshold) {
                CHECK(rate == 0.0);
                continue;
            }
            CHECK(rate >= 5.0);
            CHECK(rate <= 40.0);
            CHECK(rate <= before);
            before = rate;
        }
        CHECK(before < 1e9);
    }
}

TEST_CASE("discharges are as regular as those of people") {
    const auto pool = motor_pool(60, RandomStream(3, "pool"));
    std::size_t all = 0, below = 0, units = 0;
    for (const double level : {0.05, 0.1, 0.3, 0.6}) {
        const auto common = slow_noise(4000, 0.01, RandomStream(3, "common"));
        const Drive drive = fluctuating_drive(level, 0.0, 0.01, common, RandomStream(3, "own"));
        for (std::size_t u = 0; u < pool.size(); ++u) {
            if (pool[u].threshold > 0.6 * level) continue;  // recruited throughout
            const auto isi = intervals(discharges(pool[u], drive, RandomStream(3, "isi", u)));
            REQUIRE(isi.size() > 100);
            ++units;
            for (const double x : isi) ++all, below += x < 0.02 ? 1 : 0;
            CAPTURE(level, u);
            const double variation = std::sqrt(moment(isi, 2)) / mean(isi);
            CHECK(variation > 0.1);
            CHECK(variation < 0.3);
            CHECK(1.0 / mean(isi) == Approx(discharge_rate(pool[u], level)).epsilon(0.08));
        }
    }
    REQUIRE(units > 50);
    CHECK(static_cast<double>(below) < 0.01 * static_cast<double>(all));
}

TEST_CASE("intervals have the mean and the variation that the unit asks for") {
    for (const double level : {0.03, 0.2, 0.9}) {
        MotorUnit unit = motor_pool(60, RandomStream(3, "pool")).front();
        unit.isi_variation = 0.2;
        const auto isi =
            intervals(discharges(unit, constant_drive(level, 1000.0), RandomStream(9, "isi")));
        REQUIRE(isi.size() > 5000);
        CHECK(mean(isi) == Approx(1.0 / discharge_rate(unit, level)).epsilon(0.01));
        CHECK(std::sqrt(moment(isi, 2)) / mean(isi) == Approx(0.2).epsilon(0.03));
        CHECK(*std::min_element(isi.begin(), isi.end()) >= 0.02 - 1e-9);
    }
}

TEST_CASE("a unit is silent while the excitation is below its threshold") {
    const auto unit = motor_pool(60, RandomStream(3, "pool"))[30];
    Drive drive = constant_drive(2.0 * unit.threshold, 3.0);
    std::fill(drive.excitation.begin() + 100, drive.excitation.begin() + 200, unit.threshold);
    const auto times = discharges(unit, drive, RandomStream(4, "isi"));
    std::size_t before = 0, within = 0, after = 0;
    for (const double t : times) ++(t < 1.0 ? before : t < 2.0 ? within : after);
    CHECK(before > 4);
    CHECK(within == 0);
    CHECK(after > 4);
}

TEST_CASE("common drive is slow and of unit variance") {
    const auto noise = slow_noise(50000, 0.01, RandomStream(2, "slow"));
    CHECK(std::abs(mean(noise)) < 0.1);
    CHECK(moment(noise, 2) == Approx(1.0).epsilon(0.1));
    double correlation = 0.0;
    for (std::size_t i = 2; i < noise.size(); ++i) correlation += noise[i] * noise[i - 2];
    CHECK(correlation / static_cast<double>(noise.size()) > 0.85);  // 20 ms apart
}

TEST_CASE("a motor unit's potential falls and widens with distance") {
    const std::vector<Electrode> one{{}};
    double before = 1e9;
    std::size_t before_width = 0;
    std::vector<double> x, y;
    for (const double depth : {6.0, 9.0, 13.5, 20.0, 30.0}) {
        CAPTURE(depth);
        auto fibres = fibres_at(depth);
        fibres.half_length = 120.0;  // no tendon in sight
        const auto potential = column(motor_unit_potential(fibres, one, 10000.0, 1), 0);
        CHECK(peak_to_peak(potential) < before);
        CHECK(width(potential, 0.3) >= before_width);
        before = peak_to_peak(potential);
        before_width = width(potential, 0.3);
        x.push_back(std::log(depth)), y.push_back(std::log(before));
    }
    double xy = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) xy += (x[i] - mean(x)) * (y[i] - mean(y));
    xy /= static_cast<double>(x.size());
    CHECK(xy / moment(x, 2) < -1.5);                        // steeper than a pole
    CHECK(xy * xy / (moment(x, 2) * moment(y, 2)) > 0.95);  // a power of the depth
}

TEST_CASE("a motor unit's potential travels at its fibres' velocity and ends at the tendons") {
    const std::vector<Electrode> two{{.z = 15.0}, {.z = 35.0}};
    Fibres fibres = fibres_at(8.0);
    fibres.half_length = 110.0;
    constexpr double rate = 20000.0;
    const Template t = motor_unit_potential(fibres, two, rate, 1);
    const auto near = column(t, 0), far = column(t, 1);
    const auto peak = [](const std::vector<double>& x) {
        return static_cast<double>(std::max_element(x.begin(), x.end()) - x.begin());
    };
    const double delay_ms = (peak(far) - peak(near)) / rate * 1e3;
    CHECK(20.0 / delay_ms == Approx(conduction_velocity(fibres.diameter_um)).epsilon(0.05));
    CHECK(std::abs(near.front()) < 0.01 * peak_to_peak(near));
    CHECK(std::abs(near.back()) < 0.001 * peak_to_peak(near));
}

TEST_CASE("an electrode pair over the endplate sees nothing, as both halves cancel") {
    auto fibres = fibres_at(8.0);
    const std::vector<Electrode> two{{.z = fibres.endplate}, {.z = 10.0}};
    const Template t = motor_unit_potential(fibres, two, 5000.0, 1);
    REQUIRE(peak_to_peak(column(t, 1)) > 1.0);
    CHECK(peak_to_peak(column(t, 0)) < 1e-3 * peak_to_peak(column(t, 1)));
}

TEST_CASE("the phases of a template are one potential, sampled in between") {
    const std::vector<Electrode> one{{}};
    const Template coarse = motor_unit_potential(fibres_at(9.0), one, 1000.0, 4);
    const Template fine = motor_unit_potential(fibres_at(9.0), one, 4000.0, 1);
    const std::int64_t offset = coarse.first() * 4 - fine.first();
    std::size_t compared = 0;
    for (std::size_t p = 0; p < 4; ++p)
        for (std::size_t k = 0; k < coarse.length(); ++k) {
            const auto at =
                static_cast<std::int64_t>(4 * k) - static_cast<std::int64_t>(p) + offset;
            if (at < 0 || at >= static_cast<std::int64_t>(fine.length())) continue;
            CHECK(coarse.phase(p)[k] ==
                  Approx(fine.phase(0)[static_cast<std::size_t>(at)]).margin(0.02));
            ++compared;
        }
    CHECK(compared > 60);
}

TEST_CASE("potentials of a whole forearm have the size and length of surface recordings") {
    const Person person = make_person(5, 0, 0.2);
    const auto templates = session_templates(person, {}, 5000.0, 1, RandomStream(5, "placement"));
    double largest = 0.0, largest_of_small = 0.0;
    for (std::size_t m = 0; m < muscle_count; ++m) {
        CAPTURE(muscles()[m].name);
        REQUIRE(templates[m].size() > 100);
        REQUIRE(templates[m].size() == person.muscles[m].pool.size());
        for (std::size_t u = 0; u < templates[m].size(); u += 10) {
            std::vector<double> best;
            for (std::size_t c = 0; c < templates[m][u].channels(); ++c) {
                auto x = column(templates[m][u], c);
                if (best.empty() || peak_to_peak(x) > peak_to_peak(best)) best = std::move(x);
            }
            const double milliseconds = static_cast<double>(width(best, 0.1)) / 5.0;
            CHECK(milliseconds > 3.0);
            CHECK(milliseconds < 30.0);
            largest = std::max(largest, peak_to_peak(best));
            if (u == 0) largest_of_small = std::max(largest_of_small, peak_to_peak(best));
        }
    }
    CHECK(largest > 20.0);
    CHECK(largest < 800.0);
    CHECK(largest_of_small < largest / 10.0);
}

TEST_CASE("more effort gives more signal in every task but rest") {
    const Dataset weak = simulate_forearm(one_clean_session(0.1), 11);
    const Dataset strong = simulate_forearm(one_clean_session(0.5), 11);
    REQUIRE(weak.trials == strong.trials);
    for (std::size_t i = 0; i < weak.trials.size(); ++i) {
        CAPTURE(i);
        const double ratio =
            rms(strong.signal(strong.trials[i])) / rms(weak.signal(weak.trials[i]));
        CHECK(ratio > 1.5);
    }
}

TEST_CASE("amplitude statistics and spectrum are those of surface EMG at moderate effort") {
    const Dataset data = simulate_forearm(one_clean_session(0.3), 12);
    std::vector<double> ratios, medians, levels;
    for (const Trial& trial : data.trials) {
        if (trial.task == TaskId{0}) continue;
        const auto x = strongest(data.signal(trial));
        double rectified = 0.0;
        for (const double v : x) rectified += std::abs(v);
        ratios.push_back(rectified / static_cast<double>(x.size()) / rms(x));
        medians.push_back(median_frequency(x, 1000.0));
        levels.push_back(rms(x));
    }
    REQUIRE(ratios.size() == 45);
    CHECK(mean(ratios) > 0.71);
    CHECK(mean(ratios) < 0.80);
    CHECK(mean(medians) > 70.0);
    CHECK(mean(medians) < 130.0);
    CHECK(mean(levels) > 10.0);
    CHECK(mean(levels) < 300.0);
}

TEST_CASE("at rest there is noise of the asked size alone") {
    ForearmParams p = one_clean_session(0.3);
    p.snr_db = 15.0;
    p.mains_snr_db = 20.0;
    const Dataset data = simulate_forearm(p, 13);
    double active = 0.0, quiet = 0.0;
    for (const Trial& trial : data.trials) {
        const double level = rms(data.signal(trial));
        (trial.task == TaskId{0} ? quiet : active) += level * level;
    }
    const double noise = std::pow(10.0, -1.5) + std::pow(10.0, -2.0);
    CHECK(quiet / 3.0 == Approx(active / 45.0 * noise / (1.0 + noise)).epsilon(0.05));
}

TEST_CASE("every task is there in every session with its repetitions") {
    const Dataset data = simulate_forearm(small(), 1);
    CHECK(data.simulated);
    CHECK(data.recording.unit().microvolts == 1.0);
    CHECK(data.recording.rate() == Hertz{1000.0});
    CHECK(data.recording.channels().size() == 8);
    REQUIRE(data.classes.size() == 16);
    CHECK(data.classes.front() == "rest");
    REQUIRE(data.trials.size() == 2 * 2 * 2 * 16);
    CHECK(data.recording.length() == data.trials.size() * 400);
    std::vector<std::size_t> counts(16 * 2 * 2);
    for (const Trial& t : data.trials) {
        CHECK(t.length == 400);
        CHECK((t.repetition == 1 || t.repetition == 2));
        ++counts[index(t.task) * 4 + static_cast<std::size_t>((t.subject - 1) * 2 + t.session - 1)];
    }
    CHECK(counts == std::vector<std::size_t>(64, 2));
    CHECK_NOTHROW(check_trials(data));
}

TEST_CASE("the simulated forearm is the same bytes on any number of threads") {
    ForearmParams p = small();
    p.repetitions = 1;
    p.channels = 3;
    p.rate_hz = 500.0;
    std::optional<Dataset> first;
    for (const std::size_t threads : {1U, 2U, 8U}) {
        const ThreadLimit limit(threads);
        const Dataset data = simulate_forearm(p, 21);
        REQUIRE(data.recording.length() > 0);
        if (!first) first = data;
        CHECK(same_bytes(*first, data));
    }
    CHECK(!same_bytes(*first, simulate_forearm(p, 22)));
}

TEST_CASE("people, sessions and repetitions differ") {
    ForearmParams p = small();
    p.snr_db = p.mains_snr_db = 90.0;
    const Dataset data = simulate_forearm(p, 31);
    // Level of each channel for wrist flexion, relative to their mean.
    const auto pattern = [&](const Trial& trial) {
        std::vector<double> levels;
        for (std::size_t c = 0; c < 8; ++c) levels.push_back(rms(channel(data.signal(trial), c)));
        const double scale = mean(levels);
        for (double& level : levels) level /= scale;
        return levels;
    };
    const auto distance = [](const std::vector<double>& a, const std::vector<double>& b) {
        double sum = 0.0;
        for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return std::sqrt(sum);
    };
    const auto trial = [&](std::size_t person, std::size_t session, std::size_t repetition) {
        return pattern(data.trials[((person * 2 + session) * 2 + repetition) * 16 + 1]);
    };
    REQUIRE(data.trials[17].task == TaskId{1});
    CHECK(distance(trial(0, 0, 0), trial(0, 0, 1)) > 0.001);
    CHECK(distance(trial(0, 0, 0), trial(0, 1, 0)) > 0.01);
    CHECK(distance(trial(0, 0, 0), trial(1, 0, 0)) > 0.1);
}

TEST_CASE("a simulation stops when it is asked to") {
    class Impatient final : public Monitor {
    public:
        void progress(std::string_view, double fraction) override {
            if (fraction == 0.0) return;
            ++calls;
            cancel();
        }
        int calls = 0;
    };
    const ThreadLimit limit(1);
    Impatient monitor;
    ForearmParams p = small();
    p.people = 50;
    try {
        (void)simulate_forearm(p, 1, &monitor);
        FAIL("not cancelled");
    } catch (const Error& e) {
        CHECK(e.fault() == Fault::cancelled);
    }
    CHECK(monitor.calls == 1);
}

TEST_CASE("a forearm that cannot be is refused") {
    CHECK(refusal("people", "0") == "resolved/people: must be from 1 to 1000, not 0");
    CHECK_THAT(refusal("sessions", "0"), Catch::Contains("sessions: must be from 1 to 100"));
    CHECK_THAT(refusal("repetitions", "-3"), Catch::Contains("repetitions: must be from 1"));
    CHECK_THAT(refusal("channels", "0"), Catch::Contains("channels: must be from 1 to 64"));
    CHECK_THAT(refusal("rate_hz", "399"), Catch::Contains("rate_hz: must be from 400 to 20000"));
    CHECK_THAT(refusal("trial_s", "0"), Catch::Contains("trial_s: must be from 0.1 to 60"));
    CHECK_THAT(refusal("effort", "0"), Catch::Contains("effort: must be from 0.05 to 1"));
    CHECK_THAT(refusal("snr_db", "-40"), Catch::Contains("snr_db: must be from -20 to 100"));
    CHECK_THAT(refusal("force_spread", "1"), Catch::Contains("force_spread: must be from 0"));

    ForearmParams nobody;
    nobody.people = 0;
    CHECK_THAT(test::message_of([&] { (void)simulate_forearm(nobody, 1); }),
               Catch::Contains("people: must be from 1 to 1000"));
    ForearmParams everybody;
    everybody.people = 1000;
    everybody.sessions = 100;
    CHECK_THAT(test::message_of([&] { (void)simulate_forearm(everybody, 1); }),
               Catch::StartsWith("simulated forearm: people") && Catch::Contains("ask for fewer"));
    const auto once = Config::of(ForearmParams{});
    CHECK(Config::of(once.as<ForearmParams>()) == once);
}
