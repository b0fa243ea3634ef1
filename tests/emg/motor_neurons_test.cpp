// Motor-neuron pools against what is known of people's: recruitment, rates, intervals, common
// drive.
#include "emg/muscle/motor_neurons.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <numeric>

#include "core/parallel.hpp"
#include "emg/muscle/muscle_params.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;

namespace {

double mean(const std::vector<double>& x) {
    return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

double deviation(const std::vector<double>& x) {
    const double m = mean(x);
    double sum = 0.0;
    for (const double v : x) sum += (v - m) * (v - m);
    return std::sqrt(sum / static_cast<double>(x.size()));
}

double skewness(const std::vector<double>& x) {
    const double m = mean(x);
    double sum = 0.0;
    for (const double v : x) sum += (v - m) * (v - m) * (v - m);
    return sum / static_cast<double>(x.size()) / std::pow(deviation(x), 3);
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
    double sum = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mean(x)) * (y[i] - mean(y));
    return sum / static_cast<double>(x.size()) / deviation(x) / deviation(y);
}

std::vector<double> intervals(const std::vector<double>& times) {
    std::vector<double> result;
    for (std::size_t i = 1; i < times.size(); ++i) result.push_back(times[i] - times[i - 1]);
    return result;
}

Drive constant(double level, double length_s) {
    return {0.0, 0.01, std::vector<double>(static_cast<std::size_t>(length_s * 100.0), level)};
}

Drive ramp(double top, double length_s) {
    Drive drive = constant(0.0, length_s);
    for (std::size_t i = 0; i < drive.excitation.size(); ++i)
        drive.excitation[i] =
            top * static_cast<double>(i) / static_cast<double>(drive.excitation.size());
    return drive;
}

/// Discharges of `trains` in steps of 200 ms.
std::vector<double> counts(const std::vector<std::vector<double>>& trains, std::size_t first,
                           double length_s) {
    std::vector<double> sum(static_cast<std::size_t>(length_s * 5.0));
    for (std::size_t i = first; i < trains.size(); i += 2)
        for (const double t : trains[i])
            if (const auto k = static_cast<std::size_t>(t * 5.0); k < sum.size()) sum[k] += 1.0;
    return sum;
}

MotorNeurons pool_of(const std::string& model, std::size_t count = 60) {
    MotorNeuronParams params;
    params.model = model;
    return motor_neurons(count, params, RandomStream(1, "pool"));
}

}  // namespace

TEST_CASE("units are recruited in the order of their size, by either model of neuron") {
    for (const char* model : {"renewal", "lif"}) {
        CAPTURE(model);
        const MotorNeurons pool = pool_of(model);
        const auto trains = discharges(pool, ramp(1.0, 40.0), {}, 1, 0);
        std::vector<double> sizes, starts;
        for (std::size_t i = 0; i < trains.size(); ++i) {
            if (i > 0) CHECK(pool.units[i].threshold > pool.units[i - 1].threshold);
            if (trains[i].empty()) continue;
            sizes.push_back(pool.units[i].threshold);
            starts.push_back(trains[i].front());
        }
        REQUIRE(sizes.size() > 55);
        CHECK(correlation(sizes, starts) > 0.99);  // Henneman's size principle
    }
}

