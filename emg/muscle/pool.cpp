// Recruitment, rate coding and interspike intervals of a motor-neuron pool.
#include "emg/muscle/pool.hpp"

#include <algorithm>
#include <cmath>

namespace efferent::emg {
namespace {

constexpr double noise_edge_hz = 3.0;
constexpr double lowest_rate_hz = 4.0;

struct RateConstants {
    double a, b, c, d, e;
};

/// Table 2 of De Luca & Hostage 2010.
RateConstants constants_of(RateCoding muscle) {
    if (muscle == RateCoding::vastus_lateralis) return {116.0, 0.15, -21.0, 8.03, 19.0};
    if (muscle == RateCoding::tibialis_anterior) return {65.0, 0.30, -30.0, 6.54, 20.2};
    return {85.0, 0.32, -23.0, 6.93, 20.9};
}

double fitted_rate(const RateConstants& k, double threshold, double x) {
    return std::max(lowest_rate_hz, k.d * x + (k.c - k.a * std::exp(-x / k.b)) * threshold + k.e);
}

double de_luca_rank(double place) { return place * std::pow(2.5, place - 1.0); }

/// Gamma variate of mean 1. Source: Marsaglia & Tsang, ACM Trans. Math. Softw. 26, 2000; shapes
/// below 1 by their boost.
double gamma_variate(double shape, RandomStream& random) {
    const double raised = shape < 1.0 ? shape + 1.0 : shape;
    const double d = raised - 1.0 / 3.0;
    const double c = 1.0 / std::sqrt(9.0 * d);
    for (;;) {
        const double x = random.normal();
        const double root = 1.0 + c * x;
        const double v = root * root * root;
        if (v <= 0.0) continue;
        if (std::log(1.0 - random.uniform()) >= 0.5 * x * x + d - d * v + d * std::log(v)) continue;
        if (shape >= 1.0) return d * v / shape;
        return d * v * std::pow(1.0 - random.uniform(), 1.0 / shape) / shape;
    }
}

double interval(const MotorUnit& unit, double rate, RandomStream& random) {
    const double mean = 1.0 / rate;
    const double beyond = mean - shortest_interval_s;
    const double relative = unit.isi_variation * mean / beyond;
    return shortest_interval_s + beyond * gamma_variate(1.0 / (relative * relative), random);
}

}  // namespace

std::vector<MotorUnit> motor_pool(std::size_t count, RandomStream random, ThresholdLaw law,
                                  RateCoding coding) {
    std::vector<MotorUnit> units(count);
    for (std::size_t i = 0; i < count; ++i) {
        const double place =
            count == 1 ? 1.0 : static_cast<double>(i) / static_cast<double>(count - 1);
        MotorUnit& unit = units[i];
        unit.rank = law == ThresholdLaw::fuglevand
                        ? std::pow(recruitment_range, place - 1.0)
                        : de_luca_rank(static_cast<double>(i + 1) / static_cast<double>(count));
        unit.threshold = last_recruitment * unit.rank;
        unit.size = std::pow(size_range, place);
        unit.isi_variation = 0.12 + 0.1 * random.uniform();
        unit.coding = coding;
    }
    return units;
}

double discharge_rate(const MotorUnit& unit, double excitation) {
    if (excitation <= unit.threshold) return 0.0;
    if (unit.coding != RateCoding::onion_skin)
        return fitted_rate(constants_of(unit.coding), unit.threshold, excitation);
    const double r = unit.rank;
    return std::min(40.0 - 10.0 * r,
                    10.0 - 5.0 * r + (50.0 - 20.0 * r) * (excitation - unit.threshold));
}

double Drive::at(double time_s) const {
    const double step = std::floor((time_s - start_s) / step_s);
    const auto last = static_cast<double>(excitation.size() - 1);
    return excitation[static_cast<std::size_t>(std::clamp(step, 0.0, last))];
}

std::vector<double> slow_noise(std::size_t steps, double step_s, RandomStream random) {
    const double a = std::exp(-2.0 * std::numbers::pi * noise_edge_hz * step_s);
    const double b = 1.0 - a * a;
    const double unit_variance = std::sqrt(b * b * b / (1.0 + a * a));
    const auto settling = static_cast<std::size_t>(std::ceil(1.0 / (noise_edge_hz * step_s)));
    std::vector<double> noise;
    noise.reserve(steps);
    double first = 0.0, second = 0.0;
    for (std::size_t i = 0; i < settling + steps; ++i) {
        first = a * first + unit_variance * random.normal();
        second = a * second + first;
        if (i >= settling) noise.push_back(second);
    }
    return noise;
}

Drive fluctuating_drive(double level, double start_s, double step_s, std::span<const double> common,
                        RandomStream random, const Fluctuation& fluctuation) {
    const auto own = slow_noise(common.size(), step_s, random);
    const double shared_part = fluctuation.depth * std::sqrt(1.0 - fluctuation.own);
    const double own_part = fluctuation.depth * std::sqrt(fluctuation.own);
    Drive drive{start_s, step_s, {}};
    drive.excitation.reserve(common.size());
    for (std::size_t i = 0; i < common.size(); ++i)
        drive.excitation.push_back(
            std::max(0.0, level * (1.0 + shared_part * common[i] + own_part * own[i])));
    return drive;
}

std::vector<double> discharges(const MotorUnit& unit, const Drive& drive, RandomStream random) {
    std::vector<double> times;
    const auto wait = [&](double from) {  // until the excitation is above the threshold
        while (from < drive.end_s() && drive.at(from) <= unit.threshold) from += drive.step_s;
        return from;
    };
    const double end = drive.end_s();
    double now = wait(drive.start_s);
    if (now >= end) return times;
    now += random.uniform() / discharge_rate(unit, drive.at(now));
    while (now < end) {
        const double rate = discharge_rate(unit, drive.at(now));
        if (rate == 0.0) {
            const double again = wait(now);
            if (again >= end) break;
            now = again + random.uniform() / discharge_rate(unit, drive.at(again));
            if (!times.empty()) now = std::max(now, times.back() + shortest_interval_s);
            continue;
        }
        times.push_back(now);
        now += interval(unit, rate, random);
    }
    return times;
}

}  // namespace efferent::emg
