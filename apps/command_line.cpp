// What the program makes of CLI11: the options of its verbs, their help, and which verb runs.
#include "apps/command_line.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "core/parallel.hpp"

namespace efferent::apps {
namespace {

constexpr const char* threads_help = "at most so many threads (0: all); the result is the same";

}  // namespace

void required(CLI::App& app, const char* name, std::string& into, const char* help) {
    app.add_option(name, into, help)->required();
}

void option(CLI::App& app, const char* name, std::string& into, const char* help) {
    app.add_option(name, into, help)->capture_default_str();
}

void option(CLI::App& app, const char* name, double& into, const char* help) {
    app.add_option(name, into, help)->capture_default_str();
}

void option(CLI::App& app, const char* name, std::optional<std::int64_t>& into, const char* help) {
    app.add_option(name, into, help);
}

void option(CLI::App& app, const char* name, std::optional<double>& into, const char* help) {
    app.add_option(name, into, help);
}

void repeated(CLI::App& app, const char* name, std::vector<std::string>& into, const char* help) {
    app.add_option(name, into, help)->allow_extra_args(false);
}

void flag(CLI::App& app, const char* name, bool& into, const char* help) {
    app.add_flag(name, into, help);
}

void footer(CLI::App& app, const char* text) { app.footer(text); }

std::string help_of(const PartInfo<Command>& verb) {
    CLI::App app{std::string(verb.summary), "efferent " + std::string(verb.name)};
    app.add_option("--threads", threads_help);
    const auto command = verb.make(Config{});
    command->options(app);
    return app.help();
}

int run_command_line(int argc, char** argv, const char* notes) {
    CLI::App app{
        "Decodes the command that the spinal cord sends to the hand: EMG to events, spikes and "
        "tasks.",
        "efferent"};
    app.require_subcommand(1);
    app.footer(notes);
    std::size_t threads = 0;
    std::vector<std::pair<CLI::App*, std::unique_ptr<Command>>> verbs;
    for (const auto* info : commands()) {
        auto* verb = app.add_subcommand(std::string(info->name), std::string(info->summary));
        verb->add_option("--threads", threads, threads_help);
        verbs.emplace_back(verb, info->make(Config{}));
        verbs.back().second->options(*verb);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    const ThreadLimit limit(threads);
    for (const auto& [verb, command] : verbs)
        if (verb->parsed()) return command->run();
    return 2;
}

}  // namespace efferent::apps
