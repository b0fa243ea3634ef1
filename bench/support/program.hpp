// What the programs of benches have in common: --out and --help, the table, JSON, errors.
#pragma once

#include <functional>
#include <string>

#include "bench/support/table.hpp"

namespace CLI {
class App;
}

namespace efferent::bench {

struct Program {
    std::string name;
    std::string summary;
    std::string footer;
    std::function<void(CLI::App&)> add_options;  ///< beside --out; null: none
    std::function<Rows()> measure;
};

/// Prints the machine and the rows, and writes them to the file of --out. The exit status: 1 after
/// an error or if a row says that it failed, 2 after a wrong command line.
int run(const Program& program, int argc, char** argv);

}  // namespace efferent::bench
