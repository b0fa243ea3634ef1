// efferent simulate: a network run on its own, from events and its own sources, to spikes and a
// picture.
#include <algorithm>
#include <cmath>
#include <iostream>

#include "apps/catalogue.hpp"
#include "apps/command_line.hpp"
#include "apps/event_file.hpp"
#include "apps/nir_simulation.hpp"
#include "apps/output_folder.hpp"
#include "apps/settings.hpp"
#include "apps/simulation_text.hpp"
#include "apps/spike_file.hpp"
#include "apps/terminal.hpp"
#include "core/text.hpp"
#include "hw/backends.hpp"
#include "pipeline/report/simulation_page.hpp"

namespace efferent::apps {
namespace {

/// "250ms", "1s", "2min".
Duration read_duration(const std::string& option, std::string_view text) {
    struct Unit {
        std::string_view name;
        double ns;
    };
    for (const Unit& unit :
         {Unit{"ns", 1.0}, {"us", 1e3}, {"ms", 1e6}, {"min", 6e10}, {"s", 1e9}}) {
        if (!text.ends_with(unit.name)) continue;
        const auto number = to_double(text.substr(0, text.size() - unit.name.size()));
        if (!number || !(*number * unit.ns >= 1.0) || *number * unit.ns > 9e18) break;
        return Duration{std::llround(*number * unit.ns)};
    }
    throw Error(Fault::config,
                option + " " + std::string(text) +
                    ": must be a time above zero with its unit, such as 250ms, 1s or "
                    "2min");
}

/// "readout", "readout:3" or "readout:0-9".
std::vector<NeuronId> read_neurons(const snn::Network& network, const std::string& text) {
    std::vector<std::string> names;
    for (const snn::Population& p : network.populations()) names.push_back(p.name);
    const auto whole = std::ranges::find(names, text);
    const std::size_t colon = whole == names.end() ? text.rfind(':') : std::string::npos;
    const std::string name = text.substr(0, colon);
    const auto found = std::ranges::find(names, name);
    if (found == names.end())
        throw Error(Fault::config, "--record " + text + ": " + unknown_name(name, names));
    const auto& p = network.populations()[static_cast<PopulationId>(found - names.begin())];
    std::int64_t first = 0, last = static_cast<std::int64_t>(p.size) - 1;
    if (colon != std::string::npos) {
        const auto ends = split(std::string_view(text).substr(colon + 1), '-');
        const auto low = to_integer(ends.front()), high = to_integer(ends.back());
        if (ends.size() > 2 || !low || !high || *low < 0 || *high < *low || *high > last)
            throw Error(Fault::config, "--record " + text +
                                           ": must read population:first-last, of neurons 0 to " +
                                           std::to_string(last));
        first = *low, last = *high;
    }
    std::vector<NeuronId> neurons;
    for (std::int64_t n = first; n <= last; ++n)
        neurons.push_back(static_cast<NeuronId>(index(p.first) + static_cast<std::size_t>(n)));
    return neurons;
}

constexpr const char* parallel = "parallel";  // the usual backend

class Simulate final : public Command {
public:
    using Params = NoParams;
    explicit Simulate(const Params&) {}

    void options(CLI::App& app) override {
        option(app, "network", network_, "name (see `efferent describe`) or a .json file");
        option(app, "--events", events_,
               "input: a file with the header time_ms,channel,polarity, or what `efferent "
               "encode --out` wrote");
        option(app, "--segment", segment_,
               "of a file of events that has several; with --nir the sample of NIRData, from 0");
        option(app, "--until", until_,
               "how long, with a unit: 250ms, 1s, 2min (default: 1s, or 100 ms after the "
               "last event)");
        option(app, "--backend", backend_, "a backend's name, or its settings in JSON");
        repeated(app, "--set", changes_, "a setting of the backend: tick_ms=0.5; may be repeated");
        repeated(app, "--record", record_,
                 "also the membrane of these neurons: population, population:3 or "
                 "population:0-9; may be repeated; needs --out");
        option(app, "--out", out_,
               "folder for spikes.csv, membrane.csv, run.json, simulation.html, timing.json; with "
               "--nir "
               "spikes.csv, spikes.nirdata and, for each --record NODE, trace_1.csv, ...");
        flag(app, "--json", json_, "print run.json instead of the table");
        option(app, "--nir", nir_.file, "instead of a network: a .nir file, with --as and --input");
        option(app, "--as", nir_.platform, nir_platforms().c_str());
        option(app, "--input", nir_.input,
               "of --nir: a file of step,channel or step,channel,value, or NIRData");
        option(app, "--steps", nir_.steps, "of --nir (default: to the input's last)");
        option(app, "--dt-ms", dt_ms_,
               "of --nir: time step; 0: that of NIRData on a grid, or the platform's 0.1 ms");
        footer(app,
               "Example:\n  efferent simulate example --until 500ms --record readout --record "
               "excitatory:0-2 --out results/example\n"
               "  efferent simulate --nir model.nir --as snntorch --input input.csv");
    }

