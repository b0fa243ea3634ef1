// Numbers as files store them: their names, sizes and their decoding to float.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace efferent::emg {

enum class Dtype : std::uint8_t { int8, int16, int32, uint8, uint16, uint32, float32, float64 };
enum class ByteOrder : std::uint8_t { little, big };

/// The type called "int8", "int16", "int32", "uint8", "uint16", "uint32", "float32" or "float64".
std::optional<Dtype> dtype_named(std::string_view name);
std::string_view name_of(Dtype dtype);
std::size_t size_of(Dtype dtype);  ///< bytes

/// One float for each `size_of(dtype)` bytes, of which `bytes` holds a whole number.
/// Integers beyond 2^24 are rounded to the nearest float; a float64 beyond the range of float
/// becomes infinite, which Recording refuses.
std::vector<float> decode(std::string_view bytes, Dtype dtype, ByteOrder order);

}  // namespace efferent::emg
