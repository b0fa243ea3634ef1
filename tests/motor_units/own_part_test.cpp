// A filter answers too strongly where it was made; without each pulse's own part it answers there
// as it does elsewhere.
#include <catch2/catch.hpp>

#include "decoders/motor_units/search.hpp"
#include "tests/motor_units/toy_muscle.hpp"

namespace efferent::motor_units {
namespace {

using Samples = std::vector<std::size_t>;

double mean_at(const std::vector<float>& source, const Samples& times) {
    double sum = 0.0;
    for (const std::size_t t : times) sum += source[t];
    return sum / static_cast<double>(times.size());
}

TEST_CASE("the own part is a share of the mean at the pulses, and nothing falls below 0") {
    std::vector<float> s{0, 3, 0, 1, 0, 5};
    take_own_part(s, Samples{1, 3, 5}, 0.5);  // of 3
    CHECK(s == std::vector<float>{0, 1.5F, 0, 0, 0, 3.5F});
    const std::vector<float> before = s;
    take_own_part(s, Samples{}, 0.5);
    CHECK(s == before);
}

TEST_CASE("without the own part a filter answers where it was made as it does elsewhere") {
    toy::Plan plan;
    plan.noise = 0.4;
    plan.length = 40000;
    double as_found = 0.0, without = 0.0, elsewhere = 0.0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const toy::Muscle muscle = toy::muscle(plan, seed);
        const auto extended = extend(muscle.signal(), 24);
        const Inverse inverse(extended->covariance(), 1e-4);
        const Filters filters(*extended, inverse);
        for (const Train& train : muscle.truth) {
            Samples made_from, others;  // every eighth discharge, where its potential has passed
            for (std::size_t k = 0; k < train.discharges.size(); ++k) {
                const auto t = static_cast<std::size_t>(
                    std::llround(seconds(train.discharges[k]) * muscle.rate.value) + 16);
                (k % 8 == 0 ? made_from : others).push_back(t);
            }
            const std::vector<double> ones(made_from.size(), 1.0);
            auto source = extended->project(filters.of({{made_from, ones}})).front();
            elsewhere += mean_at(source, others);
            as_found += mean_at(source, made_from);
            take_own_part(source, made_from, filters.own_share(made_from));
            without += mean_at(source, made_from);
        }
    }
    CHECK(as_found > 1.15 * elsewhere);
    CHECK(without == Approx(elsewhere).epsilon(0.05));
}

TEST_CASE("a filter that has learned noise by heart answers nowhere without its own part") {
    toy::Plan plan;
    plan.units = 0;
    const toy::Muscle noise = toy::muscle(plan);
    const auto extended = extend(noise.signal(), 24);
    const Inverse inverse(extended->covariance(), 1e-4);
    const Filters filters(*extended, inverse);
    Samples any;
    for (std::size_t t = 500; t < plan.length; t += 1000) any.push_back(t);
    auto source =
        extended->project(filters.of({{any, std::vector<double>(any.size(), 1.0)}})).front();
    const Samples peaks_found = peaks(source, 20);
    CHECK(classify_known(source, peaks_found, any).silhouette > 0.5);
    take_own_part(source, classify_known(source, peaks_found, any).pulses, filters.own_share(any));
    const Classes classes = classify_known(source, peaks_found, any);
    CHECK(classes.high < 1.5 * classes.low);
}

}  // namespace
}  // namespace efferent::motor_units
