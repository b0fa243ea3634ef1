// Any chip of configs/chips, or of a file like those: a network in its whole numbers, by its rule.
#include "core/fields.hpp"
#include "hw/backends.hpp"
#include "hw/chip_program.hpp"
#include "hw/computed.hpp"
#include "hw/fit.hpp"

namespace efferent::hw {
namespace {

struct ChipParams {
    std::string chip = "loihi";
    Duration tick = 1ms;
    std::string stage = "device";
    std::int64_t draw = 1;
};

void describe(Fields& field, ChipParams& p) {
    field("chip", p.chip, "a chip's name, or the path of a file that describes one");
    field("tick_ms", p.tick, "time from tick to tick");
    field("stage", p.stage,
          "how far the way to the chip is gone: \"numbers\", whole numbers and the chip's rule; "
          "\"fitted\", also the weakest synapses beyond its fan-in gone, and all its limits met; "
          "\"device\", also queues "
          "that lose spikes");
    field("draw", p.draw, "which device of many, where devices differ; 0: as designed");
    field.require(!p.chip.empty(), "chip", "must be given");
    field.require(p.tick > 0ns && p.tick <= 1s, "tick_ms", "must be above zero, at most 1000");
    field.require(p.stage == "numbers" || p.stage == "fitted" || p.stage == "device", "stage",
                  "must be \"numbers\", \"fitted\" or \"device\"");
    field.require(p.draw >= 0, "draw", "must not be negative");
}

class ChipBackend final : public snn::Backend {
public:
    using Params = ChipParams;
    explicit ChipBackend(const Params& params)
        : params_(params),
          chip_(find_chip(params.chip)),
          arithmetic_(required_arithmetic_of(chip_)) {
        if (params.stage != "device") chip_.limits.queue.reset();
        if (params.stage == "numbers") chip_.limits.fan_in.reset();
    }

    std::shared_ptr<const snn::Program> compile(const snn::Network& network) const override {
        ChipPlan plan;
        plan.network = network;
        plan.fitted = repair(network, chip_, params_.tick);
        if (params_.stage != "numbers") require_fit(plan.fitted.network, chip_, params_.tick);
        plan.quantised = quantise(plan.fitted.network, chip_, *arithmetic_, params_.tick);
        plan.chip = chip_;
        plan.arithmetic = arithmetic_;
        plan.draw = static_cast<std::uint64_t>(params_.draw);
        return chip_program(std::move(plan));
    }

private:
    Params params_;
    Chip chip_;
    std::shared_ptr<const Arithmetic> arithmetic_;
};

}  // namespace

extern constinit const PartInfo<snn::Backend> part_chip =
    part<snn::Backend, ChipBackend>("chip", "a chip's own whole numbers and rule, tick by tick");

}  // namespace efferent::hw
