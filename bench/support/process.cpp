#include "bench/support/process.hpp"

#include <cstdio>

#include "core/error.hpp"

namespace efferent::bench {

Answer ask(const std::string& command) {
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) throw Error(Fault::io, command + ": cannot be started");
    Answer answer;
    char buffer[4096];
    for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
        answer.text.append(buffer, n);
    answer.status = pclose(pipe);
    return answer;
}

std::string quoted(const std::string& word) {
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

std::optional<std::string> python_with(const std::string& module) {
    const std::string look =
        " -c 'import importlib.util as u, sys; sys.exit(u.find_spec(\"" + module + "\") is None)'";
    for (const std::string python : {"python3", "/usr/bin/python3"})
        if (ask(python + look + " 2>/dev/null").status == 0) return python;
    return std::nullopt;
}

}  // namespace efferent::bench
