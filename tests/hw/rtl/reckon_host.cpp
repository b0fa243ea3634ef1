#include "tests/hw/rtl/reckon_host.hpp"

#include <stdexcept>

namespace efferent::test {
namespace {

// In clocks. SCK must be four times slower than the clock at least; what is read has to come from a
// memory, across two clocks, before its first bit is taken.
constexpr int write_half_bit = 2, read_half_bit = 6;
constexpr int patience = 1'000'000;  // clocks
constexpr std::uint32_t one_word = 1U << 16U, count_bits = 0xFFFU << 16U;
constexpr std::size_t longest_burst = 4095;

}  // namespace

ReckonHost::ReckonHost() {
    pins_.reset = true;
    clock(8);
    pins_.reset = false;
    clock(8);
}

void ReckonHost::clock(int times) {
    for (int i = 0; i < times; ++i) {
        pins_.clock = true;
        chip_->settle(pins_);
        pins_.clock = false;
        chip_->settle(pins_);
        ++clocks_;
    }
}

std::uint32_t ReckonHost::transfer(std::uint32_t word, int half_bit) {
    std::uint32_t back = 0;
    for (int b = 32; b-- > 0;) {
        pins_.mosi = (word >> b & 1U) != 0;
        clock(half_bit);
        back = back << 1U | (pins_.miso ? 1U : 0U);
        pins_.sck = true;
        clock(half_bit);
        pins_.sck = false;
    }
    return back;
}

void ReckonHost::write(std::span<const hw::odin::SpiWord> words) {
    for (std::size_t i = 0; i < words.size();) {
        const std::uint32_t first = words[i].address;
        std::size_t count = 1;
        while (first >> 28U != 0 && i + count < words.size() && count < longest_burst &&
               words[i + count].address == first + count)
            ++count;
        transfer((first & ~count_bits) | static_cast<std::uint32_t>(count) * one_word,
                 write_half_bit);
        for (; count > 0; --count, ++i) transfer(words[i].data, write_half_bit);
        clock(8);
    }
}

std::vector<std::uint32_t> ReckonHost::read(std::uint32_t address, std::size_t count) {
    transfer((address & ~count_bits) | static_cast<std::uint32_t>(count) * one_word, read_half_bit);
    std::vector<std::uint32_t> words;
    for (std::size_t i = 0; i < count; ++i) words.push_back(transfer(0, read_half_bit));
    clock(8);
    return words;
}

template <class Done>
void ReckonHost::wait_for(Done done) {
    for (int i = 0; !done(); ++i) {
        if (i == patience) throw std::runtime_error("the chip does not answer");
        clock();
    }
}

void ReckonHost::send(std::uint8_t input) {
    pins_.in_address = input;
    pins_.in_request = true;
    wait_for([this] { return pins_.in_acknowledge; });
    pins_.in_request = false;
    wait_for([this] { return !pins_.in_acknowledge; });
}

void ReckonHost::rise() {
    pins_.tick = true;
    clock(8);
    pins_.tick = false;
}

void ReckonHost::tick() {
    rise();
    wait_for([this] { return pins_.ready; });
}

std::vector<std::uint8_t> ReckonHost::tick_and_stop() {
    const hw::odin::SpiWord stop{one_word, 1};
    write({&stop, 1});
    rise();
    wait_for([this] { return pins_.configurable; });
    std::vector<std::uint8_t> spikes;
    for (std::size_t n = 0; n < 256; ++n)
        if (chip_->spiked(n)) spikes.push_back(static_cast<std::uint8_t>(n));
    return spikes;
}

void ReckonHost::go_on() {
    const hw::odin::SpiWord go{one_word, 0};
    write({&go, 1});
    wait_for([this] { return pins_.ready; });
}

}  // namespace efferent::test
