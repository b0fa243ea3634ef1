// Fields of memory words that are wider than a machine's: bit 0 is the lowest of the first.
#pragma once

#include <cstdint>
#include <span>

namespace efferent::hw::odin {

/// `width` bits, at most 32, from bit `low` on.
inline std::uint32_t bits(std::span<const std::uint32_t> word, unsigned low, unsigned width) {
    std::uint64_t both = word[low / 32];
    if (low / 32 + 1 < word.size()) both |= std::uint64_t{word[low / 32 + 1]} << 32U;
    return static_cast<std::uint32_t>((both >> low % 32) & ((std::uint64_t{1} << width) - 1));
}

/// The lowest `width` bits of `value` go there.
inline void set_bits(std::span<std::uint32_t> word, unsigned low, unsigned width,
                     std::uint32_t value) {
    for (unsigned i = 0; i < width; ++i) {
        const std::uint32_t mask = std::uint32_t{1} << (low + i) % 32;
        std::uint32_t& part = word[(low + i) / 32];
        part = (value >> i & 1U) != 0 ? part | mask : part & ~mask;
    }
}

/// The lowest `width` bits as a signed number.
inline std::int32_t as_signed(std::uint32_t value, unsigned width) {
    return static_cast<std::int32_t>(value << (32 - width)) >> (32 - width);
}

}  // namespace efferent::hw::odin
