// The reference manual, written from the parts themselves.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace efferent::apps {

struct Page {
    std::string name;  ///< file name without ".md"
    std::string text;  ///< Markdown
};

/// One page for each kind of part, one for experiments and one for the command line.
std::vector<Page> manual();

/// The section about one part, of whichever kinds have a part of that name; absent if none has.
std::optional<std::string> about_part(const std::string& name);

/// One line per kind: its parts.
std::string overview();

}  // namespace efferent::apps