// Most units have low thresholds: a skewness above 0.5 is the bar of published validations.
TEST_CASE("thresholds are skewed to the right, of every kind of pool and in every muscle shipped") {
    CHECK(skewness({1.0, 2.0, 3.0}) == Approx(0.0).margin(1e-12));
    CHECK(skewness({0.0, 0.0, 0.0, 4.0}) == Approx(2.0 / std::sqrt(3.0)));
    const auto skewness_of = [](std::size_t count, const MotorNeuronParams& params) {
        std::vector<double> thresholds;
        for (const MotorUnit& u : motor_neurons(count, params, RandomStream(1, "pool")).units)
            thresholds.push_back(u.threshold);
        return skewness(thresholds);
    };
    MotorNeuronParams fuglevand, de_luca, lif;
    de_luca.thresholds = "de_luca";
    lif.model = "lif";
    for (const auto& params : {fuglevand, de_luca, lif})
        for (const std::size_t count : {50U, 100U, 200U, 400U}) {
            CAPTURE(params.model, params.thresholds, count, skewness_of(count, params));
            CHECK(skewness_of(count, params) > 0.5);
        }
    std::size_t pools = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(test::source_folder() / "configs/muscles")) {
        const auto params = Config::load(file.path()).as<MuscleParams>();
        for (const CompartmentParams& muscle : read_lists(params).muscles) {
            CAPTURE(params.name, muscle.name);
            CHECK(skewness_of(static_cast<std::size_t>(muscle.units), params.motor_neurons) > 0.5);
            ++pools;
        }
    }
    CHECK(pools > 20);
}

TEST_CASE("thresholds after De Luca and Contessa are fewer near zero") {
    MotorNeuronParams params;
    params.thresholds = "de_luca";
    const auto units = motor_neurons(100, params, RandomStream(1, "pool")).units;
    CHECK(units.back().rank == Approx(1.0));
    CHECK(units[49].rank == Approx(0.5 / std::sqrt(2.5)));
    const auto low = std::count_if(units.begin(), units.end(),
                                   [](const MotorUnit& u) { return u.threshold < 0.15; });
    CHECK(low == 35);  // 59 of 100 under fuglevand
}

TEST_CASE("rates follow the excitation as De Luca and Hostage measured them") {
    MotorNeuronParams params;
    params.rates = "first_dorsal_interosseous";
    const auto units = motor_neurons(100, params, RandomStream(1, "pool")).units;
    MotorUnit unit = units.front();
    unit.threshold = 0.1;
    // 6.93 * 0.2 + (-23 - 85 exp(-0.625)) * 0.1 + 20.9, by hand
    CHECK(discharge_rate(unit, 0.2) == Approx(15.4363).epsilon(1e-5));
    CHECK(discharge_rate(unit, 0.1) == 0.0);
    for (const char* muscle :
         {"first_dorsal_interosseous", "vastus_lateralis", "tibialis_anterior"}) {
        params.rates = muscle;
        const auto pool = motor_neurons(100, params, RandomStream(1, "pool")).units;
        for (const double level : {0.1, 0.3, 0.6, 1.0}) {
            double before = 1e9;
            for (const MotorUnit& u : pool) {
                const double rate = discharge_rate(u, level);
                if (level <= u.threshold) continue;
                CHECK(rate >= 4.0);
                CHECK(rate <= 40.0);
                CHECK(rate <= before);  // onion skin
                before = rate;
            }
        }
    }
}

TEST_CASE("neurons made of a membrane have the resistance and rheobase of their source") {
    const LifNeuron smallest = lif_neuron(1, 400), largest = lif_neuron(400, 400);
    CHECK(smallest.resistance_ohm == Approx(6.5e6).epsilon(0.02));
    CHECK(smallest.time_constant_s == Approx(0.0126).epsilon(0.02));
    CHECK(synaptic_current(rheobase_excitation(smallest)) == Approx(4.15e-9).epsilon(0.02));
    CHECK(rheobase_excitation(largest) == Approx(0.987).epsilon(0.02));
    // A steady current above threshold: interval = refractory + tau ln(RI / (RI - 27 mV)).
    const double current = smallest.resistance_ohm * synaptic_current(0.3);
    const double interval =
        smallest.refractory_s + smallest.time_constant_s * std::log(current / (current - 0.027));
    const auto isi =
        intervals(lif_discharges(smallest, constant(0.3, 100.0), 1.0, 0.0, RandomStream(1, "lif")));
    REQUIRE(isi.size() > 1500);
    CHECK(mean(isi) == Approx(interval).epsilon(0.01));
}

