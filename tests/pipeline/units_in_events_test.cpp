// Motor units from delta events alone: what is rebuilt, what is found, and that samples play no
// part.
#include "pipeline/units_in_events.hpp"

#include <catch2/catch.hpp>

#include "decoders/motor_units/score.hpp"
#include "pipeline/spiking_unit_model.hpp"
#include "tests/motor_units/toy_muscle.hpp"

namespace efferent {
namespace {

constexpr Band band{20.0, 400.0, 2};

SpikingModelParams params() {
    SpikingModelParams p = spiking_model_preset("intramuscular");
    p.encoder = Config::parse(R"({"type": "send_on_delta", "threshold_relative": 0.7})", "test");
    p.window = 6ms;
    p.decider_synapses = 0;
    p.membrane = 500us;
    p.from = "events";
    p.rebuilt_high_hz = band.high_hz;
    return p;
}

motor_units::DecompositionParams search() {
    motor_units::DecompositionParams p;
    p.extension = 8;
    p.min_silhouette = 0.8;
    return p;
}

std::vector<std::vector<std::size_t>> found_in(const SentEvents& sent) {
    Monitor monitor;
    return units_in_events(sent, band, search(), monitor);
}

/// Four seconds of three units.
const motor_units::toy::Muscle& muscle() {
    static const auto once = motor_units::toy::muscle({.length = 8000, .noise = 0.05});
    return once;
}

/// A recording of the muscle, each sample times `gain`, and a run that says nothing of its units.
struct Recorded {
    emg::Dataset dataset;
    MotorUnitRun run;

    explicit Recorded(float gain) {
        std::vector<std::string> channels;
        for (std::size_t c = 0; c < muscle().channels; ++c)
            channels.push_back("c" + std::to_string(c));
        std::vector<float> samples = muscle().samples;
        for (float& x : samples) x *= gain;
        dataset.name = run.name = "toy";
        dataset.recording =
            emg::Recording({"toy", muscle().rate, {"mV", 1e3}, channels, std::move(samples)});
        run.rate = muscle().rate;
        run.unit = "mV";
        run.channels = channels;
        run.means.resize(channels.size());
        run.length = muscle().signal().length();
        run.params = {20.0, 900.0, 2, search()};
    }
    SpikingUnitModel trained(const SpikingModelParams& p) const {
        Monitor monitor;
        return spiking_unit_model(run, dataset, p, monitor);
    }
};

}  // namespace

TEST_CASE("what events rebuild is their staircase, band-passed, of the channels that sent any") {
    const Hertz rate{1000.0};
    const auto at = [&](std::int64_t sample) { return sample_time(rate, sample); };
    const ChannelId first{0}, third{2};
    const SentEvents sent{rate,
                          3,
                          6,
                          {{at(1), first, Polarity::up},
                           {at(1), first, Polarity::up},
                           {at(2), third, Polarity::down},
                           {at(4), first, Polarity::down}}};
    std::vector<float> by_hand{0, 0, 2, 0, 2, -1, 2, -1, 1, -1, 1, -1};
    band_pass(band, rate, 2)->apply(by_hand);
    const Rebuilt rebuilt = rebuild(sent, band);
    CHECK(rebuilt.channels == 2);
    CHECK(rebuilt.samples == by_hand);
    CHECK_THROWS_WITH(found_in({rate, 3, 6, {}}), Catch::Contains("the encoder sent none"));
}

TEST_CASE("all units of a small muscle are found in its events alone") {
    const EncodedUnits encoded = encode_units(muscle().signal(), params());
    REQUIRE(encoded.sent.events.size() > 1000);
    std::vector<motor_units::Train> trains;
    for (const auto& unit : found_in(encoded.sent)) {
        auto& train = trains.emplace_back();
        train.unit = std::to_string(trains.size());
        for (const std::size_t t : unit)
            train.discharges.push_back(sample_time(muscle().rate, static_cast<std::int64_t>(t)));
    }
    const auto score = motor_units::score(trains, muscle().truth, {});
    CHECK(score.good == 3);
    CHECK(score.false_units == 0);
    CHECK(score.duplicates == 0);
}

TEST_CASE("other samples with the same events train the same network") {
    const SignalView signal = muscle().signal();
    const EncodedUnits encoded = encode_units(signal, params());
    // Every sample half as far from the level that is known of it: no step is crossed but those
    // that were, and nothing between them is left as it was.
    auto encoder = encoder_of(encoded.units);
    std::vector<float> other(signal.samples().begin(), signal.samples().end());
    std::vector<double> level(signal.row(0).begin(), signal.row(0).end());
    auto next = encoded.sent.events.begin();
    for (std::size_t t = 0; t < signal.length(); ++t) {
        for (; next != encoded.sent.events.end() && next->at <= signal.time(t); ++next)
            level[index(next->channel)] +=
                (next->polarity == Polarity::up ? 1.0 : -1.0) * encoder->step(next->channel);
        for (std::size_t c = 0; c < level.size(); ++c) {
            float& x = other[t * level.size() + c];
            x = static_cast<float>(0.5 * (double{x} + level[c]));
        }
    }
    SentEvents sent{signal.rate(), signal.channels(), signal.length(), {}};
    encoder->encode({signal.rate(), 0, signal.channels(), other}, sent.events);
    REQUIRE(sent.events == encoded.sent.events);
    REQUIRE(!std::ranges::equal(other, signal.samples()));

    const auto network = [](const EncodedUnits& from) {
        const auto units = found_in(from.sent);
        REQUIRE(units.size() == 3);
        return snn::to_json(train_on_events(from, units, {"e0", "e1", "e2"}, params()).network);
    };
    CHECK(network({encoded.units, sent}) == network(encoded));
}

TEST_CASE("a recording's network from events hangs on neither its size nor what was found in it") {
    const Recorded once(1.0F);
    Recorded twice(2.0F);
    const SpikingUnitModel model = once.trained(params());
    REQUIRE(model.known == 3);
    REQUIRE(model.units.units.size() == 3);
    CHECK(model.units.units[0].name == "e0");
    for (const SpikingUnit& unit : model.units.units) CHECK(unit.agreement > 0.9);
    twice.run.result.units.resize(1);
    for (std::size_t t = 100; t < 7900; t += 191) twice.run.result.units[0].pulses.push_back(t);
    const SpikingUnitModel larger = twice.trained(params());
    CHECK(larger.units.scale != model.units.scale);
    CHECK(snn::to_json(larger.units.network) == snn::to_json(model.units.network));

    SpikingModelParams p = params();
    p.from = "samples";
    CHECK_THROWS_WITH(once.trained(p), Catch::Contains("there is no unit to train"));
    CHECK_THROWS_WITH(twice.trained(p), Catch::Contains("no unit is found again"));
    p = params();
    p.rebuilt_high_hz = 1000.0;
    CHECK_THROWS_WITH(once.trained(p), Catch::Contains("below half the rate of 2000 Hz"));
    p = params();
    p.encoder = Config::parse(R"({"type": "lif"})", "test");
    CHECK_THROWS_WITH(once.trained(p), Catch::Contains("use send_on_delta"));
    p = params();
    p.encoder = Config::parse(R"({"type": "send_on_delta", "threshold_relative": 20})", "test");
    CHECK_THROWS_WITH(once.trained(p), Catch::Contains("the encoder sent none"));
    CHECK_THROWS_WITH(Config::parse(R"({"from": "both"})", "x").as<SpikingModelParams>(),
                      Catch::Contains("must be \"samples\" or \"events\""));
}

}  // namespace efferent
