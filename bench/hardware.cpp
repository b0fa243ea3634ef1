// The bench of hardware: how NIR files of other frameworks run here, against their published
// traces, and how chips compute.
#include <CLI/CLI.hpp>

#include "bench/hardware/loihi.hpp"
#include "bench/hardware/nir.hpp"
#include "bench/support/program.hpp"

int main(int argc, char** argv) {
    using namespace efferent::bench;
    std::string data = EFFERENT_BENCH "/../../shared/data/nir";
    return run({"hardware", "Measures how networks of other frameworks run.",
                "Example:\n  ./dev bench hardware --data DATA/nir --out results/hardware.json",
                [&data](CLI::App& app) {
                    app.add_option("--data", data,
                                   "folder with lif/, braille/, loihi_dense/ and .nir files")
                        ->capture_default_str();
                },
                [&data] {
                    Rows rows = nir_rows(data);
                    for (Row& row : loihi_rows(data)) rows.push_back(std::move(row));
                    return rows;
                }},
               argc, argv);
}
