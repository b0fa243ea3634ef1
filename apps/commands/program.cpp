// efferent program: a network in a chip's whole numbers, as the file that programs the chip.
#include <cmath>
#include <filesystem>
#include <iostream>

#include "apps/catalogue.hpp"
#include "apps/command_line.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "hw/lava_net.hpp"
#include "hw/program_file.hpp"
#include "hw/quantise.hpp"

namespace efferent::apps {
namespace {

class Program final : public Command {
public:
    using Params = NoParams;
    explicit Program(const Params&) {}

    void options(CLI::App& app) override {
        required(app, "network", network_, "name (see `efferent describe`) or a .json file");
        required(app, "--chip", chip_, "a chip's name (see `efferent chips`), or its .json file");
        required(app, "--out", out_,
                 "file to write: .json (registers by name and weights), or .net for Loihi (dense "
                 "layers, as lava-dl reads them)");
        option(app, "--tick-ms", tick_ms_, "time from tick to tick of the chip");
        footer(app,
               "The network hears events alone: sources in it are refused. Weights and thresholds "
               "are rounded to what the chip's registers hold; what that "
               "loses is printed. The file is read back before it appears.\n\n"
               "Example:\n  efferent program network.json --chip loihi --out network.net");
    }

    int run() override {
        if (!(tick_ms_ >= 1e-6 && tick_ms_ <= 1000.0))
            throw Error(Fault::config, "--tick-ms " + exact(tick_ms_) + ": must be 1e-6 to 1000");
        const std::string ending = std::filesystem::path(out_).extension().string();
        const hw::Chip chip = hw::find_chip(chip_);
        if (!chip.arithmetic.present())
            throw Error(Fault::unsupported, "--chip " + chip_ +
                                                ": nothing here computes as it does, so what its "
                                                "registers hold is not known");
        const bool net = ending == ".net" && chip.arithmetic.type() == "loihi";
        if (!net && ending != ".json")
            throw Error(Fault::config, "--out " + out_ + ": must end in .json, or .net for Loihi");
        auto arithmetic = make(hw::arithmetics(), chip.arithmetic);
        if (net) arithmetic = hw::without_exponents(std::move(arithmetic));
        const hw::Quantised made = hw::quantise(find_network(network_), chip, *arithmetic,
                                                Duration{std::llround(tick_ms_ * 1e6)});
        if (net)
            hw::write_lava_net(out_, made.network);
        else
            hw::write_program_file(out_, chip, made.network);
        std::cout << report(made) << "Written, and read back the same: " << out_ << "\n";
        return 0;
    }

private:
    std::string network_, chip_, out_;
    double tick_ms_ = 1.0;
};

}  // namespace

extern constinit const PartInfo<Command> part_program = part<Command, Program>(
    "program", "writes the file that programs a chip with a network, in the chip's whole numbers");

}  // namespace efferent::apps
