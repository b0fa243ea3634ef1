// The model of tinyODIN or ODIN against the chip's own RTL: programmed over its SPI, fed over its
// input bus, spikes taken from its output bus, memories read back over its SPI.
#include <catch2/catch.hpp>
#include <iostream>

#include "hw/odin/event_core.hpp"
#include "hw/odin/queue.hpp"
#include "tests/hw/rtl/odin_host.hpp"
#include "tests/hw/rtl/random_network.hpp"

using namespace efferent;
using namespace efferent::hw::odin;
using test::from_to;

namespace {

#ifdef EFFERENT_RTL_TINYODIN
using Image = TinyOdinImage;
constexpr const char* chip = "tinyodin";
constexpr std::size_t queue = tinyodin_queue, stimulated = 16, burst = 200, connected_rows = rows;
constexpr std::int32_t lightest = -8, heaviest = 7, lowest = -100, counts = 2047;
constexpr std::int32_t least_threshold = 5, most_threshold = 64;
std::uint32_t address_of(const AerEvent& e) { return tinyodin_address(e); }
void shape(Image& image, RandomStream& random) {
    image.last_neuron = static_cast<std::uint8_t>(20 + random.below(236));
}
std::size_t visited(const Image& image) { return image.last_neuron + std::size_t{1}; }
std::vector<SpiWord> words_from(const Image&, const Image& to) { return spi_words(to); }
#else
using Image = OdinImage;
constexpr const char* chip = "odin";
// Its RTL is slow: few rows, of which only what differs is written.
constexpr std::size_t queue = odin_queue, stimulated = 256, burst = 60, connected_rows = 32;
constexpr std::int32_t lightest = 0, heaviest = 7, lowest = 0, counts = 255;
constexpr std::int32_t least_threshold = 60, most_threshold = 255;
std::uint32_t address_of(const AerEvent& e) { return odin_address(e); }
void shape(Image& image, RandomStream& random) {
    for (std::size_t row = 0; row < rows; ++row)
        if (random.below(4) == 0) image.set_inhibitory(row);
}
std::size_t visited(const Image&) { return rows; }
std::vector<SpiWord> words_from(const Image& from, const Image& to) { return spi_words(from, to); }
#endif

struct Compared {
    std::size_t events = 0, spikes = 0, potentials = 0, mismatches = 0;
    std::uint64_t visits = 0, dropped = 0;
};

Image random_image(std::uint64_t seed) {
    Image image;
    RandomStream random(seed, "network");
    shape(image, random);
    for (std::size_t row = 0; row < connected_rows; ++row)
        for (std::size_t t = 0; t < rows; ++t)
            image.set_weight(row, t, from_to(random, lightest, heaviest));
    for (std::size_t n = 0; n < rows; ++n) {
        LifNeuron neuron;
        neuron.threshold = from_to(random, least_threshold, most_threshold);
        neuron.potential = from_to(random, lowest, least_threshold - 1);
        neuron.leak = from_to(random, 0, 12);
        neuron.disabled = random.below(10) == 0;
        image.set_neuron(n, neuron);
    }
    image.open_loop = seed % 4 == 0;
    return image;
}

/// The neuron after those that fire counts the spikes that are processed.
Image burst_image() {
    Image image;
    for (std::size_t n = 0; n < burst; ++n) {
        image.set_neuron(n, {.threshold = 7});
        image.set_weight(n, burst, 1);
        image.set_weight(rows - 1, n, 7);
    }
    image.set_neuron(burst, {.threshold = counts});
    image.open_loop = false;
    return image;
}

AerEvent random_event(RandomStream& random) {
    const std::uint64_t kind = random.below(10);
    AerEvent event{.neuron = static_cast<std::uint8_t>(random.below(connected_rows))};
    if (kind == 0) event = {.kind = AerKind::leak_all};
    if (kind == 1)
        event = {.kind = AerKind::leak_one, .neuron = static_cast<std::uint8_t>(random.below(255))};
    if (kind == 2)
        event = {.kind = AerKind::stimulus,
                 .neuron = static_cast<std::uint8_t>(random.below(stimulated)),
                 .weight = static_cast<std::int8_t>(1 + random.below(7))};
    return event;
}

void compare(test::OdinHost& host, EventCore& core, const AerEvent& event, Compared& all) {
    std::vector<std::uint8_t> modelled;
    core.receive(event, modelled);
    const auto real = host.send(address_of(event));
    ++all.events;
    all.spikes += real.size();
    all.mismatches += real == modelled ? 0U : 1U;
}

/// Gates the activity, reads back what `image` says of neurons (and of synapses), and lets go.
void compare_memories(test::OdinHost& host, const EventCore& core, Image& image, bool synapses,
                      Compared& all) {
    core.store(image);
    const auto words = spi_words(image);
    host.write(std::span(words).first(2));
    for (const SpiWord& back : read_backs(words, chip)) {
        const bool of_neuron = (back.address >> 16U & 3U) == 1;
        if (of_neuron || synapses) all.mismatches += host.read(back.address) == back.data ? 0U : 1U;
    }
    all.potentials += visited(image);
    host.write(std::span(words).last(2));
}

void report(const char* what, const Compared& all, const test::OdinHost& host) {
    std::cout << chip << ": " << what << ": " << all.events << " events, " << all.visits
              << " neurons visited, " << all.spikes << " spikes, " << all.dropped << " dropped, "
              << all.potentials << " potentials, " << all.mismatches << " mismatches; "
              << host.clocks() << " clocks so far\n";
}

}  // namespace

TEST_CASE("the RTL and the model spike alike, lose alike and hold alike") {
    test::OdinHost host(rows);
    Image image = burst_image();
    host.write(spi_words(image));
    Compared all;
    {
        EventCore core(image);
        compare(host, core, {.neuron = rows - 1}, all);
        compare_memories(host, core, image, true, all);
        all.visits = core.tally().visits;
        all.dropped = core.tally().dropped;
        report("a burst", all, host);
        CHECK(all.spikes == burst);
        CHECK(all.dropped == predicted_drops(burst, 1, queue).least);
        CHECK(core.potential(burst) == static_cast<std::int32_t>(queue - 1));
        CHECK(all.mismatches == 0);
    }
    all = {};
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Image next = random_image(seed);
        host.write(words_from(image, next));
        image = next;
        EventCore core(image);
        RandomStream random(seed, "events");
        for (int i = 0; i < 100; ++i) compare(host, core, random_event(random), all);
        compare_memories(host, core, image, false, all);
        all.visits += core.tally().visits;
        all.dropped += core.tally().dropped;
    }
    report("5 random networks", all, host);
    CHECK(all.events == 500);
    CHECK(all.spikes > 100);
    CHECK(all.mismatches == 0);
}
