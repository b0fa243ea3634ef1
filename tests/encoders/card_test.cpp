// The encoder card on signals whose figures are worked out by hand.
#include <catch2/catch.hpp>

#include "tests/encoders/signals.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::encoders;
using test::message_of;
using test::Signal;

namespace {

EncoderCard card_of(std::string_view name, double step, const Signal& signal) {
    const SignalView view = signal.view();
    return measure(*test::encoder(name, step, signal), {&view, 1});
}

}  // namespace

TEST_CASE("a card's figures by hand") {
    // Channel 0 as sent with a step of 2: 0 4 2 2, so the error is 0 1 1 1 about a mean of 2.25.
    const Signal signal{Hertz{100.0}, 2, {0, 9, 5, 9, 3, 9, 1, 9}};
    const EncoderCard card = card_of("send_on_delta", 2.0, signal);
    const auto encoder = test::encoder("send_on_delta", 2.0, signal);
    const auto events = encode_all(*encoder, signal.view());
    REQUIRE(test::story(events, signal) == "1+ 1+ 3-");
    CHECK(rebuild(events, ChannelId{0}, 2.0, 0.0, signal.view()) ==
          std::vector<double>{0, 4, 4, 2});
    const double error = 0 + 1 + 1 + 1;
    const double power = 2.25 * 2.25 + 2.75 * 2.75 + 0.75 * 0.75 + 1.25 * 1.25;
    CHECK(card.nrmse == Approx(std::sqrt(error / power)).epsilon(1e-14));
    CHECK(card.snr_db == Approx(10.0 * std::log10(power / error)).epsilon(1e-14));
    CHECK(card.events_per_sample == 3.0 / 8.0);
    CHECK(card.events_per_s_channel == Approx(37.5).epsilon(1e-14));
    CHECK(card.up_fraction == Approx(2.0 / 3.0).epsilon(1e-14));
    CHECK(card.slope_overload == 0.0);
    CHECK(card.first_event_ms == 10.0);
    CHECK(card.silent_channels == 1);
    CHECK(card.segments == 1);
}

TEST_CASE("slope overload counts the samples at which the receiver is a step away") {
    const Signal jump{Hertz{100.0}, 1, {0, 5, 5, 5, 5}};
    CHECK(card_of("clocked_delta", 1.0, jump).slope_overload == 4.0 / 5.0);  // 4, 3, 2, 1 behind
    CHECK(card_of("reference_reset", 1.0, jump).slope_overload == 4.0 / 5.0);
    CHECK(card_of("send_on_delta", 1.0, jump).slope_overload == 0.0);
}

TEST_CASE("medians are over segments and channels, and each segment begins anew") {
    const Signal a{Hertz{100.0}, 1, {0, 1, 0, 1}}, b{Hertz{100.0}, 1, {100, 101, 100, 107}};
    const auto encoder = test::encoder("clocked_delta", 1.0, a);
    const std::vector<SignalView> both{a.view(), b.view()};
    const EncoderCard card = measure(*encoder, both);
    CHECK(card.segments == 2);
    CHECK(card.silent_channels == 0);
    CHECK(card.events_per_sample == 6.0 / 8.0);
    const double power = 2.0 * 4.0 + 1.0 + 25.0;  // 100 101 100 107 about 102; the error is 0 0 0 6
    CHECK(card.nrmse == Approx(0.5 * (0.0 + std::sqrt(36.0 / power))).epsilon(1e-14));
}

TEST_CASE("what nothing defines is not a number") {
    const Signal flat{Hertz{100.0}, 1, {3, 3, 3}};
    const EncoderCard silent = card_of("send_on_delta", 1.0, flat);
    CHECK(silent.silent_channels == 1);
    CHECK(silent.events_per_sample == 0.0);
    CHECK(std::isnan(silent.snr_db));
    CHECK(std::isnan(silent.up_fraction));
    CHECK(std::isnan(silent.first_event_ms));
    const EncoderCard amplitude = card_of("lif", 5.0, test::noise(4, 500, 2));
    CHECK(amplitude.events_per_sample > 0.0);
    CHECK(amplitude.up_fraction == 1.0);
    CHECK(std::isnan(amplitude.snr_db));
    CHECK(std::isnan(amplitude.nrmse));
    CHECK(std::isnan(amplitude.slope_overload));
    CHECK(message_of([] {
              card_of("lif", 5.0, {Hertz{1.0}, 1, {}});
          }) == "encoder card: there is no sample; give at least one segment");
}

TEST_CASE("a channel that was flat and then moves is rebuilt as where it began") {
    const Signal signal{Hertz{100.0}, 1, {1, 3, -1, 3}};
    const SignalView view = signal.view();
    const auto encoder = test::encoder(R"({"type":"send_on_delta"})", {Hertz{100.0}, 0.0, {0.0}});
    CHECK(std::isinf(encoder->step(ChannelId{0})));
    const EncoderCard card = measure(*encoder, {&view, 1});
    CHECK(card.silent_channels == 1);
    CHECK(card.slope_overload == 0.0);
    CHECK(card.nrmse == Approx(std::sqrt(12.0 / 11.0)).epsilon(1e-14));  // 1 3 -1 3 about 1.5
}