TEST_CASE("intervals of membranes vary as those of people, and never below their floor") {
    const MotorNeurons pool = pool_of("lif");
    std::size_t units = 0;
    for (const double level : {0.1, 0.3, 0.6}) {
        const auto trains = discharges(pool, constant(level, 30.0), {}, 3, 0);
        for (std::size_t i = 0; i < trains.size(); ++i) {
            if (pool.units[i].threshold > 0.6 * level) continue;
            const auto isi = intervals(trains[i]);
            REQUIRE(isi.size() > 100);
            CAPTURE(level, i, mean(isi));
            ++units;
            CHECK(deviation(isi) / mean(isi) > 0.08);
            CHECK(deviation(isi) / mean(isi) < 0.3);
            CHECK(*std::min_element(isi.begin(), isi.end()) > 0.02);
            CHECK(1.0 / mean(isi) > 4.0);
            CHECK(1.0 / mean(isi) < 30.0);
        }
    }
    REQUIRE(units > 50);
}

TEST_CASE("a common drive correlates units, and without it they are independent") {
    constexpr double length = 60.0;
    for (const char* model : {"renewal", "lif"}) {
        CAPTURE(model);
        const MotorNeurons pool = pool_of(model);
        const auto slow = slow_noise(6000, 0.01, RandomStream(5, "common"));
        const Drive shared =
            fluctuating_drive(0.3, 0.0, 0.01, slow, RandomStream(5, "own"), {0.15, 0.4});
        const auto with = discharges(pool, shared, {}, 5, 0);
        const auto without = discharges(pool, constant(0.3, length), {}, 5, 0);
        CHECK(correlation(counts(with, 0, length), counts(with, 1, length)) > 0.4);
        CHECK(std::abs(correlation(counts(without, 0, length), counts(without, 1, length))) < 0.2);
    }
}

TEST_CASE("a gain of its own recruits a unit earlier, and a unit without drive is silent") {
    for (const char* model : {"renewal", "lif"}) {
        CAPTURE(model);
        const MotorNeurons pool = pool_of(model);
        const std::vector<double> twice(pool.units.size(), 2.0);
        CHECK(discharges(pool, constant(0.2, 5.0), twice, 1, 0) ==
              discharges(pool, constant(0.4, 5.0), {}, 1, 0));
        for (const auto& train : discharges(pool, constant(0.0, 5.0), {}, 1, 0))
            CHECK(train.empty());
    }
}

TEST_CASE("discharges are the same on any number of threads") {
    for (const char* model : {"renewal", "lif"}) {
        const MotorNeurons pool = pool_of(model);
        std::vector<std::vector<std::vector<double>>> all;
        for (const std::size_t threads : {1U, 2U, 8U}) {
            const ThreadLimit limit(threads);
            all.push_back(discharges(pool, constant(0.3, 5.0), {}, 7, 2));
        }
        REQUIRE(!all.front().front().empty());
        CHECK(all[0] == all[1]);
        CHECK(all[0] == all[2]);
        CHECK(all[0] != discharges(pool, constant(0.3, 5.0), {}, 7, 3));
    }
}

TEST_CASE("motor neurons that do not exist are refused") {
    const auto refusal = [](const std::string& key, const std::string& value) {
        return test::message_of([&] {
            (void)Config::of(MotorNeuronParams{}).with(key, value).as<MotorNeuronParams>();
        });
    };
    CHECK_THAT(refusal("model", "hh"), Catch::Contains("model: must be renewal or lif"));
    CHECK_THAT(refusal("thresholds", "x"), Catch::Contains("must be fuglevand or de_luca"));
    CHECK_THAT(refusal("rates", "x"), Catch::Contains("rates: must be onion_skin"));
    CHECK_THAT(refusal("fluctuation", "2"), Catch::Contains("fluctuation: must be from 0 to 1"));
    CHECK_THAT(refusal("own", "-1"), Catch::Contains("own: must be from 0 to 1"));
    CHECK_THAT(refusal("independent", "3"), Catch::Contains("independent: must be from 0 to 2"));
}
