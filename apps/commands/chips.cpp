// efferent chips: what is known of neuromorphic chips, and which of them a network fits.
#include <iostream>

#include "apps/catalogue.hpp"
#include "apps/command_line.hpp"
#include "core/error.hpp"
#include "core/file.hpp"
#include "hw/chip_text.hpp"
#include "hw/fit.hpp"
#include "hw/repair.hpp"

namespace efferent::apps {
namespace {

class Chips final : public Command {
public:
    using Params = NoParams;
    explicit Chips(const Params&) {}

    void options(CLI::App& app) override {
        option(app, "chip", chip_,
               "a chip's name, or a .json file that describes one; nothing: all there are");
        option(app, "--fit", network_,
               "whether this network fits: a name (see `efferent describe`) or a .json file, also "
               "one of `efferent decompose --spiking`");
        option(app, "--tick-ms", tick_ms_,
               "time from tick to tick of the chip; not given: the step of a network of spiking "
               "units, else 1");
        option(app, "--out", out_, "write what was found into this JSON file");
        option(app, "--repaired", repaired_,
               "write the network, with the repairs that the chip calls for, into this JSON file");
        footer(app,
               "What nobody published is unknown, and a limit that is unknown is not met.\n\n"
               "Example:\n  efferent chips\n  efferent chips loihi\n  efferent chips --fit "
               "two_layers --out fit.json\n  efferent chips dynapse2 --fit two_layers "
               "--repaired repaired.json");
    }

    int run() override {
        if (network_.empty()) {
            if (!out_.empty() || !repaired_.empty())
                throw Error(Fault::config, "--out and --repaired need --fit, the network");
            std::cout << (chip_.empty() ? hw::chips_table(hw::known_chips())
                                        : hw::chip_text(hw::find_chip(chip_)));
            return 0;
        }
        return fit();
    }

private:
    int fit() const {
        if (!repaired_.empty() && chip_.empty())
            throw Error(Fault::config, "--repaired needs the name of the chip to repair it for");
        std::vector<hw::Chip> chips = hw::known_chips();
        if (!chip_.empty()) chips = {hw::find_chip(chip_)};
        const FoundNetwork found = find_network(network_);
        const snn::Network& network = found.network;
        const Duration tick = tick_of(found, tick_ms_);
        std::vector<hw::Fit> fits;
        for (const hw::Chip& chip : chips)
            fits.push_back(hw::fit_with_repairs(network, chip, tick));
        const std::string json = hw::fit_json(fits), table = hw::fit_table(fits);
        if (!repaired_.empty())
            write_file(repaired_, snn::to_json(hw::repair(network, chips.front(), tick).network));
        if (!out_.empty()) write_file(out_, json);
        std::cout << table;
        return 0;
    }

    std::string chip_, network_, out_, repaired_;
    std::optional<double> tick_ms_;
};

}  // namespace

extern constinit const PartInfo<Command> part_chips =
    part<Command, Chips>("chips", "tells of chips, and which of them a network fits");

}  // namespace efferent::apps
