#include "bench/support/program.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "bench/support/machine.hpp"
#include "core/file.hpp"

namespace efferent::bench {
namespace {

int parse_and_measure(const Program& program, int argc, char** argv) {
    CLI::App app{program.summary, program.name};
    std::string out;
    app.add_option("--out", out, "also write the rows to this JSON file");
    if (program.add_options) program.add_options(app);
    app.footer(program.footer);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    if (!out.empty()) require_writable_folder(std::filesystem::absolute(out).parent_path());
    const std::string where = machine();
    const Rows rows = program.measure();
    std::cout << where << "\n\n" << table_text(rows);
    if (!out.empty()) write_file(out, table_json(program.name, where, rows));
    return std::ranges::any_of(rows, [](const Row& row) { return row.why == "failed"; }) ? 1 : 0;
}

}  // namespace

int run(const Program& program, int argc, char** argv) {
    try {
        return parse_and_measure(program, argc, argv);
    } catch (const std::exception& e) {
        std::cerr << program.name << ": " << e.what() << '\n';
        return 1;
    }
}

}  // namespace efferent::bench
