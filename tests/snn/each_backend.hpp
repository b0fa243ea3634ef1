// Every backend in the registry, made as tests want it, and what a run gives.
#pragma once

#include <catch2/catch.hpp>
#include <functional>

#include "snn/backend.hpp"
#include "tests/snn/random_network.hpp"

namespace efferent::snn::testing {

/// Whether a backend's spikes are at the times of `reference`, rather than on ticks.
inline bool is_exact(const PartInfo<Backend>& info) {
    return info.name == "reference" || info.name == "parallel";
}

struct Machine {
    const PartInfo<Backend>& info;
    std::unique_ptr<Backend> backend;

    explicit Machine(const PartInfo<Backend>& i)
        : info(i),
          backend(info.make(
              is_exact(info)
                  ? Config::parse("{}", "test")
                  : Config::parse("{\"tick_ms\":" + exact(milliseconds(tick)) + "}", "test"))) {}
    std::shared_ptr<const Program> compile(const Network& n) const { return backend->compile(n); }
    std::vector<Event> input(std::uint64_t seed, std::size_t channels, Time end) const {
        return random_input(seed, channels, end, is_exact(info) ? Grid::half : Grid::all);
    }
};

/// What holds for every backend.
inline void with_each_backend(const std::function<void(const Machine&)>& test) {
    REQUIRE_FALSE(backends().empty());
    for (const auto* info : backends()) {
        DYNAMIC_SECTION("backend " << info->name) { test(Machine(*info)); }
    }
}

/// What holds for the backends whose spikes are at the times of `reference`.
inline void with_each_exact_backend(const std::function<void(const Machine&)>& test) {
    std::size_t seen = 0;
    for (const auto* info : backends()) {
        if (!is_exact(*info)) continue;
        ++seen;
        DYNAMIC_SECTION("backend " << info->name) { test(Machine(*info)); }
    }
    REQUIRE(seen >= 1);
}

struct Run {
    std::vector<Spike> spikes;
    Cost cost;
    friend bool operator==(const Run&, const Run&) = default;
};

inline Time at(Duration d) { return Time{d}; }

inline Event up(Duration d, unsigned channel = 0) {
    return {at(d), static_cast<ChannelId>(channel), Polarity::up};
}

inline Event down(Duration d, unsigned channel = 0) {
    return {at(d), static_cast<ChannelId>(channel), Polarity::down};
}

inline Spike spike(Duration d, unsigned neuron) { return {at(d), static_cast<NeuronId>(neuron)}; }

inline Run run(const Program& program, std::span<const Event> input, Time until) {
    const auto session = program.start();
    Run r;
    session->run(input, until, r.spikes);
    r.cost = session->cost();
    return r;
}

inline Run run(const Machine& machine, const Network& network, const std::vector<Event>& input,
               Duration until = 100ms) {
    return run(*machine.compile(network), input, at(until));
}

/// The run in pieces that end at `stops`, ascending, the last of them its end.
inline Run run_cut(const Program& program, std::span<const Event> input,
                   std::span<const Time> stops) {
    const auto session = program.start();
    Run pieces;
    for (const Time stop : stops) {
        const auto count = static_cast<std::size_t>(
            std::ranges::lower_bound(input, stop, {}, &Event::at) - input.begin());
        session->run(input.first(count), stop, pieces.spikes);
        input = input.subspan(count);
        REQUIRE((pieces.spikes.empty() || pieces.spikes.back().at < stop));
    }
    pieces.cost = session->cost();
    return pieces;
}

/// Where to cut a run: on ticks, between them, and twice at the same place.
inline std::vector<Time> random_stops(std::uint64_t seed, Time end) {
    RandomStream cuts(seed, "cuts");
    std::vector<Time> stops{end};
    for (int i = 0; i < 30; ++i) {
        auto ns = static_cast<std::int64_t>(
            cuts.below(static_cast<std::uint64_t>(end.time_since_epoch().count())));
        if (i % 2 == 0) ns -= ns % tick.count();
        stops.insert(stops.end(), 1 + cuts.below(2), at(Duration{ns}));
    }
    std::ranges::sort(stops);
    return stops;
}

inline std::unique_ptr<Session> reference(const Network& network, const Setup& setup = {}) {
    return make(backends(), Config::parse("\"reference\"", "test"))->compile(network)->start(setup);
}

/// What the reference does without input, or with some.
inline std::vector<Spike> reference_spikes(const Network& network, Duration until,
                                           const std::vector<Event>& input = {}) {
    std::vector<Spike> spikes;
    reference(network)->run(input, at(until), spikes);
    return spikes;
}

/// One neuron; weights for channel 0 up, channel 0 down, channel 1 up, and so on.
inline Network one_neuron(const std::vector<float>& weights, Config model = lif({}),
                          Duration delay = 1ms) {
    Network n(weights.size() / 2);
    const auto p = n.add("neuron", 1, std::move(model));
    n.connect(InputLines{}, p, Dense{weights.size(), 1, weights}, delay);
    return n;
}

}  // namespace efferent::snn::testing
