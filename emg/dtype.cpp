// Names, sizes and decoding of stored numbers.
#include "emg/dtype.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace efferent::emg {

namespace {

struct Entry {
    std::string_view name;
    std::size_t size;
};
constexpr std::array<Entry, 8> entries{{{"int8", 1},
                                        {"int16", 2},
                                        {"int32", 4},
                                        {"uint8", 1},
                                        {"uint16", 2},
                                        {"uint32", 4},
                                        {"float32", 4},
                                        {"float64", 8}}};

template <class T>
float narrowed(T value) {
    return static_cast<float>(value);
}
template <>
float narrowed(double value) {
    if (std::isfinite(value) && std::abs(value) > double{std::numeric_limits<float>::max()})
        return std::copysign(std::numeric_limits<float>::infinity(), value < 0.0 ? -1.0F : 1.0F);
    return static_cast<float>(value);
}

template <class T>
std::vector<float> decoded(std::string_view bytes, bool swapped) {
    std::vector<float> values(bytes.size() / sizeof(T));
    std::array<char, sizeof(T)> raw{};
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::memcpy(raw.data(), bytes.data() + i * sizeof(T), sizeof(T));
        if (swapped) std::ranges::reverse(raw);
        values[i] = narrowed(std::bit_cast<T>(raw));
    }
    return values;
}

}  // namespace

std::optional<Dtype> dtype_named(std::string_view name) {
    for (std::size_t i = 0; i < entries.size(); ++i)
        if (entries[i].name == name) return static_cast<Dtype>(i);
    return std::nullopt;
}

std::string_view name_of(Dtype dtype) { return entries[static_cast<std::size_t>(dtype)].name; }

std::size_t size_of(Dtype dtype) { return entries[static_cast<std::size_t>(dtype)].size; }

std::vector<float> decode(std::string_view bytes, Dtype dtype, ByteOrder order) {
    const bool swapped =
        (order == ByteOrder::little) != (std::endian::native == std::endian::little);
    switch (dtype) {
        case Dtype::int8:
            return decoded<std::int8_t>(bytes, swapped);
        case Dtype::int16:
            return decoded<std::int16_t>(bytes, swapped);
        case Dtype::int32:
            return decoded<std::int32_t>(bytes, swapped);
        case Dtype::uint8:
            return decoded<std::uint8_t>(bytes, swapped);
        case Dtype::uint16:
            return decoded<std::uint16_t>(bytes, swapped);
        case Dtype::uint32:
            return decoded<std::uint32_t>(bytes, swapped);
        case Dtype::float32:
            return decoded<float>(bytes, swapped);
        case Dtype::float64:
            return decoded<double>(bytes, swapped);
    }
    throw std::logic_error("a stored number type without a decoder");
}

}  // namespace efferent::emg
