// efferent map: a network on the cores of a chip, with what that sends, costs and loses.
#include <iostream>

#include "apps/catalogue.hpp"
#include "apps/command_line.hpp"
#include "apps/event_file.hpp"
#include "apps/map_text.hpp"
#include "apps/output_folder.hpp"
#include "apps/read_ms.hpp"
#include "apps/spike_file.hpp"

namespace efferent::apps {
namespace {

constexpr const char* multilevel = "multilevel";  // the usual strategy
constexpr const char* sequential = "sequential";  // the baseline

class Map final : public Command {
public:
    using Params = NoParams;
    explicit Map(const Params&) {}

    void options(CLI::App& app) override {
        required(app, "network", network_, "name (see `efferent describe`) or a .json file");
        required(app, "--chip", chip_, chips().c_str());
        required(app, "--spikes", spikes_,
                 "what the network did: a file with the header time_ms,population,neuron, as "
                 "`efferent simulate --out` writes");
        option(app, "--events", events_,
               "what came in meanwhile: a file with the header time_ms,channel,polarity");
        option(app, "--tick-ms", tick_ms_,
               "the chip's tick, which has to be met in real time; not given: the step of a "
               "network of spiking units, else 1");
        option(app, "--length-ms", length_ms_,
               "of the recording; 0: to the end of the tick of its last spike or event");
        option(app, "--strategy", strategy_, strategies().c_str());
        option(app, "--out", out_, "folder for map.json and map.html");
        flag(app, "--json", json_, "print map.json instead of the table");
        footer(app,
               "Example:\n  efferent simulate example --until 1s --out results/example\n"
               "  efferent map example --chip loihi --spikes results/example/spikes.csv --out "
               "results/example_loihi");
    }

    int run() override {
        const FoundNetwork found = find_network(network_);
        const snn::Network& network = found.network;
        MapResult r;
        r.network = network_;
        r.strategy = find(hw::partitioners(), strategy_, "--strategy").name;
        r.chip = hw::find_chip(chip_);
        const std::vector<Spike> spikes = read_spikes(spikes_, network);
        std::vector<Event> events;
        if (!events_.empty()) events = read_events(events_, network.channels(), {});
        if (spikes.empty() && events.empty() && length_ms_ == 0.0)
            throw Error(Fault::config,
                        spikes_ + ": has no spikes, so --length-ms must say how long nothing came");
        hw::Recorded recorded{spikes, events, tick_of(found, tick_ms_), {}};
        if (length_ms_ != 0.0) recorded.length = read_ms("--length-ms", length_ms_);
        r.traffic = hw::traffic_of(network, recorded);
        r.mapping = hw::map_onto(r.traffic, r.chip, Config::of(NoParams{}, r.strategy));
        r.in_order = in_order(r);
        for (hw::Finding& f : hw::fit(network, r.chip, recorded.tick).findings)
            if (f.outcome == hw::Outcome::broken || f.outcome == hw::Outcome::repairable)
                r.broken.push_back(std::move(f));
        const std::string json = map_json(r);
        if (!out_.empty()) {
            const std::string page = map_page(r);
            const OutputFolder folder(out_);
            folder.write("map.json", json);
            folder.write("map.html", page);
        }
        std::cout << (json_ ? json : map_text(r));
        if (!out_.empty() && !json_) std::cout << "\nPicture: " << out_ << "/map.html\n";
        return 0;
    }

private:
    static std::optional<hw::Messages> in_order(const MapResult& r) {
        try {
            return messages_of(
                r.traffic, hw::partition(r.traffic, r.chip, Config::of(NoParams{}, sequential)));
        } catch (const Error& e) {
            if (e.fault() == Fault::capacity) return {};
            throw;
        }
    }
    static const std::string& chips() {
        static const std::string text = [] {
            std::string all = "a .json file, or:";
            for (const hw::Chip& chip : hw::known_chips()) all += ' ' + chip.name;
            return all;
        }();
        return text;
    }
    static const std::string& strategies() {
        static const std::string text = [] {
            std::string all;
            for (const auto* p : hw::partitioners())
                all += (all.empty() ? "" : "; ") + std::string(p->name) + ": " +
                       std::string(p->summary);
            return all;
        }();
        return text;
    }

    std::string network_, chip_, spikes_, events_;
    std::optional<double> tick_ms_;
    double length_ms_ = 0.0;
    std::string strategy_ = multilevel;
    std::string out_;
    bool json_ = false;
};

}  // namespace

extern constinit const PartInfo<Command> part_map = part<Command, Map>(
    "map", "puts a network on a chip's cores: messages, hops, energy, real time, and a picture");

}  // namespace efferent::apps
