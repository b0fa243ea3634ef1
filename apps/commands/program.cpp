// efferent program: a network in a chip's whole numbers, as the file that programs the chip.
#include <filesystem>
#include <iostream>

#include "apps/catalogue.hpp"
#include "apps/command_line.hpp"
#include "apps/event_file.hpp"
#include "apps/read_ms.hpp"
#include "apps/spike_file.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "hw/computed.hpp"
#include "hw/lava_net.hpp"
#include "hw/odin/boards.hpp"
#include "hw/program_file.hpp"
#include "hw/quantise.hpp"

namespace efferent::apps {
namespace {

/// The input lines of each tick: an event comes in the first tick that does not begin before it.
std::vector<std::vector<std::uint32_t>> lines_of(const std::vector<Event>& events, Duration tick) {
    constexpr std::int64_t most = 10'000'000;
    std::vector<std::vector<std::uint32_t>> lines;
    for (const Event& e : events) {
        const std::int64_t ticks =
            e.at.time_since_epoch() / tick + (e.at.time_since_epoch() % tick > 0ns ? 1 : 0);
        if (ticks > most)
            throw Error(Fault::config, "--events: an event in tick " + std::to_string(ticks) +
                                           "; at most " + std::to_string(most) + " are written");
        const auto at = static_cast<std::size_t>(ticks);
        if (lines.size() <= at) lines.resize(at + 1);
        lines[at].push_back(static_cast<std::uint32_t>(snn::line(e.channel, e.polarity)));
    }
    return lines;
}

class Program final : public Command {
public:
    using Params = NoParams;
    explicit Program(const Params&) {}

    void options(CLI::App& app) override {
        required(app, "network", network_, "name (see `efferent describe`) or a .json file");
        required(app, "--chip", chip_, "a chip's name (see `efferent chips`), or its .json file");
        required(app, "--out", out_,
                 "what to write: a .json file (registers by name and weights); a .net file for "
                 "Loihi (dense layers, as lava-dl reads them); a folder for tinyODIN, ODIN and "
                 "ReckOn (core0.spi: words that program it, core0.aer: events, core1.spi, ...)");
        option(app, "--events", events_,
               "events that come in, with the header time_ms,channel,polarity: what the host of "
               "tinyODIN, ODIN or ReckOn sends, and with --spikes how often each line speaks");
        option(app, "--spikes", spikes_,
               "spikes of the network in data like those to come (spikes.csv of `efferent "
               "simulate`): weights that are heard more often are then rounded less");
        option(app, "--tick-ms", tick_ms_,
               "time from tick to tick of the chip; not given: the step of a network of spiking "
               "units, else 1");
        footer(app,
               "The network hears events alone: sources in it are refused. Weights and thresholds "
               "are rounded to what the chip's registers hold; what that "
               "loses is printed. The file is read back before it appears.\n\n"
               "Example:\n  efferent program two_layers --chip loihi --out two_layers.net\n"
               "  efferent program two_layers --chip odin --out two_layers_odin\n"
               "  efferent program network.json --chip odin --events events.csv --out board\n"
               "  efferent program network.json --chip loihi --events events.csv --spikes "
               "results/network/spikes.csv --out network.net");
    }

    int run() override {
        const FoundNetwork found = find_network(network_);
        const Duration tick = tick_of(found, tick_ms_);
        const std::string ending = std::filesystem::path(out_).extension().string();
        const hw::Chip chip = hw::find_chip(chip_);
        auto arithmetic = hw::required_arithmetic_of(chip);
        const std::string type = chip.arithmetic.type();
        const bool net = ending == ".net" && type == "loihi";
        const bool board =
            ending.empty() && (type == "tinyodin" || type == "odin" || type == "reckon");
        if (!net && !board && ending != ".json")
            throw Error(Fault::config,
                        "--out " + out_ +
                            ": must end in .json, or in .net for Loihi, or be a folder (without an "
                            "ending) for tinyODIN, ODIN and ReckOn");
        if (!events_.empty() && !board && spikes_.empty())
            throw Error(Fault::config,
                        "--events goes with a folder for tinyODIN, ODIN or ReckOn, or with "
                        "--spikes");
        if (net) arithmetic = hw::without_exponents(std::move(arithmetic));
        const snn::Network& network = found.network;
        std::vector<Event> events;
        if (!events_.empty()) events = read_events(events_, network.channels(), {});
        hw::Activity activity;
        if (!spikes_.empty())
            activity = hw::activity_of(network, events, read_spikes(spikes_, network));
        const hw::Quantised made = hw::quantise(network, chip, *arithmetic, tick, activity);
        if (board)
            write_board(chip, made.network, events);
        else if (net)
            hw::write_lava_net(out_, made.network);
        else
            hw::write_program_file(out_, chip, made.network);
        std::cout << report(made) << "Written, and read back the same: " << out_ << "\n";
        return 0;
    }

private:
    void write_board(const hw::Chip& chip, const hw::WholeNetwork& network,
                     const std::vector<Event>& events) const {
        const auto programs = hw::odin::programs(chip, network, lines_of(events, network.tick));
        (void)hw::odin::write_programs(out_, chip, programs);
    }

    std::string network_, chip_, out_, events_, spikes_;
    std::optional<double> tick_ms_;
};

}  // namespace

extern constinit const PartInfo<Command> part_program = part<Command, Program>(
    "program", "writes the file that programs a chip with a network, in the chip's whole numbers");

}  // namespace efferent::apps
