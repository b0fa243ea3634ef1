// The command line: a verb declares its options with these functions, so that CLI11, which is slow
// to compile, is read in apps/command_line.cpp alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/command.hpp"

namespace efferent::apps {

/// A name without dashes is positional.
void required(CLI::App& app, const char* name, std::string& into, const char* help);
/// What `into` holds is the default, and --help shows it.
void option(CLI::App& app, const char* name, std::string& into, const char* help);
void option(CLI::App& app, const char* name, double& into, const char* help);
void option(CLI::App& app, const char* name, std::optional<std::int64_t>& into, const char* help);
void option(CLI::App& app, const char* name, std::optional<double>& into, const char* help);
/// May be given several times, with one value each.
void repeated(CLI::App& app, const char* name, std::vector<std::string>& into, const char* help);
void flag(CLI::App& app, const char* name, bool& into, const char* help);
void footer(CLI::App& app, const char* text);

/// What --help says of a verb.
std::string help_of(const PartInfo<Command>& verb);

/// Runs the verb that the command line names, and returns the exit status; `notes` end the
/// program's --help.
int run_command_line(int argc, char** argv, const char* notes);

}  // namespace efferent::apps
