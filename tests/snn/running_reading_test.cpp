// A reading that runs along a stream against scores(), which has the whole of it.
#include "snn/learning/running_reading.hpp"

#include <catch2/catch.hpp>

#include "core/random.hpp"
#include "snn/design.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;

TEST_CASE("a running reading gives what scores() gives, however the spikes are cut") {
    constexpr std::uint64_t seed = 5;
    const Network network =
        make(designs(),
             Config::parse(R"({"type": "layered", "hidden": [5, 7], "delay_ms": 2})", "test"))
            ->build({2, 3, seed});
    RandomStream random(seed, "spikes");
    std::vector<Spike> spikes;
    for (int tick = 1; tick < 900; ++tick)
        for (std::uint32_t n = 0; n < 12; ++n)
            if (random.below(40) == 0) spikes.push_back({Time{tick * 1ms}, NeuronId{n}});
    std::vector<Window> windows;
    for (int k = 0; k < 14; ++k) windows.push_back({Time{k * 50ms}, Time{k * 50ms + 250ms}});
    for (const char* over : {"mean", "last"}) {
        CAPTURE(over, seed);
        const Reading reading{1ms, over};
        const auto expected = scores(network, reading, spikes, windows);
        RunningReading running(network, reading);
        REQUIRE(running.sources() == 7);
        REQUIRE(running.classes() == 3);
        std::vector<double> shares(7), found(3);
        for (int again = 0; again < 2; ++again) {
            running.begin();
            auto next = spikes.begin();
            for (std::size_t w = 0; w < windows.size(); ++w) {
                const auto end = std::ranges::lower_bound(spikes, windows[w].end, {}, &Spike::at);
                running.add({next, end});
                next = end;
                running.shares(windows[w], shares);
                running.scores(shares, found);
                for (std::size_t k = 0; k < 3; ++k) {
                    CHECK(std::abs(expected[w][k]) > 1e-3);
                    CHECK(found[k] == Approx(expected[w][k]).epsilon(1e-10));
                }
            }
        }
    }
}

TEST_CASE("a readout that hears the input or nobody is refused") {
    Network deaf(1);
    deaf.add("readout", 2, Config::parse("\"li\"", "test"));
    CHECK_THAT(test::message_of([&] { RunningReading(deaf, {}); }),
               Catch::Contains("hears no other population"));
    deaf.connect(InputLines{}, PopulationId{0}, Dense{2, 2, {1, 2, 3, 4}}, 1ms);
    CHECK_THAT(test::message_of([&] { RunningReading(deaf, {}); }),
               Catch::Contains("not the input"));
}
