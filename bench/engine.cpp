// The bench of the event engine: how fast networks are simulated, beside other simulators.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "bench/engine/child.hpp"
#include "bench/engine/contests.hpp"
#include "bench/engine/wanted.hpp"
#include "bench/support/clock.hpp"
#include "bench/support/machine.hpp"
#include "core/file.hpp"

namespace efferent::bench {

void say(const std::string& progress) { std::cerr << "engine: " << progress << '\n'; }

namespace {

constexpr const char* footer =
    R"(Ours and the peers that are installed run in turn, round by round, on the same networks; a figure is the
median of the rounds. Loading, building and compiling are not counted. The first run also compiles the peers.
Exit status: 0 all that can be measured here was; 1 the bench failed; 2 wrong command line.

Example:
  ./dev bench engine --only c c2.ratio_brian2 --out results/engine.json)";

struct Options {
    std::string out;
    std::string child;
    std::string kept = "build/bench-networks";
    std::vector<std::string> only;
    int rounds = repetitions;
    double scale = 1.0;
};

void add_options(CLI::App& app, Options& options) {
    app.add_option("--out", options.out, "also write the rows to this JSON file");
    app.add_option("--only", options.only,
                   "rows by their ids, or by the beginning of ids: c, b.ratio_brian2");
    app.add_option("--rounds", options.rounds, "runs of each simulator")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    app.add_option("--scale", options.scale, "share of the biological times to simulate")
        ->capture_default_str()
        ->check(CLI::Range(0.001, 1.0));
    app.add_option("--keep", options.kept, "folder of networks and compiled peers")
        ->capture_default_str();
    app.add_option("--child", options.child, "")->group("")->check(CLI::IsMember({own_process}));
    app.footer(footer);
}

std::string in_this_process(const Contest& contest, int rounds) {
    return table_json("engine", machine(), hold(contest, rounds));
}

Rows measure(const std::vector<Contest>& all, const Options& options) {
    Rows rows;
    for (const Contest& contest : all)
        std::ranges::move(contest.name == own_process
                              ? hold_in_child(contest, options.rounds, options.scale)
                              : hold(contest, options.rounds),
                          std::back_inserter(rows));
    return rows;
}

int run(int argc, char** argv) {
    CLI::App app{"Measures how fast networks are simulated, beside other simulators.", "engine"};
    Options options;
    add_options(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    const auto kept = std::filesystem::absolute(options.kept);
    std::vector<Contest> all = contests({kept, options.scale});
    for (const std::string& unknown : keep_wanted(all, options.only)) {
        say("--only " + unknown + ": no row begins so");
        return 2;
    }
    if (!options.child.empty()) {
        std::cout << in_this_process(*std::ranges::find(all, options.child, &Contest::name),
                                     options.rounds);
        return 0;
    }
    require_writable_folder(kept);
    if (!options.out.empty())
        require_writable_folder(std::filesystem::absolute(options.out).parent_path());
    const std::string where = machine();
    const Rows rows = measure(all, options);
    std::cout << where << "\n\n" << table_text(rows);
    if (!options.out.empty()) write_file(options.out, table_json("engine", where, rows));
    return 0;
}

}  // namespace
}  // namespace efferent::bench

int main(int argc, char** argv) {
    try {
        return efferent::bench::run(argc, argv);
    } catch (const std::exception& e) {
        std::cerr << "engine: " << e.what() << '\n';
        return 1;
    }
}
