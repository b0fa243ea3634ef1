// How readers of SPI words name the one at fault.
#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"

namespace efferent::hw::odin {

/// Error{format}; word 0 stands on the second line of its file.
[[noreturn]] inline void fail(std::string_view origin, std::size_t word, const std::string& why) {
    throw Error(Fault::format,
                std::string(origin) + ": line " + std::to_string(word + 2) + ": " + why);
}

}  // namespace efferent::hw::odin
