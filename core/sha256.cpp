// SHA-256 as FIPS 180-4 states it.
#include "core/sha256.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace efferent {

namespace {

using Words = std::array<std::uint32_t, 8>;

/// The fractional bits of the square (or cube) roots of the first primes: the standard's constants.
template <std::size_t N>
constexpr std::array<std::uint32_t, N> first_primes() {
    std::array<std::uint32_t, N> primes{};
    std::size_t found = 0;
    for (std::uint32_t n = 2; found < N; ++n) {
        bool prime = true;
        for (std::size_t i = 0; i < found; ++i) prime = prime && n % primes[i] != 0;
        if (prime) primes[found++] = n;
    }
    return primes;
}

std::uint32_t fraction(long double root) {
    return static_cast<std::uint32_t>((root - std::floor(root)) * 0x1p32L);
}

Words initial_state() {
    Words state{};
    constexpr auto primes = first_primes<8>();
    for (std::size_t i = 0; i < state.size(); ++i)
        state[i] = fraction(std::sqrt(static_cast<long double>(primes[i])));
    return state;
}

std::array<std::uint32_t, 64> round_constants() {
    std::array<std::uint32_t, 64> k{};
    constexpr auto primes = first_primes<64>();
    for (std::size_t i = 0; i < k.size(); ++i)
        k[i] = fraction(std::cbrt(static_cast<long double>(primes[i])));
    return k;
}

void absorb(Words& state, const unsigned char* block) {
    static const auto k = round_constants();
    std::array<std::uint32_t, 64> w{};
    for (std::size_t i = 0; i < 16; ++i)
        w[i] = static_cast<std::uint32_t>(block[4 * i]) << 24U |
               static_cast<std::uint32_t>(block[4 * i + 1]) << 16U |
               static_cast<std::uint32_t>(block[4 * i + 2]) << 8U |
               static_cast<std::uint32_t>(block[4 * i + 3]);
    for (std::size_t i = 16; i < 64; ++i) {
        const auto s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3U);
        const auto s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10U);
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t i = 0; i < 64; ++i) {
        const auto s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
        const auto t1 = h + s1 + ((e & f) ^ (~e & g)) + k[i] + w[i];
        const auto s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
        const auto t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    const Words add{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) state[i] += add[i];
}

}  // namespace

std::string sha256(std::string_view bytes) {
    Words state = initial_state();
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    const std::size_t whole = bytes.size() / 64 * 64;
    for (std::size_t at = 0; at < whole; at += 64) absorb(state, data + at);

    std::string tail(bytes.substr(whole));
    tail.push_back(static_cast<char>(0x80));
    tail.resize(tail.size() <= 56 ? 56 : 120, '\0');
    const std::uint64_t bits = 8 * static_cast<std::uint64_t>(bytes.size());
    for (unsigned shift = 64; shift != 0; shift -= 8)
        tail.push_back(static_cast<char>(bits >> (shift - 8) & 0xFFU));
    for (std::size_t at = 0; at < tail.size(); at += 64)
        absorb(state, reinterpret_cast<const unsigned char*>(tail.data()) + at);

    std::string hex;
    for (const std::uint32_t word : state)
        for (unsigned shift = 32; shift != 0; shift -= 4)
            hex.push_back("0123456789abcdef"[word >> (shift - 4) & 0xFU]);
    return hex;
}

}  // namespace efferent
