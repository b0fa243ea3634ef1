// Other programs: what they say, and which Python has what a script needs.
#pragma once

#include <optional>
#include <string>

namespace efferent::bench {

struct Answer {
    int status = 0;
    std::string text;
};

/// What the shell's command says on its standard output.
Answer ask(const std::string& command);

/// One word for the shell, whatever is in it.
std::string quoted(const std::string& word);

/// A Python that has the module: a Python of one's own often stands before Debian's, which has
/// Debian's packages.
std::optional<std::string> python_with(const std::string& module);

}  // namespace efferent::bench
