#include "bench/engine/peer.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "bench/support/process.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::bench {
namespace {

Run read_run(const std::string& text) {
    const auto json = nlohmann::json::parse(text);
    Run run{.simulator = json.at("simulator").get<std::string>() + " " +
                         json.at("version").get<std::string>(),
            .cpu_s = json.at("cpu_s").get<double>(),
            .biological_s = json.at("biological_s").get<double>()};
    run.spikes = json.at("spikes").get<std::uint64_t>();
    run.deliveries = json.at("deliveries").get<std::uint64_t>();
    run.rate_hz = json.at("rate_hz").get<double>();
    run.group_rates_hz = json.at("group_rates_hz").get<std::map<std::string, double>>();
    return run;
}

class Peer final : public Contender {
public:
    explicit Peer(std::string command) : command_(std::move(command)) {}

    Run run() override {
        const Answer answer = ask(command_);
        if (answer.status != 0)
            throw Error(Fault::io, command_ + ": failed; what it said is above, if anything");
        return read_run(answer.text);
    }

private:
    std::string command_;
};

}  // namespace

std::unique_ptr<Contender> enter_peer(const Simulator& simulator,
                                      const std::filesystem::path& folder,
                                      const std::filesystem::path& kept, double step_ms,
                                      double biological_s) {
    const auto python = python_with(simulator.module);
    if (!python) throw Error(Fault::unsupported, "not installed");
    return std::make_unique<Peer>("OMP_NUM_THREADS=1 " + *python + " " +
                                  quoted(EFFERENT_BENCH "/peers/" + simulator.script) + " " +
                                  quoted(folder) + " --cache " + quoted(kept) + " --dt " +
                                  exact(step_ms) + " --seconds " + exact(biological_s));
}

}  // namespace efferent::bench
