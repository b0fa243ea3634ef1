// tinyODIN, ODIN and ReckOn by hand: what their RTL does is what the models must.
#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "hw/odin/bits.hpp"
#include "hw/odin/event_core.hpp"
#include "hw/odin/queue.hpp"
#include "hw/odin/reckon_core.hpp"

using namespace efferent;
using namespace efferent::hw::odin;

namespace {

using Spikes = std::vector<std::uint8_t>;

template <class Core>
Spikes received(Core& core, const AerEvent& event) {
    Spikes spikes;
    core.receive(event, spikes);
    return spikes;
}

/// Row 255 makes `size` neurons fire; each one's spike adds 1 to the neuron after them.
TinyOdinImage burst_of(std::size_t size) {
    TinyOdinImage image;
    for (std::size_t n = 0; n < size; ++n) {
        image.set_neuron(n, {.threshold = 7});
        image.set_weight(n, size, 1);
        image.set_weight(255, n, 7);
    }
    image.set_neuron(size, {.threshold = 2048});
    image.open_loop = false;
    return image;
}

}  // namespace

TEST_CASE("of 200 spikes that fire at once on tinyODIN, 200 leave and 127 come back") {
    EventCore core(burst_of(200));
    CHECK(received(core, {.neuron = 255}).size() == 200);
    CHECK(core.potential(200) == 127);
    CHECK(core.tally().dropped == 73);
    CHECK(predicted_drops(200, 1, tinyodin_queue) == Drops{73, 73});

    // By a leak instead of a spike nothing waits ahead of them: one more finds room.
    TinyOdinImage leaking = burst_of(200);
    for (std::size_t n = 0; n < 200; ++n) leaking.set_neuron(n, {.potential = 9, .threshold = 7});
    EventCore by_leak(leaking);
    CHECK(received(by_leak, {.kind = AerKind::leak_all}).size() == 200);
    CHECK(by_leak.potential(200) == 128);
}

TEST_CASE("drops are predicted exactly for one wave, and within bounds for more") {
    CHECK(predicted_drops(127, 5, tinyodin_queue) == Drops{0, 0});
    CHECK(predicted_drops(300, 4, tinyodin_queue) == Drops{0, 173});
    CHECK_FALSE(predicted_drops(300, 4, tinyodin_queue).exact());
    CHECK(predicted_drops(40, 1, odin_queue) == Drops{9, 9});
    // Two events, 100 spikes each: none is lost, since the host waits between them.
    TinyOdinImage image = burst_of(100);
    EventCore core(image);
    received(core, {.neuron = 255});
    received(core, {.neuron = 255});
    CHECK(core.tally().spikes == 200);
    CHECK(core.tally().dropped == 0);
}

TEST_CASE("a tinyODIN neuron saturates, leaks to zero and not through it, and may never fire") {
    TinyOdinImage image;
    image.set_neuron(0, {.potential = 2045, .threshold = 2048, .leak = 100});
    image.set_neuron(1, {.potential = -2047, .threshold = 2047, .leak = 127});
    image.set_neuron(2, {.potential = 30, .threshold = 40, .leak = 31});
    image.set_neuron(3, {.potential = -30, .threshold = 40, .leak = 31});
    image.set_neuron(4, {.potential = 39, .threshold = 40, .disabled = true});
    image.set_weight(9, 0, 7);
    image.set_weight(9, 1, -8);
    image.set_weight(9, 4, 1);
    image.last_neuron = 4;
    EventCore core(image);
    CHECK(received(core, {.neuron = 9}).empty());
    CHECK(core.potential(0) == 2047);
    CHECK(core.potential(1) == -2048);
    CHECK(core.potential(4) == 0);  // reset, though its spike goes nowhere
    CHECK(core.tally().saturated == 2);
    CHECK(received(core, {.kind = AerKind::leak_all}).empty());
    CHECK(core.potential(0) == 1947);
    CHECK(core.potential(1) == -1921);
    CHECK(core.potential(2) == 0);
    CHECK(core.potential(3) == 0);
    CHECK(received(core, {.kind = AerKind::stimulus, .neuron = 2, .weight = 7}).empty());
    CHECK(core.potential(2) == 7);
    core.store(image);
    CHECK(image.neuron(1).potential == -1921);
}

