// The pins of the ReckOn that Verilator made of RTL.
#include <Vreckon.h>
#include <Vreckon___024root.h>
#include <verilated.h>

#include "tests/hw/rtl/reckon_host.hpp"

namespace efferent::test {
namespace {

class Verilated final : public ReckonChip {
public:
    Verilated() : top_(std::make_unique<Vreckon>(&context_)) {}
    ~Verilated() override { top_->final(); }

    void settle(ReckonPins& pins) override {
        top_->CLK_EXT = pins.clock;
        top_->RST = pins.reset;
        top_->SCK = pins.sck;
        top_->MOSI = pins.mosi;
        top_->AERIN_REQ = pins.in_request;
        top_->AERIN_ADDR = pins.in_address;
        top_->SAMPLE = pins.sample;
        top_->TIME_TICK = pins.tick;
        top_->eval();
        pins.miso = top_->MISO != 0;
        pins.in_acknowledge = top_->AERIN_ACK != 0;
        pins.ready = top_->TIMING_ERROR_RDY != 0;
        pins.configurable = top_->SPI_RDY != 0;
    }

    bool spiked(std::size_t neuron) const override {
        return (top_->rootp->reckon__DOT__srnn_0__DOT__neur_z[neuron / 32] >> neuron % 32 & 1U) !=
               0;
    }

private:
    VerilatedContext context_;
    std::unique_ptr<Vreckon> top_;
};

}  // namespace

std::unique_ptr<ReckonChip> make_reckon_chip() { return std::make_unique<Verilated>(); }

}  // namespace efferent::test
