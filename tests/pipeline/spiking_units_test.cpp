// Spiking networks of motor units: trained on a toy muscle, run on every backend.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>

#include "pipeline/sealed.hpp"
#include "pipeline/spiking_unit_model.hpp"
#include "tests/motor_units/toy_muscle.hpp"

namespace efferent {
namespace {

using motor_units::Discharge;

/// Six seconds of three units, and a network from the first four. Made once.
struct Made {
    motor_units::toy::Muscle muscle = motor_units::toy::muscle({.noise = 0.05});
    std::size_t trained = 8000;
    std::vector<std::vector<std::size_t>> known;
    std::vector<std::string> names;
    SpikingUnitParams params = spiking_unit_preset("intramuscular");
    SpikingUnits units;

    Made() {
        for (const auto& train : muscle.truth) {
            names.push_back(train.unit);
            auto& of = known.emplace_back();
            for (const Time t : train.discharges) {
                const auto sample =
                    static_cast<std::size_t>(std::llround(seconds(t) * muscle.rate.value));
                if (sample < trained) of.push_back(sample);
            }
        }
        params.encoder =
            Config::parse(R"({"type": "send_on_delta", "threshold_relative": 0.7})", "test");
        params.window = 6ms;
        params.lookahead = 3ms;
        params.lateral = 8ms;
        params.membrane = 500us;
        units = train_spiking_units(muscle.signal().rows(0, trained), known, names, params);
    }
    SignalView rest() const {
        const SignalView all = muscle.signal();
        return all.rows(trained, all.length() - trained);
    }
};

const Made& made() {
    static const Made once;
    return once;
}

std::vector<Discharge> in_blocks(SignalView signal, std::size_t block) {
    SpikingUnitStream stream(made().units);
    std::vector<Discharge> all;
    for (std::size_t begin = 0; begin < signal.length(); begin += block) {
        const auto more = stream.push(signal.rows(begin, std::min(block, signal.length() - begin)));
        all.insert(all.end(), more.begin(), more.end());
    }
    std::ranges::sort(all, {}, [](const Discharge& d) { return std::pair(d.sample, d.unit); });
    return all;
}

/// The spikes of the network's last population by its meaning, step by step in double.
std::vector<std::vector<std::int64_t>> by_hand(const SpikingUnits& units, SignalView signal) {
    const auto steps = static_cast<std::int64_t>(signal.length());
    auto encoder = make(encoders::encoders(), units.encoder);
    encoder->prepare({units.rate, 0.0, units.scale});
    std::vector<Event> events;
    encoder->encode(signal.from_zero(), events);
    std::map<std::int64_t, std::vector<double>> arrivals;
    const auto& network = units.network;
    const auto send = [&](const snn::Projection& p, std::size_t source, std::int64_t step) {
        snn::Row row;
        snn::row_of(p.synapses, source, row);
        const auto first = index(network.populations()[p.to].first);
        for (std::size_t i = 0; i < row.targets.size(); ++i) {
            auto& at = arrivals[step + row.delays[i] / units.step];
            at.resize(network.neurons());
            at[first + row.targets[i]] += double{row.weights[i]};
        }
    };
    for (const Event& e : events)
        for (std::size_t p = 0; p < 2; ++p)
            send(network.projections()[p], snn::line(e.channel, e.polarity),
                 std::llround(seconds(e.at) * units.rate.value));
    const double keep = std::exp(-milliseconds(units.step) / 0.5);
    const std::int64_t refractory = 30;
    std::vector<double> v(network.neurons());
    std::vector<std::int64_t> free(network.neurons());
    std::vector<std::vector<std::int64_t>> told(units.units.size());
    for (std::int64_t t = 0; t < steps; ++t)
        for (std::size_t n = 0; n < v.size(); ++n) {
            if (t < free[n]) continue;
            v[n] *= keep;
            if (const auto here = arrivals.find(t); here != arrivals.end()) v[n] += here->second[n];
            if (v[n] < 1.0) continue;
            v[n] = 0.0;
            free[n] = t + refractory;
            if (n < told.size())
                send(network.projections()[2], n, t);
            else if (t >= units.units[n - told.size()].lead)
                told[n - told.size()].push_back(signal.first() + t -
                                                units.units[n - told.size()].lead);
        }
    return told;
}

}  // namespace

TEST_CASE("a network trained on events finds its units in the rest of a signal") {
    const Made& m = made();
    REQUIRE(m.units.units.size() == 3);
    CHECK(m.units.network.channels() == 6);
    CHECK(m.units.network.neurons() == 6);
    CHECK(m.units.network.synapses() <= 3 * 48);
    const SpikingUnitRun run = run_spiking_units(m.units, m.rest());
    CHECK(run.events > 1000);
    CHECK(run.cost.events == run.events);
    for (std::size_t u = 0; u < 3; ++u) {
        CHECK(m.units.units[u].agreement > 0.97);
        std::vector<Time> found, there;
        for (const std::int64_t s : run.discharges[u])
            found.push_back(sample_time(m.muscle.rate, s));
        for (const Time t : m.muscle.truth[u].discharges)
            if (t >= m.rest().time(0)) there.push_back(t);
        REQUIRE(there.size() > 15);
        CHECK(motor_units::agree(found, there, {}).rate() > 0.9);
    }
}

TEST_CASE("every backend tells the discharges that the network means") {
    const Made& m = made();
    const SignalView signal = m.rest().rows(0, 2000);
    const auto expected = by_hand(m.units, signal);
    REQUIRE(expected[0].size() + expected[1].size() + expected[2].size() > 20);
    CHECK(run_spiking_units(m.units, signal).discharges == expected);
    for (const char* backend : {R"({"type": "reference"})", R"({"type": "parallel"})",
                                R"({"type": "parallel", "precision": "double"})"})
        CHECK(run_spiking_units(m.units, signal, Config::parse(backend, "test")).discharges ==
              expected);
}

TEST_CASE("in a chip's whole numbers the same discharges are told, but for a few") {
    const Made& m = made();
    const SignalView signal = m.rest();
    const auto expected = run_spiking_units(m.units, signal).discharges;
    const auto told = run_spiking_units(m.units, signal, chip_backend(m.units, "loihi")).discharges;
    std::size_t missing = 0, all = 0;
    for (std::size_t u = 0; u < expected.size(); ++u) {
        std::vector<std::int64_t> both;
        std::ranges::set_intersection(expected[u], told[u], std::back_inserter(both));
        all += expected[u].size();
        missing += expected[u].size() + told[u].size() - 2 * both.size();
    }
    CHECK(all > 50);
    CHECK(missing * 20 < all);
    SpikingUnitParams longer = m.params;
    longer.refractory = 40ms;
    const SpikingUnits units =
        train_spiking_units(m.muscle.signal().rows(0, m.trained), m.known, m.names, longer);
    CHECK_THROWS_WITH(run_spiking_units(units, signal, chip_backend(units, "loihi")),
                      Catch::Contains("chip loihi has refractory_ticks of 63"));
}

TEST_CASE("discharges are the same in blocks of any length") {
    const SignalView signal = made().rest();
    const auto whole = in_blocks(signal, signal.length());
    REQUIRE(whole.size() > 50);
    for (const std::size_t block : {1UL, 17UL, 1000UL}) CHECK(in_blocks(signal, block) == whole);
}

TEST_CASE("a network without deciders, and one on whitened channels, work as well") {
    const Made& m = made();
    SpikingUnitParams params = m.params;
    params.decider_synapses = 0;
    params.whitening = 0.05;
    const SpikingUnits units =
        train_spiking_units(m.muscle.signal().rows(0, m.trained), m.known, m.names, params);
    CHECK(units.network.populations().size() == 1);
    CHECK(units.whitening.rows() == 6);
    for (const SpikingUnit& u : units.units) CHECK(u.agreement > 0.9);
    const auto found = run_spiking_units(units, m.rest()).discharges;
    CHECK(found[0].size() > 15);
}

TEST_CASE("what spiking units cannot be trained on is said") {
    const Made& m = made();
    const SignalView signal = m.muscle.signal().rows(0, m.trained);
    const auto says = [&](const std::vector<std::vector<std::size_t>>& discharges,
                          const std::vector<std::string>& names, const SpikingUnitParams& params,
                          const std::string& what) {
        CHECK_THROWS_WITH(train_spiking_units(signal, discharges, names, params),
                          Catch::Contains(what));
    };
    std::vector<std::size_t> nothing;
    for (std::size_t i = 0; i < 40; ++i) nothing.push_back(100 + 191 * i);
    says({nothing}, {"nobody"}, m.params, "no unit is found again with a rate of agreement of 0.8");
    says({}, {}, m.params, "there is no unit");
    says(m.known, {"a"}, m.params, "1 names for 3 units");
    says({{5, 9, 300}}, {"a"}, m.params, "unit a has 3 discharges; training needs 10");
    auto wrong = m.known;
    wrong[1].push_back(m.trained);
    says(wrong, m.names, m.params, "unit 1: its discharges must ascend and lie within the 8000");
    SpikingUnitParams params = m.params;
    params.window = 1us;
    says(m.known, m.names, params, "a window of 0.001 ms is no sample long at 2000 Hz");
    CHECK_THROWS_WITH(spiking_unit_preset("needle"), Catch::Contains("preset"));
    CHECK_THROWS_WITH(Config::parse(R"({"decider_synapses": -1})", "x").as<SpikingUnitParams>(),
                      Catch::Contains("must be from 0 to 1024"));
}

TEST_CASE("a block that a spiking stream cannot take is refused and leaves it as it was") {
    const SignalView signal = made().rest();
    SpikingUnitStream stream(made().units);
    auto all = stream.push(signal.rows(0, 1000));
    std::vector<float> bad(12);
    bad[9] = std::numeric_limits<float>::quiet_NaN();
    const std::int64_t next = signal.first() + 1000;
    CHECK_THROWS_WITH(stream.push({signal.rate(), next, 6, bad}),
                      Catch::Contains("sample 9001 of channel 4 is no finite number"));
    CHECK_THROWS_WITH(stream.push({signal.rate(), next, 4, bad}), Catch::Contains("4 channels"));
    CHECK_THROWS_WITH(stream.push(signal.rows(1001, 5)),
                      Catch::Contains("goes on at " + std::to_string(next)));
    for (const auto& d : stream.push(signal.rows(1000, 1000))) all.push_back(d);
    std::ranges::sort(all, {}, [](const Discharge& d) { return std::pair(d.sample, d.unit); });
    CHECK(all == in_blocks(signal.rows(0, 2000), 2000));
}

TEST_CASE("units that a network does not find again are left out by name") {
    const Made& m = made();
    auto known = m.known;
    known.push_back({});
    for (std::size_t i = 0; i < 40; ++i) known[3].push_back(100 + 191 * i);  // at nothing
    auto names = m.names;
    names.push_back("nobody");
    const SpikingUnits units =
        train_spiking_units(m.muscle.signal().rows(0, m.trained), known, names, m.params);
    REQUIRE(units.units.size() == 3);
    CHECK(units.units[2].name == "2");
    CHECK(units.network == m.units.network);
}

TEST_CASE("spiking units read back as they were written, and run the same in a recording") {
    const Made& m = made();
    std::vector<std::string> channels;
    for (int c = 1; c <= 6; ++c) channels.push_back("c" + std::to_string(c));
    const SpikingUnitModel model{{"made.json", "toy", true, m.muscle.rate, "mV", channels, {}},
                                 std::vector<double>(6, 0.25),
                                 {20.0, 900.0, 2},
                                 m.units};
    const std::string text = model_json(model);
    CHECK(is_spiking_unit_model(text));
    CHECK_FALSE(is_spiking_unit_model("{}"));
    const SpikingUnitModel back = spiking_unit_model_from_json(text, "back.json");
    CHECK(model_json(back) == text);
    CHECK(back.units.network == m.units.network);
    CHECK(back.units.step == m.units.step);

    emg::Dataset dataset;
    dataset.name = "here";
    dataset.recording =
        emg::Recording({"here", m.muscle.rate, {"mV", 1e3}, channels, m.muscle.samples});
    const Stretch stretch{1.0, 3.0, {}};
    const SpikingStreamRun run = stream_spiking_units(dataset, stretch, back);
    CHECK(run.stream.trains[0].discharges.size() > 20);
    CHECK(run.events_per_s_channel == Approx(static_cast<double>(run.events) / 18.0));
    CHECK(stream_spiking_units(dataset, stretch, back, {.block = 3500us}).stream.trains ==
          run.stream.trains);
    dataset.recording =
        emg::Recording({"here", Hertz{1000.0}, {"mV", 1e3}, channels, m.muscle.samples});
    CHECK_THROWS_WITH(stream_spiking_units(dataset, stretch, back),
                      Catch::Contains("back.json: its network is for 2000 Hz, but here has 1000"));

    const auto says = [](const std::string& altered, const std::string& what) {
        CHECK_THROWS_WITH(spiking_unit_model_from_json(altered, "x.json"),
                          Catch::StartsWith("x.json") && Catch::Contains(what));
    };
    says(text.substr(0, text.size() / 2), "cut off");
    const std::string schema = "efferent.spiking_units/2";
    const Config body = opened(text, schema, "file of spiking units", "x").body;
    const auto with = [&](const char* key, const char* value) {
        return sealed(schema, body.with(key, value));
    };
    says(with("scale", "[1, 2]"), "scale: must be one for each channel");
    says(with("whitening", "[1]"), "whitening: must be one for each pair of channels");
    says(with("units", "[]"), "3 neurons for 0 units");
    says(with("network.channels", "7"), "must have 15 row offsets");
    says(with("rate_hz", "2001"), "not a whole number of ticks");
    says(with("encoder.type", "dleta"), "dleta");
}

}  // namespace efferent
