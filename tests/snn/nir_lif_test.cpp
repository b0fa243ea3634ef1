// The event-driven reference trace of the NIR paper (Pedersen et al., "Neuromorphic intermediate
// representation", 2024).
#include <catch2/catch.hpp>
#include <cmath>

#include "core/file.hpp"
#include "core/text.hpp"
#include "tests/snn/each_backend.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;

namespace {

/// A step of 0.1 ms: the constant input in it, the potential at its end, whether it spiked.
struct Step {
    bool input = false;
    double v = 0.0;
    bool spiked = false;
};

std::vector<Step> read_steps(const std::filesystem::path& path) {
    std::vector<Step> steps;
    const std::string text = read_file(path);
    for (const std::string_view row : split(text, '\n')) {
        if (trim(row).empty()) continue;
        const auto columns = split(trim(row), ',');
        REQUIRE(columns.size() == 3);
        steps.push_back({to_double(columns[0]).value() != 0.0, to_double(columns[1]).value(),
                         to_double(columns[2]).value() != 0.0});
    }
    return steps;
}

}  // namespace

TEST_CASE("the reference is the exact trace of the NIR paper") {
    const auto path = test::shared_data("nir/lif/lif_exact.csv");
    if (!path) return;
    const auto steps = read_steps(*path);
    REQUIRE(steps.size() == 1000);

    // A constant current of 1 in a step is an arrival of +1 at its begin and of -1 at its end at
    // synapses that forget 10^-13 of it in a step. Channel 1 weighs nothing, so that every step's
    // end is an arrival, which a probe sees.
    const Network n =
        one_neuron({1.0F, -1.0F, 0.0F, 0.0F},
                   Config::parse(R"({"type":"cuba_lif","membrane_ms":2.5,"threshold":0.1,)"
                                 R"("excitatory_ms":1e12,"inhibitory_ms":1e12})",
                                 "test"),
                   1ns);
    std::vector<Event> input;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Duration begin = static_cast<std::int64_t>(i) * 100us;
        if (steps[i].input) input.insert(input.end(), {up(begin), down(begin + 100us)});
        input.push_back(up(begin + 100us, 1));
    }
    std::ranges::sort(input);
    std::vector<Sample> samples;
    std::vector<Spike> spikes;
    reference(n, {.probes = {NeuronId{0}}, .samples = &samples})->run(input, at(1s), spikes);

    std::vector<std::size_t> expected, found;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps[i].spiked) expected.push_back(i);
    REQUIRE(expected == std::vector<std::size_t>{460, 510, 710, 760});
    for (const Spike& s : spikes)
        found.push_back(static_cast<std::size_t>((s.at - 1ns).time_since_epoch() / 100us));
    CHECK(found == expected);

    double worst = 0.0;
    std::size_t compared = 0;
    for (const Sample& s : samples) {
        const auto since = (s.at - 1ns).time_since_epoch();
        if (since % 100us != 0ns || since == 0ns) continue;
        worst =
            std::max(worst, std::abs(s.v - steps[static_cast<std::size_t>(since / 100us) - 1].v));
        ++compared;
    }
    CHECK(compared == 1000);
    CHECK(worst <= 1e-8);
}
