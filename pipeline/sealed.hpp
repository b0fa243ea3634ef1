// Files whose content is checked before it is believed: a schema, the version that wrote it, a
// checksum and a body, as one JSON document.
#pragma once

#include <string>
#include <string_view>

#include "core/config.hpp"
#include "core/error.hpp"

namespace efferent {

/// Text ending in a newline; the same bytes for the same body.
std::string sealed(std::string_view schema, const Config& body);

struct Opened {
    std::string version;  ///< that wrote it
    Config body;
};

/// Error{format} naming `origin` if the text is cut off, altered, or of another schema. `kind` says
/// for people what it should be: "model".
Opened opened(std::string_view text, std::string_view schema, std::string_view kind,
              const std::string& origin);

/// What is wrong with a body is a fault of its file: Error{format} that begins with `origin`.
[[noreturn]] void refuse_body(const Error& fault, const std::string& origin);

}  // namespace efferent
