// The reference against a second, slow reading of docs/semantics.md, and what it costs.
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "snn/backend.hpp"
#include "snn/source.hpp"
#include "tests/snn/random_network.hpp"

using namespace efferent;
using namespace efferent::snn;

namespace {

Time at(Duration d) { return Time{d}; }

std::unique_ptr<Session> reference(const Network& network) {
    return make(backends(), Config::parse("\"reference\"", "test"))->compile(network)->start();
}

/// Synapse by synapse, out of one ordered map of all that is under way.
class Naive {
public:
    explicit Naive(const testing::RandomNetwork& r) : network_(r.network) {
        for (const Population& p : network_.populations())
            neurons_.insert(neurons_.end(), p.size, Neuron{r.settings[populations_++], 0.0, 0, 0});
    }

    std::vector<Spike> run(const std::vector<Event>& input, Time until) {
        for (const Event& e : input)
            send(InputLines{}, 2 * index(e.channel) + (e.polarity == Polarity::up ? 0 : 1), e.at);
        std::vector<Spike> spikes = sent_by_sources(until);
        for (const Spike& s : spikes) send_on(s);
        while (!under_way_.empty()) {
            const auto [time, neuron, projection, source] = under_way_.begin()->first;
            if (time >= until) break;
            double sum = 0.0;
            auto it = under_way_.begin();
            while (it != under_way_.end() && std::get<0>(it->first) == time &&
                   std::get<1>(it->first) == neuron) {
                const auto same = under_way_.equal_range(it->first);
                const auto times =
                    static_cast<std::uint64_t>(std::distance(same.first, same.second));
                sum += static_cast<double>(times) * it->second;
                deliveries += times;
                it = under_way_.erase(same.first, same.second);
            }
            if (!fires(neurons_[neuron], time.time_since_epoch().count(), sum)) continue;
            spikes.push_back({time, static_cast<NeuronId>(neuron)});
            send_on(spikes.back());
        }
        std::ranges::sort(spikes);
        return spikes;
    }

    std::uint64_t deliveries = 0;

private:
    struct Neuron {
        testing::LifSettings settings;
        double v;
        std::int64_t last;
        std::int64_t ready;
    };

    static bool fires(Neuron& n, std::int64_t now, double input) {
        if (now < n.ready) return false;
        const double tau = 1000.0 * static_cast<double>(n.settings.membrane_us);
        n.v = n.v * std::exp(-static_cast<double>(now - n.last) / tau) + input;
        n.last = now;
        if (n.v < n.settings.threshold) return false;
        n.v = 0.0;
        n.ready = now + 1000 * n.settings.refractory_us;
        return true;
    }

    std::vector<Spike> sent_by_sources(Time until) const {
        std::vector<Spike> spikes;
        for (const Population& p : network_.populations()) {
            if (p.model.type() == "lif") continue;
            for (std::size_t n = 0; n < p.size; ++n) {
                const auto train = make(sources(), p.model)->train(n);
                for (Time t = train->next(); t < until; t = train->next())
                    spikes.push_back({t, static_cast<NeuronId>(index(p.first) + n)});
            }
        }
        return spikes;
    }

    void send_on(const Spike& s) {
        for (std::size_t p = 0; p < network_.populations().size(); ++p) {
            const Population& of = network_.populations()[static_cast<PopulationId>(p)];
            if (s.neuron >= of.first && index(s.neuron) < index(of.first) + of.size)
                send(static_cast<PopulationId>(p), index(s.neuron) - index(of.first), s.at);
        }
    }

    void send(Origin from, std::size_t source, Time now) {
        for (std::size_t p = 0; p < network_.projections().size(); ++p) {
            const Projection& projection = network_.projections()[p];
            if (projection.from != from) continue;
            const std::size_t first = index(network_.populations()[projection.to].first);
            Row row;
            row_of(projection.synapses, source, row);
            for (std::size_t i = 0; i < row.targets.size(); ++i) {
                const Duration delay =
                    row.delays.empty() ? projection.delay.of(source) : row.delays[i];
                under_way_.insert({{now + delay, first + row.targets[i], p, source},
                                   static_cast<double>(row.weights[i])});
            }
        }
    }

    const Network& network_;
    std::size_t populations_ = 0;
    std::vector<Neuron> neurons_;
    /// By time, neuron, projection, source.
    std::multimap<std::tuple<Time, std::size_t, std::size_t, std::size_t>, double> under_way_;
};

}  // namespace

namespace {

void add_source(testing::RandomNetwork& r, std::uint64_t seed) {
    RandomStream random(seed, "source");
    Network& n = r.network;
    const auto noise = n.add("noise", 20, Config::parse(R"({"type":"poisson","rate_hz":80})", ""));
    r.settings.emplace_back();
    for (std::size_t p = 0; p < index(noise); ++p) {
        const auto to = static_cast<PopulationId>(p);
        n.connect(noise, to, testing::random_synapses(random, 20, n.populations()[to].size),
                  testing::random_delay(random));
    }
}

}  // namespace

TEST_CASE("the reference equals a naive simulation, spike for spike") {
    std::size_t recurrent = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        INFO("seed " << seed);
        auto random = testing::random_network(seed);
        if (seed % 2 == 0) add_source(random, seed);
        const auto input = testing::random_input(seed, random.network.channels(), at(40ms));
        Naive naive(random);
        const auto expected = naive.run(input, at(50ms));
        REQUIRE(expected.size() > 10);

        const auto session = reference(random.network);
        std::vector<Spike> spikes;
        session->run(input, at(50ms), spikes);
        CHECK(spikes == expected);
        CHECK(session->cost() == Cost{input.size(), naive.deliveries, expected.size()});
        for (const Projection& p : random.network.projections())
            if (p.from != Origin(InputLines{})) ++recurrent;
    }
    CHECK(recurrent > 20);
}

TEST_CASE("sums are made in the order of projection and source, in double") {
    // (1 + 2^-30) + -1 keeps what float would lose; 2^60 first would lose it in double too.
    Network n(1);
    const auto p = n.add("p", 2, testing::lif({.threshold = 0x1p-31}));
    const float tiny = 0x1p-30F, huge = 0x1p60F;
    n.connect(InputLines{}, p, Dense{2, 2, {1.0F, huge, tiny, tiny}}, 1ms);
    n.connect(InputLines{}, p, Dense{2, 2, {-1.0F, -huge, 0.0F, 0.0F}}, 1ms);
    std::vector<Spike> spikes;
    reference(n)->run(std::vector<Event>{{at(0ms), ChannelId{0}, Polarity::down},
                                         {at(0ms), ChannelId{0}, Polarity::up}},
                      at(5ms), spikes);
    CHECK(spikes == std::vector{Spike{at(1ms), NeuronId{0}}});

    // Line 2 is summed before line 3, although `down` comes first in a stream of events.
    Network m(2);
    const auto q = m.add("q", 1, testing::lif({.threshold = 0x1p-31}));
    m.connect(InputLines{}, q, Dense{4, 1, {huge, 0.0F, -huge, tiny}}, 1ms);
    spikes.clear();
    reference(m)->run(std::vector<Event>{{at(0ms), ChannelId{0}, Polarity::up},
                                         {at(0ms), ChannelId{1}, Polarity::down},
                                         {at(0ms), ChannelId{1}, Polarity::up}},
                      at(5ms), spikes);
    CHECK(spikes == std::vector{Spike{at(1ms), NeuronId{0}}});
}
