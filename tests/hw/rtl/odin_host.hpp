// What a host does with a tinyODIN or an ODIN: SPI transactions, events to it, spikes from it.
#pragma once

#include <span>
#include <vector>

#include "hw/odin/programming.hpp"
#include "tests/hw/rtl/odin_chip.hpp"

namespace efferent::test {

class OdinHost {
public:
    /// `visited`: neurons that a spike visits. Resets the chip.
    explicit OdinHost(std::size_t visited);

    void write(std::span<const hw::odin::SpiWord> words);
    std::uint8_t read(std::uint32_t address);  ///< while its activity is gated
    /// Sends the event, waits until the chip must be idle, and returns the spikes that left it.
    std::vector<std::uint8_t> send(std::uint32_t address);
    std::uint64_t clocks() const { return clocks_; }

private:
    void clock();
    bool bit(bool out);
    void wait_for(bool acknowledge);

    std::unique_ptr<OdinChip> chip_ = make_odin_chip();
    OdinPins pins_;
    std::size_t event_clocks_;
    std::uint64_t clocks_ = 0;
    std::vector<std::uint8_t> spikes_;
};

}  // namespace efferent::test