    int run() override {
        if (network_.empty() == nir_.file.empty())
            throw Error(Fault::config, "simulate: needs a network or --nir FILE, one of them");
        if (!nir_.file.empty()) return run_nir();
        if (!record_.empty() && out_.empty())
            throw Error(Fault::config, "--record: needs a folder to write to, --out");
        SimulationParams params = settings();
        const std::size_t late = cut_events(params);
        std::optional<OutputFolder> folder;
        if (!out_.empty()) folder.emplace(out_);
        Simulation simulation;
        {
            TerminalMonitor monitor;
            simulation = simulate(std::move(params), monitor);
            if (folder) write(*folder, simulation);
        }
        if (json_) {
            std::cout << run_json(simulation);
            return 0;
        }
        std::cout << summary_text(simulation);
        if (late > 0)
            std::cout << "Left out: " << late << (late == 1 ? " event" : " events")
                      << " at the end of the run or after it\n";
        if (folder) std::cout << "Picture: " << out_ << "/simulation.html\n";
        return 0;
    }

private:
    static const std::string& nir_platforms() {
        static const std::string text = [] {
            std::string all = "of --nir: whose rules:";
            for (const auto& p : snn::nir::platforms()) all += ' ' + std::string(p.name);
            return all;
        }();
        return text;
    }

    int run_nir() {
        if (!events_.empty() || !until_.empty() || !changes_.empty() || backend_ != parallel)
            throw Error(Fault::config,
                        "--nir: takes --input and --steps, not --events, --until, --backend or "
                        "--set");
        nir_.sample = segment_;
        nir_.out = out_;
        nir_.record = record_;
        nir_.json = json_;
        if (dt_ms_ != 0.0) nir_.dt_ms = dt_ms_;
        return simulate_nir(nir_);
    }

    SimulationParams settings() const {
        SimulationParams params;
        params.name = network_;
        params.network = find_network(network_).network;
        params.backend = with_changes(
            backend_.starts_with('{')
                ? Config::parse(backend_, "--backend")
                : Config::of(NoParams{}, find(hw::backends(), backend_, "--backend").name)
                      .named("--backend"),
            changes_);
        if (!events_.empty())
            params.events = read_events(events_, params.network.channels(), segment_);
        if (!until_.empty())
            params.until = read_duration("--until", until_);
        else if (!params.events.empty())
            params.until = params.events.back().at.time_since_epoch() + 100ms;
        for (const std::string& text : record_)
            for (const NeuronId n : read_neurons(params.network, text)) params.probes.push_back(n);
        return params;
    }

    /// Gives how many events the run ends before.
    static std::size_t cut_events(SimulationParams& params) {
        const auto end =
            std::ranges::lower_bound(params.events, Time{params.until}, {}, &Event::at);
        const auto late = static_cast<std::size_t>(params.events.end() - end);
        params.events.erase(end, params.events.end());
        return late;
    }

    static void write(const OutputFolder& folder, const Simulation& simulation) {
        const std::string page = simulation_page(simulation);
        folder.write("spikes.csv", spikes_csv(simulation.params.network, simulation.spikes));
        if (!simulation.params.probes.empty())
            folder.write("membrane.csv", membrane_csv(simulation));
        folder.write("run.json", run_json(simulation));
        folder.write("simulation.html", page);
        folder.write("timing.json", "{\"simulate_s\": " + fixed(simulation.seconds, 6) + "}\n");
    }

    std::string network_;
    std::string events_;
    std::optional<std::int64_t> segment_;
    std::string until_;
    std::string backend_ = parallel;
    std::vector<std::string> changes_;
    std::vector<std::string> record_;
    std::string out_;
    bool json_ = false;
    NirRequest nir_;
    double dt_ms_ = 0.0;
};

}  // namespace

extern constinit const PartInfo<Command> part_simulate =
    part<Command, Simulate>("simulate", "runs a network: spikes, membranes and a picture of them");

}  // namespace efferent::apps
