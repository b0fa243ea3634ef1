// The bench of the pipeline: how fast samples become events, spikes and decisions.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "bench/pipeline/sections.hpp"
#include "bench/support/machine.hpp"
#include "core/file.hpp"
#include "core/parallel.hpp"

namespace efferent::bench {

void say(const std::string& progress) { std::cerr << "pipeline: " << progress << '\n'; }

namespace {

struct Section {
    const char* name;
    Rows (*measure)();
};
constexpr Section sections[] = {{"encode", measure_encoding},
                                {"decide", measure_decisions},
                                {"reference", measure_reference},
                                {"classifiers", measure_classifiers}};

constexpr const char* footer = R"(All input is made by the program, which computes in one thread.
Figures are medians of five repetitions, in user seconds unless their row says otherwise.
Exit status: 0 all that can be measured here was; 1 a section failed; 2 wrong command line.

Example:
  ./dev bench pipeline --only encode --out results/pipeline.json)";

int run(int argc, char** argv) {
    CLI::App app{"Measures how fast samples become events, spikes and decisions.", "pipeline"};
    std::string out;
    std::vector<std::string> names;
    for (const Section& section : sections) names.emplace_back(section.name);
    std::vector<std::string> only = names;
    app.add_option("--out", out, "also write the rows to this JSON file");
    app.add_option("--only", only, "these sections")->check(CLI::IsMember(names));
    app.footer(footer);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    if (!out.empty()) require_writable_folder(std::filesystem::absolute(out).parent_path());
    const ThreadLimit one_thread(1);
    const std::string where = machine();
    Rows rows;
    int status = 0;
    for (const Section& section : sections) {
        if (std::ranges::find(only, section.name) == only.end()) continue;
        try {
            say(section.name);
            std::ranges::move(section.measure(), std::back_inserter(rows));
        } catch (const std::exception& e) {
            say(std::string(section.name) + " failed: " + e.what());
            status = 1;
        }
    }
    std::cout << where << "\n\n" << table_text(rows);
    if (!out.empty()) write_file(out, table_json("pipeline", where, rows));
    return status;
}

}  // namespace
}  // namespace efferent::bench

int main(int argc, char** argv) {
    try {
        return efferent::bench::run(argc, argv);
    } catch (const std::exception& e) {
        std::cerr << "pipeline: " << e.what() << '\n';
        return 1;
    }
}
