// What the front ends made of events alone put into a row.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "pipeline/experiment.hpp"
#include "pipeline/front_end.hpp"
#include "snn/backend.hpp"
#include "snn/design.hpp"
#include "tests/pipeline/toy.hpp"
#include "tests/support/support.hpp"

using namespace efferent;

namespace {

/// One channel at 200 Hz that jumps by 5 at sample 10.
const std::vector<float> jump = [] {
    std::vector<float> x(100, 0.0F);
    std::fill(x.begin() + 10, x.end(), 5.0F);
    return x;
}();

Table rows_of(const std::string& front_end, const SignalView& signal) {
    const auto f = make(front_ends(), Config::parse(front_end, "test"));
    const std::vector<LabelledSignal> trials{{signal, TaskId{}, 1}};
    f->fit({trials, 1, 1.0, {}, 1}, nullptr);
    Table rows(f->profile().columns);
    f->push(signal, rows);
    REQUIRE(rows.rows() > 0);
    return rows;
}

}  // namespace

TEST_CASE("relay spikes with every event, also with several of an instant") {
    const auto network = make(snn::designs(), Config::parse("\"relay\"", "test"))->build({2, 2, 1});
    const auto session =
        make(snn::backends(), Config::parse("\"reference\"", "test"))->compile(network)->start();
    const std::vector<Event> events{{Time{5ms}, ChannelId{0}, Polarity::up},
                                    {Time{5ms}, ChannelId{0}, Polarity::up},
                                    {Time{5ms}, ChannelId{0}, Polarity::up},
                                    {Time{5ms}, ChannelId{1}, Polarity::down},
                                    {Time{10ms}, ChannelId{0}, Polarity::up}};
    std::vector<Spike> spikes;
    session->run(events, Time{20ms}, spikes);
    REQUIRE(spikes.size() == events.size());
    CHECK(spikes[0].at == Time{6ms});
    CHECK(spikes[4].at == Time{11ms});
    CHECK(std::ranges::count(spikes, NeuronId{0}, &Spike::neuron) == 4);
    CHECK(std::ranges::count(spikes, NeuronId{3}, &Spike::neuron) == 1);
}

TEST_CASE("counts of a window's segments add up to the window's") {
    const auto data = test::toy(4);
    const SignalView signal = data.signal(data.trials[1]);
    const auto spiking = [&](int segments) {
        return rows_of(R"({"type": "spiking", "network": {"type": "relay"}, "segments": )" +
                           std::to_string(segments) + "}",
                       signal);
    };
    const Table whole = spiking(1), parts = spiking(5);
    REQUIRE(parts.columns() == 5 * whole.columns());
    REQUIRE(parts.rows() == whole.rows());
    for (std::size_t i = 0; i < whole.rows(); ++i)
        for (std::size_t n = 0; n < whole.columns(); ++n) {
            double sum = 0.0;
            for (std::size_t s = 0; s < 5; ++s)
                sum += std::pow(parts.row(i)[s * whole.columns() + n], 2);
            CHECK(sum == Approx(std::pow(whole.row(i)[n], 2)));
        }
    const auto total = [](const Table& t) {
        return std::accumulate(t.values().begin(), t.values().end(), 0.0);
    };
    CHECK(total(whole) > 0.0);
}

TEST_CASE("traces decay between samples, and their moments are means over the window") {
    const SignalView signal(Hertz{200.0}, 0, 1, jump);
    const Table rows = rows_of(R"({"type": "traces", "trace_ms": 10, "least_power": 0.5,
        "encoders": [{"type": "send_on_delta", "threshold_uv": 1}]})",
                               signal);
    REQUIRE(rows.columns() == 1);
    REQUIRE(rows.rows() == 6);  // 100 samples, windows of 50 every 10
    double power = 0.0;
    for (int j = 0; j < 40; ++j) power += 25.0 * std::exp(-j) / 50.0;
    CHECK(rows.row(0)[0] == Approx(std::log(power + 0.5)));
    power = 0.0;
    for (int j = 10; j < 60; ++j) power += 25.0 * std::exp(-j) / 50.0;
    CHECK(rows.row(2)[0] == Approx(std::log(power + 0.5)));
}

TEST_CASE("with a memory, moments of traces forget exponentially from the trial's begin on") {
    const SignalView signal(Hertz{200.0}, 0, 1, jump);
    const Table rows = rows_of(R"({"type": "traces", "trace_ms": 10, "least_power": 0.5,
        "memory_ms": 50, "encoders": [{"type": "send_on_delta", "threshold_uv": 1}]})",
                               signal);
    REQUIRE(rows.rows() == 6);
    for (std::size_t k = 0; k < rows.rows(); ++k) {
        const int end = 50 + 10 * static_cast<int>(k);
        double power = 0.0, weights = 0.0;
        for (int i = 0; i < end; ++i) {
            const double weight = std::exp(-0.1 * (end - 1 - i));
            weights += weight;
            if (i >= 10) power += weight * 25.0 * std::exp(-(i - 10));
        }
        CHECK(rows.row(k)[0] == Approx(std::log(power / weights + 0.5)));
    }
}

TEST_CASE("with a memory, spikes weigh less the older they are") {
    const SignalView signal(Hertz{200.0}, 0, 1, jump);
    const Table rows = rows_of(R"({"type": "spiking", "network": {"type": "relay"}, "memory_ms": 50,
        "encoders": [{"type": "send_on_delta", "threshold_uv": 1}]})",
                               signal);
    REQUIRE(rows.rows() == 6);
    for (std::size_t k = 0; k < rows.rows(); ++k) {
        const double end = 250.0 + 50.0 * static_cast<double>(k);
        // Five spikes, 1 ms after the jump at 50 ms, a nanosecond apart.
        const double count = 5.0 * std::exp(-(end - 51.0) / 50.0) / (1.0 - std::exp(-end / 50.0));
        CHECK(rows.row(k)[0] == Approx(std::sqrt(count)));
        CHECK(rows.row(k)[1] == 0.0);
    }
}

TEST_CASE("two channels' traces give the covariance's logarithm, three numbers") {
    std::vector<float> x(200, 0.0F);
    for (std::size_t i = 20; i < 200; ++i) x[i] = 5.0F;  // both channels jump together
    const SignalView signal(Hertz{200.0}, 0, 2, x);
    const Table rows = rows_of(R"({"type": "traces", "trace_ms": 10, "least_power": 0.5,
        "encoders": [{"type": "send_on_delta", "threshold_uv": 1}]})",
                               signal);
    REQUIRE(rows.columns() == 3);
    double power = 0.0;
    for (int j = 0; j < 40; ++j) power += 25.0 * std::exp(-j) / 50.0;
    // The matrix has eigenvalues 2 · power + 0.5 along (1, 1) and 0.5 along (1, −1).
    const double together = std::log(2.0 * power + 0.5), apart = std::log(0.5);
    CHECK(rows.row(0)[0] == Approx((together + apart) / 2.0));
    CHECK(rows.row(0)[1] == Approx((together - apart) / std::sqrt(2.0)));
    CHECK(rows.row(0)[2] == Approx((together + apart) / 2.0));
}

TEST_CASE("an experiment that adds a method to the standard ones has all of them") {
    auto params = Config::load(test::source_folder() / "configs/experiments/letters26.json")
                      .as<ExperimentParams>();
    const std::size_t standard = standard_method_configs().size();
    REQUIRE(standard > 2);
    CHECK(method_configs(params).size() == standard + 1);
    params.methods.clear();
    CHECK(method_configs(params).size() == standard);
}
