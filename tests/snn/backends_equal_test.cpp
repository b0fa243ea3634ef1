// Every backend equals itself however it is run, and where it is exact, the reference.
#include <set>

#include "core/parallel.hpp"
#include "tests/snn/each_backend.hpp"
#include "tests/snn/random_model.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;

namespace {

/// The random networks of these tests: what they have, so that nothing is missing unnoticed.
struct Coverage {
    std::set<std::string> models, synapses, settings;
    void see(const Network& n) {
        for (const Population& p : n.populations()) {
            models.insert(p.model.type());
            if (!p.own.empty()) settings.insert("own values");
            const std::string text = p.model.dump(-1);
            for (const char* word : {"to_value", "by_subtraction"})
                if (text.find(word) != std::string::npos) settings.insert(word);
            if (has_setting(p.model, "refractory_ms"))
                settings.insert(text.find("\"refractory_ms\":0.0") == std::string::npos
                                    ? "refractory"
                                    : "not refractory");
        }
        for (const Projection& p : n.projections()) {
            const auto* sparse = std::get_if<Sparse>(&p.synapses);
            synapses.insert(sparse != nullptr && !sparse->delays.empty()
                                ? "own delays"
                                : std::to_string(p.synapses.index()));
        }
    }
};

/// How far apart the k-th spikes of each neuron are in two runs, in ascending order. Also checks
/// that each neuron has as many in both, but for those which are within 5 us of the end.
std::vector<double> distances_us(const std::vector<Spike>& a, const std::vector<Spike>& b,
                                 std::size_t neurons, Time end) {
    std::vector<std::vector<Time>> of_a(neurons), of_b(neurons);
    for (const Spike& s : a) of_a[index(s.neuron)].push_back(s.at);
    for (const Spike& s : b) of_b[index(s.neuron)].push_back(s.at);
    std::vector<double> distances;
    for (std::size_t n = 0; n < neurons; ++n) {
        INFO("neuron " << n);
        const std::size_t both = std::min(of_a[n].size(), of_b[n].size());
        for (std::size_t k = 0; k < both; ++k)
            distances.push_back(std::abs(seconds(of_a[n][k] - of_b[n][k])) * 1e6);
        for (const auto& longer : {of_a[n], of_b[n]})
            for (std::size_t k = both; k < longer.size(); ++k) CHECK(end - longer[k] < 5us);
    }
    std::ranges::sort(distances);
    return distances;
}

}  // namespace

TEST_CASE("a backend equals itself, cut anywhere, on any number of threads in parallel") {
    with_each_backend([](const Machine& backend) {
        Coverage coverage;
        for (std::uint64_t seed = 1; seed <= 12; ++seed) {
            INFO("seed " << seed);
            const Network n = network_of_all_models(seed, Shape::recurrent);
            coverage.see(n);
            const auto input = backend.input(seed, n.channels(), at(80ms));
            const Time end = at(100ms);
            const Run whole = [&] {
                const ThreadLimit one(1);
                return run(*backend.compile(n), input, end);
            }();
            REQUIRE(whole.spikes.size() > 100);
            for (const std::size_t threads : {1U, 2U, 3U, 8U}) {
                INFO("threads " << threads);
                const ThreadLimit limit(threads);
                const auto program = backend.compile(n);
                CHECK(run(*program, input, end) == whole);
                CHECK(run_cut(*program, input, random_stops(seed + threads, end)) == whole);
            }
        }
        CHECK(coverage.models.size() == closed_form_models().size() + 1);  // and the source
        CHECK(coverage.synapses == std::set<std::string>{"0", "1", "2", "3", "own delays"});
        CHECK(coverage.settings == std::set<std::string>{"own values", "to_value", "by_subtraction",
                                                         "refractory", "not refractory"});
    });
}

