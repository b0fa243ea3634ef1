// What a host does with a ReckOn: SPI, events, ticks, and a look at which neurons have spiked,
// which leave the chip on no pin.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "hw/odin/programming.hpp"

namespace efferent::test {

/// The pins, and the chip behind them.
struct ReckonPins {
    bool clock = false, reset = false, sck = false, mosi = false, in_request = false;
    bool sample = false, tick = false;
    std::uint8_t in_address = 0;
    bool miso = false, in_acknowledge = false, ready = false, configurable = false;
};
class ReckonChip {
public:
    virtual ~ReckonChip() = default;
    virtual void settle(ReckonPins& pins) = 0;
    /// The 256 flips-flops that hold what spiked in the last step (neur_z of srnn.v).
    virtual bool spiked(std::size_t neuron) const = 0;
};
std::unique_ptr<ReckonChip> make_reckon_chip();

class ReckonHost {
public:
    ReckonHost();
    /// Words to addresses in a row go as one burst.
    void write(std::span<const hw::odin::SpiWord> words);
    /// `count` words from the memory that `address` reads, while the chip stands still.
    std::vector<std::uint32_t> read(std::uint32_t address, std::size_t count);
    /// To be called before the first tick.
    void begin_sample() { pins_.sample = true; }
    void send(std::uint8_t input);
    /// The first tick of a sample only takes the inputs in. Waits until the chip is done.
    void tick();
    /// A tick after whose step the chip stands still until go_on(). The neurons that spiked in it.
    std::vector<std::uint8_t> tick_and_stop();
    void go_on();
    std::uint64_t clocks() const { return clocks_; }

private:
    void clock(int times = 1);
    std::uint32_t transfer(std::uint32_t word, int half_bit);
    void rise();
    template <class Done>
    void wait_for(Done done);

    std::unique_ptr<ReckonChip> chip_ = make_reckon_chip();
    ReckonPins pins_;
    std::uint64_t clocks_ = 0;
};

}  // namespace efferent::test
