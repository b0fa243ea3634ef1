// The model of ReckOn against the chip's own RTL: programmed over its SPI, fed over its input bus,
// potentials read back over its SPI after every step.
#include <catch2/catch.hpp>
#include <iostream>

#include "hw/odin/bits.hpp"
#include "hw/odin/reckon_core.hpp"
#include "tests/hw/rtl/random_network.hpp"
#include "tests/hw/rtl/reckon_host.hpp"

using namespace efferent;
using namespace efferent::hw::odin;
using test::from_to;

namespace {

constexpr std::size_t inputs = 40, neurons = 64, outputs = 8;
constexpr int ticks = 25;
constexpr std::uint32_t reads_neurons = 9U << 28U, reads_outputs = 10U << 28U;

struct Compared {
    std::size_t events = 0, spikes = 0, potentials = 0, mismatches = 0;
    std::uint64_t visits = 0, saturated = 0;
};

ReckonImage random_image(std::uint64_t seed) {
    ReckonImage image;
    RandomStream random(seed, "network");
    image.last_input = inputs - 1;
    image.last_neuron = neurons - 1;
    image.last_output = outputs - 1;
    image.resets_to_zero = seed % 2 == 0;
    image.kappa = static_cast<std::uint8_t>(from_to(random, 60, 128));
    image.shift_input = static_cast<std::uint8_t>(seed == 3 ? 7 : 2);
    image.shift_recurrent = static_cast<std::uint8_t>(seed == 3 ? 7 : 1);
    image.shift_output = static_cast<std::uint8_t>(seed == 3 ? 7 : 3);
    for (std::size_t p = 0; p < neurons / 2; ++p)
        image.set_pair(p, from_to(random, 200, 900), from_to(random, 0x7000, 0x8000));
    for (std::size_t n = 0; n < neurons; ++n) image.set_potential(n, from_to(random, -150, 150));
    for (std::size_t t = 0; t < neurons; ++t) {
        for (std::size_t s = 0; s < inputs; ++s)
            set_byte_weight(image.input, 64, s, t, from_to(random, -100, 127));
        for (std::size_t s = 0; s < neurons; ++s)
            set_byte_weight(image.recurrent, 64, s, t, from_to(random, -128, 100));
    }
    for (std::size_t s = 0; s < neurons; ++s)
        for (std::size_t k = 0; k < outputs; ++k)
            set_byte_weight(image.output, 4, s, k, from_to(random, -128, 127));
    return image;
}

std::vector<std::uint8_t> random_inputs(RandomStream& random) {
    std::vector<std::uint8_t> lines;
    for (std::size_t line = 0; line < inputs; ++line)
        if (random.below(4) == 0) lines.push_back(static_cast<std::uint8_t>(line));
    return lines;
}

void compare_potentials(test::ReckonHost& host, const ReckonCore& core, Compared& all) {
    const auto words = host.read(reads_neurons, 2 * neurons);
    for (std::size_t n = 0; n < neurons; ++n) {
        const auto word = std::span(words).subspan(n / 2 * 4, 4);
        const auto u = as_signed(bits(word, n % 2 == 0 ? 0 : 50, 16), 16);
        all.mismatches += u == core.potential(n) ? 0U : 1U;
    }
    for (std::uint32_t k = 0; k < outputs; ++k) {
        const auto o = as_signed(host.read(reads_outputs | k, 1).front(), 16);
        all.mismatches += o == core.output(k) ? 0U : 1U;
    }
    all.potentials += neurons + outputs;
}

void run(std::uint64_t seed, bool every_word, test::ReckonHost& host, Compared& all) {
    const ReckonImage image = random_image(seed);
    const auto words = spi_words(image);
    const auto memories = std::span(words).first(words.size() - 1);
    host.write(memories);
    for (const SpiWord& back : read_backs(words, "reckon"))
        if (every_word) all.mismatches += host.read(back.address, 1).front() == back.data ? 0U : 1U;
    host.write(std::span(words).last(1));
    ReckonCore core(image);
    RandomStream random(seed, "events");
    host.begin_sample();
    for (int t = 0; t < ticks; ++t) {
        const auto lines = random_inputs(random);
        for (const std::uint8_t line : lines) host.send(line);
        all.events += lines.size();
        if (t == 0) {
            host.tick();
        } else {
            std::vector<std::uint8_t> modelled;
            core.step(modelled);
            const auto real = host.tick_and_stop();
            all.spikes += real.size();
            all.mismatches += real == modelled ? 0U : 1U;
            compare_potentials(host, core, all);
            host.go_on();
        }
        core.propagate(lines);
    }
    all.visits += core.tally().visits;
    all.saturated += core.tally().saturated;
}

}  // namespace

TEST_CASE("the RTL and the model spike alike and hold alike in every tick") {
    Compared all;
    std::uint64_t clocks = 0;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        test::ReckonHost host;
        run(seed, seed == 1, host, all);
        clocks += host.clocks();
    }
    std::cout << "reckon: 4 random networks: " << all.events << " events, " << all.visits
              << " neurons visited, " << all.spikes << " spikes, " << all.potentials
              << " potentials, " << all.saturated << " sums held, " << all.mismatches
              << " mismatches; " << clocks << " clocks\n";
    CHECK(all.spikes > 1000);
    CHECK(all.saturated > 0);
    CHECK(all.mismatches == 0);
}