TEST_CASE(
    "membranes that a probe sees are the same, cut anywhere, on any number of threads in "
    "parallel") {
    with_each_backend([](const Machine& backend) {
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            INFO("seed " << seed);
            const Network n = network_of_all_models(seed, Shape::recurrent);
            const auto input = backend.input(seed, n.channels(), at(40ms));
            const auto samples = [&](std::size_t threads, const std::vector<Time>& stops) {
                const ThreadLimit limit(threads);
                std::vector<Sample> seen;
                std::vector<Spike> spikes;
                const std::vector<NeuronId> probes{NeuronId(13), NeuronId(30), NeuronId(64)};
                const auto session =
                    backend.compile(n)->start({.probes = probes, .samples = &seen});
                std::span<const Event> rest(input);
                for (const Time stop : stops) {
                    const auto count = static_cast<std::size_t>(
                        std::ranges::lower_bound(rest, stop, {}, &Event::at) - rest.begin());
                    session->run(rest.first(count), stop, spikes);
                    rest = rest.subspan(count);
                }
                return seen;
            };
            const auto whole = samples(1, {at(60ms)});
            REQUIRE(whole.size() > 100);
            for (const std::size_t threads : {1U, 2U, 8U})
                CHECK(samples(threads, random_stops(seed, at(60ms))) == whole);
        }
    });
}

TEST_CASE("an exact backend equals the reference over seconds where nothing feeds back") {
    with_each_exact_backend([](const Machine& backend) {
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            INFO("seed " << seed);
            const Network n = network_of_all_models(seed, Shape::layered);
            const auto input = backend.input(seed, n.channels(), at(2s));
            const Run expected{reference_spikes(n, 2s, input), {}};
            const Run found = run(backend, n, input, 2s);
            REQUIRE(expected.spikes.size() > 1000);
            const auto apart = distances_us(expected.spikes, found.spikes, n.neurons(), at(2s));
            // Where a potential only just touches its threshold, the time is as uncertain as the
            // root of the potential's last digit: 10 us in single precision.
            CHECK(apart[apart.size() / 2] <= 0.2);
            CHECK(apart[apart.size() * 998 / 1000] <= 5.0);
            CHECK(apart.back() <= 50.0);
        }
    });
}

TEST_CASE("an exact backend equals the reference for a while where spikes feed back") {
    with_each_exact_backend([](const Machine& backend) {
        for (std::uint64_t seed = 1; seed <= 30; ++seed) {
            INFO("seed " << seed);
            const Network n = network_of_all_models(seed, Shape::recurrent);
            const auto input = backend.input(seed, n.channels(), at(30ms));
            const auto expected = reference_spikes(n, 30ms, input);
            const Run found = run(backend, n, input, 30ms);
            REQUIRE(expected.size() > 30);
            CHECK(distances_us(expected, found.spikes, n.neurons(), at(30ms)).back() <= 5.0);
        }
    });
}

TEST_CASE("an exact backend equals the reference bit for bit where only arrivals make spikes") {
    with_each_exact_backend([](const Machine& backend) {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            INFO("seed " << seed);
            const auto random = random_network(seed);
            const auto input = backend.input(seed, random.network.channels(), at(50ms));
            const auto expected = reference_spikes(random.network, 60ms, input);
            REQUIRE(expected.size() > 10);
            CHECK(run(backend, random.network, input, 60ms).spikes == expected);
        }
    });
}

TEST_CASE("a backend that can compute in double precision gives the reference's bits then") {
    std::size_t seen = 0;
    for (const auto* info : backends()) {
        const Config usual =
            info->resolve(Config::parse("\"" + std::string(info->name) + "\"", ""));
        if (!has_setting(usual, "precision")) continue;
        ++seen;
        const auto backend = info->make(usual.with("precision", "double"));
        for (std::uint64_t seed = 1; seed <= 15; ++seed) {
            INFO(info->name << ", seed " << seed);
            const Network n = network_of_all_models(seed, Shape::recurrent);
            const auto input = random_input(seed, n.channels(), at(180ms));
            const auto expected = reference_spikes(n, 200ms, input);
            REQUIRE(expected.size() > 200);
            CHECK(run(*backend->compile(n), input, at(200ms)).spikes == expected);
        }
    }
    if (backends().size() > 1) CHECK(seen >= 1);
}

