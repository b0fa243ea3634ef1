// A text from configs that travels inside the program; CMake writes the list of them.
#pragma once

#include <string_view>

namespace efferent {

struct BuiltIn {
    std::string_view name;  ///< the file's name without .json
    std::string_view text;  ///< JSON
};

}  // namespace efferent
