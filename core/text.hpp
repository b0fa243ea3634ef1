// Small text work that several folders share: nearest names, exact numbers, splitting.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace efferent {

/// `delta, lif`
std::string listed(std::span<const std::string> names);

/// `unknown "dleta"; did you mean "delta"? There are: delta, lif`
std::string unknown_name(std::string_view name, std::span<const std::string> known);
/// The known name with the fewest edits, if it is near enough to be a slip of the pen.
std::optional<std::string> nearest_name(std::string_view name, std::span<const std::string> known);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);

/// The whole of `text` as a number, or nothing. Accepts "nan" and "inf"; callers refuse those.
std::optional<double> to_double(std::string_view text);
std::optional<std::int64_t> to_integer(std::string_view text);

/// The shortest text that reads back as the same double.
std::string exact(double value);
/// With so many digits after the point.
std::string fixed(double value, int digits);

}  // namespace efferent