TEST_CASE("the size of the blocks that threads work on in parallel changes no result") {
    for (const auto* info : backends()) {
        const Machine machine(*info);
        const Config usual =
            info->resolve(Config::parse("{\"type\":\"" + std::string(info->name) + "\"}", ""));
        if (!has_setting(usual, "block_neurons")) continue;
        for (std::uint64_t seed = 1; seed <= 2; ++seed) {
            INFO(info->name << ", seed " << seed);
            const Network n = network_of_all_models(seed, Shape::layered, 70);
            const auto input = machine.input(seed, n.channels(), at(40ms));
            const auto of = [&](const char* block) {
                Config config = usual.with("block_neurons", block);
                if (!is_exact(*info)) config = config.with("tick_ms", exact(milliseconds(tick)));
                return run(*info->make(config)->compile(n), input, at(50ms));
            };
            const Run whole = of("65536");
            REQUIRE(whole.spikes.size() > 500);
            for (const char* block : {"32", "64"}) {
                INFO("blocks of " << block);
                CHECK(of(block) == whole);
            }
        }
    }
}

TEST_CASE("a potential that strong inhibition lets go rises to a threshold below its rest") {
    // One row of weights as floats, so that neurons are followed alone; equal time constants, whose
    // falling negative current climbs while nothing arrives.
    RandomStream random(11, "released");
    Sparse weights;
    constexpr std::size_t targets = 64;
    for (std::size_t t = 0; t < targets; ++t)
        weights.connect(t, -static_cast<float>(2.0 + 3.0 * random.uniform()));
    weights.end_row();
    weights.end_row();
    Network n(1);
    const auto p = n.add("p", targets,
                         Config::parse(R"({"type":"cuba_lif","v_leak":0,
        "threshold":-1,"v_reset":-1.5,"refractory_ms":2})",
                                       "test"));
    n.connect(InputLines{}, p, weights, 8ms);
    std::vector<Event> input;
    for (int i = 0; i < 40; ++i) input.push_back(up(i * 23ms + random.below(5000) * 1us));
    const Run expected =
        run(*make(backends(), Config::parse("\"reference\"", "test"))->compile(n), input, at(1s));
    REQUIRE(expected.spikes.size() > 1000);
    const Run found =
        run(*make(backends(), Config::parse("\"parallel\"", "test"))->compile(n), input, at(1s));
    const auto distances = distances_us(expected.spikes, found.spikes, targets, at(1s));
    CHECK(distances.back() < 5.0);
}

TEST_CASE("whole-number rows at one tick may be added in any order, cut anywhere") {
    RandomStream random(12, "any order");
    const auto rows = [&](std::size_t sources, std::size_t targets, int mean) {
        Sparse s;
        for (std::size_t row = 0; row < sources; ++row) {
            for (std::size_t t = 0; t < targets; ++t)
                s.connect(t, static_cast<float>(mean + static_cast<int>(random.below(401)) - 200) /
                                 1024.0F);
            s.end_row();
        }
        return s;
    };
    for (const char* inhibitory : {"5", "8"}) {  // one current, or two
        CAPTURE(inhibitory);
        Network n(4);
        const auto p = n.add("p", 70,
                             Config::parse(std::string(R"({"type":"cuba_lif",
            "refractory_ms":2,"inhibitory_ms":)") +
                                               inhibitory + "}",
                                           "test"));
        n.connect(InputLines{}, p, rows(8, 70, 900), 1ms);
        n.connect(p, p, rows(70, 70, -150), 1ms);
        std::vector<Event> input;  // late channels first, and some events as often as thrice
        for (int i = 0; i < 3000; ++i)
            input.push_back(up(i / 2 * 211us, static_cast<unsigned>(3 - random.below(4))));
        std::ranges::sort(input);
        const auto backend = make(backends(), Config::parse(R"({"type":"clocked"})", "test"));
        const Run whole = run(*backend->compile(n), input, at(320ms));
        REQUIRE(whole.spikes.size() > 500);
        for (std::uint64_t seed = 1; seed <= 5; ++seed)
            CHECK(run_cut(*backend->compile(n), input, random_stops(seed, at(320ms))) == whole);
    }
}
