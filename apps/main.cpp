// The program: one subcommand per verb, faults mapped to exit statuses.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "apps/command.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"

namespace {

using efferent::Fault;

/// Documented in docs/reference/commands.md and in --help.
int status_of(Fault fault) {
    switch (fault) {
        case Fault::config:
            return 2;
        case Fault::io:
            return 3;
        case Fault::format:
            return 4;
        case Fault::network:
            return 5;
        case Fault::capacity:
            return 6;
        case Fault::unsupported:
            return 7;
        case Fault::leak:
            return 8;
        case Fault::cancelled:
            return 130;
    }
    return 1;
}

constexpr const char* footer =
    R"(Exit status: 0 done; 1 a defect of the program; 2 wrong command line or setting; 3 a file cannot be
read or written; 4 a file is not what it claims to be; 5 a network breaks its rules; 6 a network does not fit; 7 a backend lacks a
feature; 8 training and test data are not separate; 130 stopped by Ctrl-C.

Example:
  efferent run hand16_simulated --out results/first)";

int dispatch(int argc, char** argv) {
    CLI::App app{
        "Decodes the command that the spinal cord sends to the hand: EMG to events, spikes and "
        "tasks.",
        "efferent"};
    app.require_subcommand(1);
    app.footer(footer);
    std::size_t threads = 0;
    std::vector<std::pair<CLI::App*, std::unique_ptr<efferent::apps::Command>>> verbs;
    for (const auto* info : efferent::apps::commands()) {
        auto* verb = app.add_subcommand(std::string(info->name), std::string(info->summary));
        verb->add_option("--threads", threads,
                         "at most so many threads (0: all); the result is the same");
        verbs.emplace_back(verb, info->make(efferent::Config{}));
        verbs.back().second->options(*verb);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    const efferent::ThreadLimit limit(threads);
    for (const auto& [verb, command] : verbs)
        if (verb->parsed()) return command->run();
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return dispatch(argc, argv);
    } catch (const efferent::Error& e) {
        std::cerr << "efferent: " << e.what() << '\n';
        return status_of(e.fault());
    } catch (const std::exception& e) {
        std::cerr << "efferent: defect: " << e.what() << '\n';
        return 1;
    }
}
