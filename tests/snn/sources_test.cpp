// Populations that send spikes of their own accord.
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "core/random.hpp"
#include "snn/source.hpp"
#include "tests/snn/each_backend.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;
using efferent::test::message_of;

namespace {

/// A population of each kind of source in the registry, of which each may need settings.
Network all_sources(const std::filesystem::path& folder) {
    Network n(0);
    for (const auto* info : sources()) {
        const std::string name(info->name);
        Config config = Config::parse("{\"type\":\"" + name + "\"}", name);
        if (name == "file") config = config.with("path", (folder / "spikes.csv").string());
        n.add(name, 7, resolve(sources(), config));
    }
    return n;
}

struct Files {
    test::TemporaryFolder folder;
    Files() {
        std::string csv = "time_ms,neuron\n";
        for (int i = 0; i < 500; ++i)
            csv += exact(0.4 * i) + "," + std::to_string((3 * i) % 7) + "\n";
        folder.write("spikes.csv", csv);
    }
};

std::vector<Spike> all_before(const Network& n, Time until) {
    SourceFeed feed(n);
    std::vector<Spike> spikes;
    feed.take(until, spikes);
    return spikes;
}

}  // namespace

TEST_CASE("a source sends the same, in order, whatever the pattern of calls") {
    const Files files;
    const Network n = all_sources(files.folder.path());
    const auto expected = all_before(n, at(3s));
    REQUIRE(expected.size() > 100);
    CHECK(std::ranges::is_sorted(expected));
    CHECK(std::ranges::adjacent_find(expected) == expected.end());
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SourceFeed feed(n);
        std::vector<Spike> spikes;
        for (const Time stop : random_stops(seed, at(3s))) {
            feed.take(stop, spikes);
            REQUIRE((spikes.empty() || spikes.back().at < stop));
            REQUIRE(feed.next() >= stop);
        }
        CHECK(spikes == expected);
    }
}

TEST_CASE("a train starts again for whoever asks, and only ever goes on") {
    const Files files;
    const Network n = all_sources(files.folder.path());
    for (const Population& p : n.populations()) {
        INFO(p.name);
        const auto source = make(sources(), p.model);
        std::size_t seen = 0;
        for (std::size_t neuron = 0; neuron < p.size; ++neuron) {
            const auto train = source->train(neuron), again = source->train(neuron);
            Time last{Duration{-1}};
            for (int i = 0; i < 300 && last != Time::max(); ++i) {
                const Time next = train->next();
                REQUIRE(next > last);
                REQUIRE(again->next() == next);
                last = next;
                ++seen;
            }
        }
        CHECK(seen > 50);
    }
}

TEST_CASE("every kind of source is heard through every backend, and counts as spikes") {
    const Files files;
    with_each_backend([&](const Machine& backend) {
        const Network n = all_sources(files.folder.path());
        const auto expected = all_before(n, at(1s));
        const auto session = backend.compile(n)->start();
        std::vector<Spike> spikes;
        session->run({}, at(300ms), spikes);
        session->run({}, at(1s), spikes);
        if (is_exact(backend.info)) CHECK(spikes == expected);
        CHECK(spikes.size() == expected.size());
        CHECK(session->cost().spikes == expected.size());
    });
}

TEST_CASE("what a source sends arrives, on a backend with ticks at the next one") {
    with_each_backend([](const Machine& backend) {
        for (const double phase_ms : {0.0, 0.1, 0.25, 0.7, 0.999999}) {
            CAPTURE(phase_ms);
            Network n(0);
            const auto pulse =
                n.add("pulse", 1,
                      Config::parse(R"({"type":"regular","interval_ms":7.3,"phase_ms":)" +
                                        exact(phase_ms) + "}",
                                    ""));
            n.connect(pulse, n.add("relay", 1, lif({})), Dense{1, 1, {2.0F}}, 1ms);
            const Run r = run(backend, n, {}, 100ms);
            std::vector<Time> sent, heard;
            for (const Spike& s : r.spikes)
                (s.neuron == NeuronId{0} ? sent : heard).push_back(s.at);
            REQUIRE(sent.size() == 14);
            REQUIRE(heard.size() == 14);
            for (std::size_t i = 0; i < sent.size(); ++i) {
                const Duration wait = heard[i] - sent[i] - 1ms;
                CHECK(wait >= 0ns);
                CHECK(wait < (is_exact(backend.info) ? 1ns : tick));
            }
        }
    });
}

