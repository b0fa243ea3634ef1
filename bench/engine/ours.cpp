#include "bench/engine/ours.hpp"

#include <algorithm>
#include <cmath>

#include "bench/engine/translate.hpp"
#include "bench/support/clock.hpp"
#include "core/parallel.hpp"
#include "core/version.hpp"

namespace efferent::bench {
namespace {

Time at(double biological_s) { return Time{Duration{std::llround(biological_s * 1e9)}}; }

/// Runs on from block to block; counts the spikes of each neuron.
void run_blocks(snn::Session& session, std::span<const Event> input, Time end,
                std::vector<std::uint32_t>& counts) {
    constexpr Duration block = 100ms;
    std::vector<Spike> spikes;
    for (Time now{}; now < end;) {
        now = std::min(now + block, end);
        const auto until = std::ranges::lower_bound(input, now, {}, &Event::at);
        const auto taken = static_cast<std::size_t>(until - input.begin());
        spikes.clear();
        session.run(input.first(taken), now, spikes);
        for (const Spike& spike : spikes) ++counts[index(spike.neuron)];
        input = input.subspan(taken);
    }
}

class Ours final : public Contender {
public:
    Ours(const NetworkFiles& files, const Config& backend, double biological_s, std::size_t threads)
        : groups_(groups_of(files.meta)),
          input_(files.input),
          biological_s_(biological_s),
          threads_(threads) {
        const ThreadLimit limit(threads_);
        program_ = make(snn::backends(), backend)->compile(to_network(files));
    }

    Run run() override {
        const ThreadLimit limit(threads_);
        return run_ours(*program_, input_, groups_, biological_s_);
    }

private:
    std::vector<Group> groups_;
    std::vector<Event> input_;
    double biological_s_;
    std::size_t threads_;
    std::shared_ptr<const snn::Program> program_;
};

}  // namespace

Run run_ours(const snn::Program& program, std::span<const Event> input,
             std::span<const Group> groups, double biological_s) {
    const auto session = program.start();
    std::vector<std::uint32_t> counts(groups.back().last);
    const double cpu = process_seconds();
    const double wall = wall_seconds();
    run_blocks(*session, input, at(biological_s), counts);
    Run run{.simulator = "Efferent " + std::string(version),
            .cpu_s = process_seconds() - cpu,
            .wall_s = wall_seconds() - wall,
            .biological_s = biological_s};
    run.spikes = session->cost().spikes;
    run.deliveries = session->cost().deliveries;
    for (const Group& group : groups) {
        std::uint64_t count = 0;
        for (std::size_t n = group.first; n < group.last; ++n) count += counts[n];
        run.group_rates_hz[group.name] = static_cast<double>(count) /
                                         static_cast<double>(group.last - group.first) /
                                         biological_s;
    }
    run.rate_hz =
        static_cast<double>(run.spikes) / static_cast<double>(counts.size()) / biological_s;
    return run;
}

std::unique_ptr<Contender> enter_ours(const std::filesystem::path& folder, const Config& backend,
                                      double biological_s, std::size_t threads) {
    find(snn::backends(), backend.type());  // before a large network is loaded
    const NetworkFiles files = load_network(folder);
    if (files.meta.inputs > 0 && biological_s > files.meta.longest_s)
        throw Error(Fault::config, folder.string() + ": has input for " +
                                       exact(files.meta.longest_s) + " s only, not for " +
                                       exact(biological_s) + " s");
    return std::make_unique<Ours>(files, backend, biological_s, threads);
}

}  // namespace efferent::bench
