// The pins of the chip that Verilator made of RTL; both chips' tops name them alike.
#include "tests/hw/rtl/odin_chip.hpp"

#include <verilated.h>

#include <type_traits>

#include EFFERENT_RTL_HEADER

namespace efferent::test {
namespace {

class Verilated final : public OdinChip {
public:
    Verilated() : top_(std::make_unique<EFFERENT_RTL_TOP>(&context_)) {}
    ~Verilated() override { top_->final(); }

    void settle(OdinPins& pins) override {
        top_->CLK = pins.clock;
        top_->RST = pins.reset;
        top_->SCK = pins.sck;
        top_->MOSI = pins.mosi;
        using Address = std::remove_reference_t<decltype(top_->AERIN_ADDR)>;
        top_->AERIN_REQ = pins.in_request;
        top_->AERIN_ADDR = static_cast<Address>(pins.in_address);
        top_->AEROUT_ACK = pins.out_acknowledge;
        top_->eval();
        pins.miso = top_->MISO != 0;
        pins.in_acknowledge = top_->AERIN_ACK != 0;
        pins.out_request = top_->AEROUT_REQ != 0;
        pins.out_address = top_->AEROUT_ADDR;
    }

private:
    VerilatedContext context_;
    std::unique_ptr<EFFERENT_RTL_TOP> top_;
};

}  // namespace

std::unique_ptr<OdinChip> make_odin_chip() { return std::make_unique<Verilated>(); }

}  // namespace efferent::test
