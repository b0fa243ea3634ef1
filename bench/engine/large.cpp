#include "bench/engine/large.hpp"

#include "bench/engine/ours.hpp"
#include "bench/engine/rules.hpp"
#include "bench/support/clock.hpp"
#include "bench/support/memory.hpp"
#include "core/parallel.hpp"
#include "core/random.hpp"

namespace efferent::bench {
namespace {

constexpr std::size_t excitatory = 80'000;
constexpr std::size_t inhibitory = 20'000;
constexpr double probability = 0.01;  // 1,000 synapses into each neuron

std::vector<double> start_potentials(std::size_t neurons, std::uint64_t population) {
    RandomStream random(1, "bench large", population);
    std::vector<double> v(neurons);
    for (double& x : v) x = 18.0 * random.uniform();
    return v;
}

/// Network b at eight times its size, with weights for the same mean input from 1,000 synapses.
snn::Network large_network() {
    const Config model = Config::parse(
        R"({"type": "lif", "membrane_ms": 20, "threshold": 20, "v_reset": 0, "refractory_ms": 2,
            "bias": 40})",
        "bench");
    snn::Network network;
    const auto e = network.add("excitatory", excitatory, model);
    const auto i = network.add("inhibitory", inhibitory, model);
    network.set(e, "v_initial", start_potentials(excitatory, 0));
    network.set(i, "v_initial", start_potentials(inhibitory, 1));
    std::int64_t seed = 0;
    for (const auto from : {e, i})
        for (const auto to : {e, i}) {
            snn::Random rule;
            rule.sources = network.populations()[from].size;
            rule.targets = network.populations()[to].size;
            rule.probability = probability;
            rule.weight = from == e ? 0.125F : -0.625F;
            rule.seed = ++seed;
            network.connect(from, to, rule, 1500us);
        }
    return network;
}

/// Compiled once, by whoever comes first.
class Shared {
public:
    Shared(const Config& backend, double biological_s)
        : backend_(backend), biological_s_(biological_s) {}

    void build() {
        if (program_) return;
        const double begin = wall_seconds();
        program_ = make(snn::backends(), backend_)->compile(large_network());
        build_s_ = wall_seconds() - begin;
    }
    Run run(std::size_t threads) const {
        const ThreadLimit limit(threads);
        const std::vector<Group> groups{{"excitatory", 0, excitatory},
                                        {"inhibitory", excitatory, excitatory + inhibitory}};
        return run_ours(*program_, {}, groups, biological_s_);
    }
    double build_s() const { return build_s_; }

private:
    Config backend_;
    double biological_s_;
    std::shared_ptr<const snn::Program> program_;
    double build_s_ = 0.0;
};

class Large final : public Contender {
public:
    Large(std::shared_ptr<Shared> shared, std::size_t threads)
        : shared_(std::move(shared)), threads_(threads) {
        shared_->build();
    }
    Run run() override { return shared_->run(threads_); }

private:
    std::shared_ptr<Shared> shared_;
    std::size_t threads_;
};

}  // namespace

Contest large_contest(const Config& backend, double biological_s) {
    const auto shared = std::make_shared<Shared>(backend, biological_s);
    const auto entrant = [shared](const std::string& name, std::size_t threads) {
        return Entrant{name,
                       [shared, threads] { return std::make_unique<Large>(shared, threads); }};
    };
    const std::string work = "on 100,000 neurons with 10^8 random synapses";
    const std::string one = "one thread";
    const std::string two = "two threads";
    RowRule gigabytes{{"engine.large.gigabytes",
                       {},
                       "GB",
                       "Most memory of a process that builds and runs 100,000 neurons with 10^8 "
                       "random synapses; GB are 10^9 bytes."},
                      {one},
                      [](Row& row, const Results&) { row.value = peak_gigabytes(); }};
    RowRule build{{"engine.large.build_s", {}, "s", "Wall time of building it, all threads."},
                  {one},
                  [shared](Row& row, const Results&) { row.value = shared->build_s(); }};
    return {"large",
            {entrant(one, 1), entrant(two, 2)},
            {speedup("engine.threads2.speedup_large", one, two, work), std::move(gigabytes),
             std::move(build), ns_per_event("engine.large.ns_per_event", one, work),
             rate("engine.large.rate_hz", one, work)}};
}

}  // namespace efferent::bench
