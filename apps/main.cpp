// The program: runs the verb of the command line, and maps faults to exit statuses.
#include <exception>
#include <iostream>

#include "apps/command_line.hpp"
#include "core/error.hpp"

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

constexpr const char* notes =
    R"(Exit status: 0 done; 1 a defect of the program; 2 wrong command line or setting; 3 a file cannot be
read or written; 4 a file is not what it claims to be; 5 a network breaks its rules; 6 a network does not fit; 7 a backend lacks a
feature; 8 training and test data are not separate; 130 stopped by Ctrl-C.

A folder of results (--out) keeps what is in it, and files of the same names are replaced; `efferent
muscle`, which makes a data set, wants a new folder.

Example:
  efferent muscle surface_grid --out results/grid
  efferent decompose results/grid --preset surface --out results/units
  efferent run hand16_arrays_short --out results/first)";

}  // namespace

int main(int argc, char** argv) {
    try {
        return efferent::apps::run_command_line(argc, argv, notes);
    } catch (const efferent::Error& e) {
        std::cerr << "efferent: " << e.what() << '\n';
        return status_of(e.fault());
    } catch (const std::exception& e) {
        std::cerr << "efferent: defect: " << e.what() << '\n';
        return 1;
    }
}