TEST_CASE("what is sent to a source is delivered and not heard") {
    with_each_backend([](const Machine& backend) {
        Network n(1);
        const auto noise =
            n.add("noise", 1, Config::parse(R"({"type":"poisson","rate_hz":0})", ""));
        n.connect(InputLines{}, noise, Dense{2, 1, {5.0F, 5.0F}}, 1ms);
        const Run r = run(backend, n, {up(1ms), up(2ms)});
        CHECK(r.spikes.empty());
        CHECK(r.cost.events == 2);
        CHECK(r.cost.deliveries == 2);
    });
}

TEST_CASE("a poisson source has its rate and exponential intervals, each neuron its own") {
    for (const double rate : {1.0, 30.0, 2000.0}) {
        CAPTURE(rate);
        const std::size_t neurons = 50;
        Network n(0);
        const auto id =
            n.add("noise", neurons,
                  Config::parse(R"({"type":"poisson","rate_hz":)" + exact(rate) + "}", ""));
        const Population& noise = n.populations()[id];
        const double seconds = 20000.0 / rate / 10.0;
        const auto spikes = all_before(n, Time{Duration{std::llround(seconds * 1e9)}});
        const double expected = rate * seconds * static_cast<double>(neurons);
        CHECK(std::abs(static_cast<double>(spikes.size()) - expected) <= 5 * std::sqrt(expected));
        // Of an exponential distribution the standard deviation is the mean, and the third of the
        // intervals that are shorter than ln(3/2) of it are a third.
        std::vector<Time> last(neurons);
        double count = 0, sum = 0, squares = 0, shorter = 0;
        for (const Spike& s : spikes) {
            const double gap = efferent::seconds(s.at - std::exchange(last[index(s.neuron)], s.at));
            count += 1, sum += gap, squares += gap * gap;
            if (gap * rate < std::log(1.5)) shorter += 1;
        }
        const double mean = sum / count;
        CHECK(mean * rate == Approx(1.0).epsilon(0.03));
        CHECK(std::sqrt(squares / count - mean * mean) / mean == Approx(1.0).epsilon(0.03));
        CHECK(shorter / count == Approx(1.0 / 3.0).epsilon(0.03));
        std::set<Time> first;
        const auto source = make(sources(), noise.model);
        for (std::size_t i = 0; i < neurons; ++i) first.insert(source->train(i)->next());
        CHECK(first.size() == neurons);
    }
}

TEST_CASE("neurons of a source may have values of their own") {
    Network n(0);
    const auto p = n.add("noise", 3, Config::parse(R"({"type":"poisson","rate_hz":10})", ""));
    n.set(p, "rate_hz", {0.0, 50.0, 200.0});
    std::vector<std::size_t> counts(3);
    for (const Spike& s : all_before(n, at(100s))) ++counts[index(s.neuron)];
    CHECK(counts[0] == 0);
    CHECK(std::abs(static_cast<double>(counts[1]) - 5000) < 5 * std::sqrt(5000.0));
    CHECK(std::abs(static_cast<double>(counts[2]) - 20000) < 5 * std::sqrt(20000.0));
    n.set(p, "rate_hz", {1.0, 2.0, -1.0});
    CHECK_THAT(message_of([&] { (void)SourceFeed(n); }), Catch::Contains("\"noise\"") &&
                                                             Catch::Contains("neuron 2") &&
                                                             Catch::Contains("rate_hz"));
}

TEST_CASE("a seed changes what a source sends") {
    const auto spikes = [](const char* seed) {
        Network n(0);
        n.add("noise", 5,
              Config::parse(std::string(R"({"type":"poisson","rate_hz":50,"seed":)") + seed + "}",
                            ""));
        return all_before(n, at(1s));
    };
    CHECK(spikes("1") == spikes("1"));
    CHECK(spikes("1") != spikes("2"));
}

TEST_CASE("a type that is neither a model nor a source is refused with the nearest of both") {
    Network n(0);
    n.add("p", 1, Config::parse("\"poison\"", "here"));
    using Catch::Contains;
    CHECK_THAT(message_of([&] { (void)SourceFeed(n); }),
               Contains("population \"p\"") && Contains("did you mean \"poisson\"?") &&
                   Contains("cuba_lif"));
}
