#include "tests/hw/rtl/odin_host.hpp"

#include <stdexcept>

namespace efferent::test {
namespace {

constexpr int half_bit = 2;           // clocks; SCK is at least four times slower than the clock
constexpr std::size_t overhead = 12;  // clocks around an event's processing
constexpr int patience = 1'000'000;   // clocks

}  // namespace

OdinHost::OdinHost(std::size_t visited) : event_clocks_(2 * visited + overhead) {
    pins_.reset = true;
    for (int i = 0; i < 8; ++i) clock();
    pins_.reset = false;
    for (int i = 0; i < 8; ++i) clock();
}

// The output bus is answered at once.
void OdinHost::clock() {
    if (pins_.out_request && !pins_.out_acknowledge)
        spikes_.push_back(static_cast<std::uint8_t>(pins_.out_address));
    pins_.out_acknowledge = pins_.out_request;
    pins_.clock = true;
    chip_->settle(pins_);
    pins_.clock = false;
    chip_->settle(pins_);
    ++clocks_;
}

bool OdinHost::bit(bool out) {
    pins_.mosi = out;
    for (int i = 0; i < half_bit; ++i) clock();
    const bool in = pins_.miso;
    pins_.sck = true;
    for (int i = 0; i < half_bit; ++i) clock();
    pins_.sck = false;
    return in;
}

void OdinHost::write(std::span<const hw::odin::SpiWord> words) {
    for (const auto [address, data] : words)
        for (const std::uint32_t part : {address, data})
            for (int b = 20; b-- > 0;) bit((part >> b & 1U) != 0);
    for (int i = 0; i < 8; ++i) clock();
}

std::uint8_t OdinHost::read(std::uint32_t address) {
    for (int b = 20; b-- > 0;) bit((address >> b & 1U) != 0);
    unsigned data = 0;
    for (int b = 20; b-- > 0;) data = data << 1U | (bit(false) ? 1U : 0U);
    return static_cast<std::uint8_t>(data & 0xFFU);
}

void OdinHost::wait_for(bool acknowledge) {
    for (int i = 0; pins_.in_acknowledge != acknowledge; ++i) {
        if (i == patience) throw std::runtime_error("the chip does not answer");
        clock();
    }
}

// The chip has no pin that says so, but the output bus shows every spike that it may pass on to
// itself; it stands still while that bus is busy.
std::vector<std::uint8_t> OdinHost::send(std::uint32_t address) {
    spikes_.clear();
    pins_.in_address = address;
    pins_.in_request = true;
    wait_for(true);
    pins_.in_request = false;
    wait_for(false);
    std::size_t known = 0;
    for (std::size_t left = event_clocks_; left > 0;) {
        clock();
        left += (spikes_.size() - known) * event_clocks_;
        known = spikes_.size();
        if (!pins_.out_request && !pins_.out_acknowledge) --left;
    }
    return spikes_;
}

}  // namespace efferent::test
