// Networks as NIR graphs and back, and whether both compute the same.
#include "snn/nir/convert.hpp"

#include <catch2/catch.hpp>

#include "snn/backend.hpp"
#include "snn/nir/run.hpp"
#include "snn/nir/sound.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;

namespace {

Config model(const std::string& text) { return Config::parse(text, "test"); }

/// Two channels, a hidden population that hears itself, and a readout.
Network network(const char* hidden) {
    Network n(2);
    const PopulationId a = n.add("hidden", 3, model(hidden));
    const PopulationId b =
        n.add("readout", 2, model(R"({"type": "li", "membrane_ms": 8, "v_leak": 0.25})"));
    Dense in{4, 3, {}};
    for (std::size_t i = 0; i < 12; ++i)
        in.weights.push_back(0.5F * static_cast<float>(i % 4) - 0.25F);
    n.connect(InputLines{}, a, in, 1ms);
    Sparse back;
    for (const std::size_t target : {1U, 2U, 0U}) {
        back.connect(target, 0.4F);
        back.end_row();
    }
    n.connect(a, a, back, 3ms);
    n.connect(a, b, Dense{3, 2, {1.0F, -1.0F, 0.5F, 0.25F, 0.0F, 2.0F}}, Delay({2ms, 4ms, 1ms}));
    return n;
}

}  // namespace

TEST_CASE("a network is the same after it was a NIR graph") {
    for (
        const char* hidden :
        {R"({"type": "lif", "membrane_ms": 20, "threshold": 0.75, "v_reset": -0.5})",
         R"({"type": "cuba_lif", "membrane_ms": 10, "excitatory_ms": 5, "inhibitory_ms": 5, "reset": "by_subtraction"})",
         R"({"type": "if", "threshold": 1.5})"}) {
        CAPTURE(hidden);
        const Network n = network(hidden);
        const nir::Graph graph = nir::to_nir(n, 1ms);
        nir::require_sound(graph);
        CHECK(graph.nodes.at("input").type == "Input");
        const Network again = nir::from_nir(graph, 1ms);
        CHECK(again.populations().size() == 2);
        // what is read back is dense and has every setting; from there on nothing changes
        const nir::Graph twice = nir::to_nir(again, 1ms);
        CHECK(twice == graph);
        CHECK(nir::from_nir(twice, 1ms) == again);
        CHECK(again.projections()[2].delay == n.projections()[2].delay);
        Row row;
        row_of(again.projections()[1].synapses, 2, row);
        CHECK(row.weights[0] == 0.4F);
    }
}

TEST_CASE("where every event is on a step, NIR's exact rule and the network spike together") {
    const Network n =
        network(R"({"type": "lif", "membrane_ms": 20, "threshold": 0.7, "v_reset": -0.5})");
    std::vector<Event> events;
    std::vector<double> input(60 * 4, 0.0);
    for (std::size_t step = 1; step < 50; ++step) {
        const std::size_t channel = step * 7 % 3 == 0 ? 1 : 0;
        const Polarity polarity = step % 5 == 0 ? Polarity::down : Polarity::up;
        events.push_back({Time{Duration{static_cast<std::int64_t>(step) * 1'000'000}},
                          static_cast<ChannelId>(channel), polarity});
        input[step * 4 + line(static_cast<ChannelId>(channel), polarity)] = 1.0;
    }
    std::vector<Spike> spikes;
    for (const auto* backend : backends())
        if (backend->name == "reference")
            backend->make(Config{})->compile(n)->start()->run(events, Time{60ms}, spikes);
    REQUIRE(spikes.size() > 5);

    // an arrival is a step late there, and a value decays within its step here: as rockpool's rule,
    // but to v_reset
    nir::Platform as = nir::platform("rockpool");
    as.reset = nir::ResetTo::value;
    as.dt_s = 1e-3;
    const nir::Trace trace = nir::run(nir::to_nir(n, 1ms), input, as);
    const auto& hidden = trace.of("hidden").output;
    std::vector<std::pair<std::int64_t, std::size_t>> theirs, ours;
    for (const Spike& s : spikes)
        theirs.emplace_back(s.at.time_since_epoch() / 1ms, index(s.neuron));
    for (std::size_t i = 0; i < hidden.size(); ++i)
        if (hidden[i] != 0.0) ours.emplace_back(static_cast<std::int64_t>(i / 3) + 1, i % 3);
    CHECK(ours == theirs);
}

TEST_CASE("what one of them cannot say is refused by name") {
    const auto story = [](const char* hidden) {
        return test::message_of([&] { (void)nir::to_nir(network(hidden), 1ms); });
    };
    CHECK(story(R"({"type": "lif", "refractory_ms": 2})") ==
          "population \"hidden\": NIR has no refractory period");
    CHECK(story(R"({"type": "alif"})") == "population \"hidden\": NIR has no adaptation");
    CHECK(story(R"({"type": "cuba_lif", "excitatory_ms": 2})") ==
          "population \"hidden\": NIR has no two time constants of current in one neuron");
    nir::Graph graph = nir::to_nir(network(R"({"type": "lif"})"), 1ms);
    graph.nodes.at("projection.0").type = "Affine";
    graph.nodes.at("projection.0").parameters["bias"] =
        nir::Array{nir::Number::f32, {3}, {0.0, 0.5, 0.0}};
    CHECK(test::message_of([&] { (void)nir::from_nir(graph, 1ms); }) ==
          "node \"projection.0\": a bias, an input at every step, is no event");
}
