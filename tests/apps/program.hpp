// Runs the program as a person would.
#pragma once

#include <sys/wait.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <string>

namespace efferent::test {

struct Outcome {
    int status = -1;
    std::string out;  ///< standard output and error together
};

inline Outcome efferent_program(const std::string& arguments) {
    const std::string command = std::string(EFFERENT_PROGRAM) + " " + arguments + " 2>&1";
    Outcome outcome;
    FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 4096> buffer{};
    while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe))
        outcome.out.append(buffer.data(), n);
    outcome.status = WEXITSTATUS(::pclose(pipe));
    return outcome;
}

}  // namespace efferent::test
