// SHA-256 (FIPS 180-4), for naming splits and checking files.
#pragma once

#include <string>
#include <string_view>

namespace efferent {

/// 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace efferent
