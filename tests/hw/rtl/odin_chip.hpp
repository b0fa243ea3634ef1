// A simulated tinyODIN or ODIN: its pins, and nothing of what is behind them.
#pragma once

#include <cstdint>
#include <memory>

namespace efferent::test {

struct OdinPins {
    bool clock = false, reset = false, sck = false, mosi = false, in_request = false;
    bool out_acknowledge = false;
    std::uint32_t in_address = 0;
    bool miso = false, in_acknowledge = false, out_request = false;  // the chip's own
    std::uint32_t out_address = 0;
};

class OdinChip {
public:
    virtual ~OdinChip() = default;
    virtual void settle(OdinPins& pins) = 0;
};

std::unique_ptr<OdinChip> make_odin_chip();

}  // namespace efferent::test