TEST_CASE("an ODIN neuron stays within a byte, and its weights have their row's sign") {
    OdinImage image;
    image.set_neuron(0, {.potential = 5, .threshold = 255, .leak = 3});
    image.set_neuron(1, {.potential = 250, .threshold = 255});
    image.set_weight(7, 0, 7);
    image.set_weight(7, 1, 7);
    image.set_inhibitory(7);
    image.set_weight(8, 1, 7);
    image.set_weight(8, 0, 2);
    EventCore core(image);
    CHECK(received(core, {.neuron = 7}).empty());
    CHECK(core.potential(0) == 0);
    CHECK(core.potential(1) == 243);
    received(core, {.neuron = 8});
    received(core, {.kind = AerKind::leak_one, .neuron = 0});
    CHECK(core.potential(0) == 0);
    CHECK(received(core, {.neuron = 8}) == Spikes{1});  // 243 + 7 + 7 is beyond 255, held, and met
    CHECK(core.potential(1) == 0);
    set_bits(image.neurons[3], 0, 1, 0);
    CHECK_THROWS_WITH(EventCore(image),
                      Catch::Contains("neuron 3") && Catch::Contains("Izhikevich"));
}

TEST_CASE("a loop that excites itself is refused, not followed for ever") {
    TinyOdinImage image;
    image.last_neuron = 0;
    image.set_neuron(0, {.threshold = 1});
    image.set_weight(0, 0, 1);
    image.open_loop = false;
    EventCore core(image);
    Spikes spikes;
    CHECK_THROWS_WITH(core.receive({.neuron = 0}, spikes),
                      Catch::Contains("does not come to rest"));
}

TEST_CASE("events have the addresses that the chips' documents give them") {
    CHECK(tinyodin_address({.neuron = 200}) == 200);
    CHECK(tinyodin_address({.kind = AerKind::leak_all}) == 0x1FF);
    CHECK(tinyodin_address({.kind = AerKind::stimulus, .neuron = 3, .weight = -2}) == 0x2E3);
    CHECK(odin_address({.neuron = 200}) == 0xC807);
    CHECK(odin_address({.kind = AerKind::stimulus, .neuron = 1, .weight = -5}) == 0x1B1);
    for (const AerEvent e : {AerEvent{.kind = AerKind::leak_one, .neuron = 17},
                             AerEvent{.kind = AerKind::stimulus, .neuron = 5, .weight = -3}}) {
        CHECK(tinyodin_event(tinyodin_address(e)) == e);
        CHECK(odin_event(odin_address(e)) == e);
    }
    // A stimulus of 0 is the neuron's own spike to both chips.
    CHECK(tinyodin_event(0x205) == AerEvent{.neuron = 5});
    CHECK(odin_event(0x0501) == AerEvent{.neuron = 5});
    CHECK_THROWS_AS(tinyodin_address({.kind = AerKind::stimulus, .neuron = 16, .weight = 1}),
                    Error);
    CHECK_THROWS_AS(odin_event(0x1'0000), Error);
}

TEST_CASE("ReckOn spikes before it leaks, and resets as it is told") {
    ReckonImage image;
    image.set_pair(0, 1000, 0x7C00);  // keeps 31/32
    image.set_potential(0, 1000);
    image.set_potential(1, -100);
    image.last_neuron = 1;
    image.last_output = 0;
    image.kappa = 64;
    image.shift_output = 2;
    set_byte_weight(image.recurrent, 64, 0, 1, -128);
    set_byte_weight(image.input, 64, 0, 1, -128);
    image.shift_input = image.shift_recurrent = 7;
    set_byte_weight(image.output, 4, 0, 0, 25);
    ReckonCore core(image);
    Spikes spikes;
    core.step(spikes);
    CHECK(spikes == Spikes{0});
    CHECK(core.potential(0) == 968 - 1000);  // ⌊1000 · 31/32⌋, less the threshold
    CHECK(core.potential(1) == -97);         // ⌊−96.875⌋
    const std::uint8_t line[] = {0, 0};
    core.propagate(line);
    CHECK(core.potential(1) == -0x8000);  // −97 − 16384 − 16384, held
    CHECK(core.output(0) == 100);
    CHECK(core.tally().dropped == 1);  // a line speaks once a tick
    core.step(spikes);
    CHECK(core.output(0) == 50);
    image.resets_to_zero = true;
    ReckonCore to_zero(image);
    to_zero.step(spikes);
    CHECK(to_zero.potential(0) == 0);
}
