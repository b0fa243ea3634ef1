// Random numbers are a function of (seed, purpose, entity, counter), never of who asked first.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <string_view>
#include <utility>

namespace efferent {

/// A counter-based stream: the n-th number is SplitMix64's finaliser of (key, n).
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
class RandomStream {
public:
    constexpr RandomStream(std::uint64_t seed, std::string_view purpose, std::uint64_t entity = 0)
        : key_(mix(seed ^ mix(hash(purpose) ^ mix(entity)))) {}

    constexpr std::uint64_t next() { return mix(key_ + 0x9E3779B97F4A7C15ULL * ++counter_); }

    /// In [0, 1), 53 bits. Ours, because std distributions differ between standard libraries.
    constexpr double uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; }

    /// Standard normal (Box-Muller, one of the pair, so that every draw costs two numbers).
    double normal() {
        const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
        return radius * std::cos(2.0 * std::numbers::pi * uniform());
    }

    /// Uniform in [0, bound), without bias (rejection); `bound` is above zero.
    constexpr std::uint64_t below(std::uint64_t bound) {
        const std::uint64_t limit = ~std::uint64_t{0} - ~std::uint64_t{0} % bound;
        std::uint64_t x = next();
        while (x >= limit) x = next();
        return x % bound;
    }

    /// Fisher-Yates.
    template <class T>
    void shuffle(std::span<T> items) {
        for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
    }

private:
    static constexpr std::uint64_t mix(std::uint64_t x) {
        x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
        return x ^ (x >> 31U);
    }
    static constexpr std::uint64_t hash(std::string_view s) {  // FNV-1a
        std::uint64_t h = 0xCBF29CE484222325ULL;
        for (const char c : s) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
        return h;
    }

    std::uint64_t key_;
    std::uint64_t counter_ = 0;
};

}  // namespace efferent
