// The bench of hardware: how NIR files of other frameworks run here, against their published
// traces.
#include <CLI/CLI.hpp>

#include "bench/hardware/nir.hpp"
#include "bench/support/program.hpp"

int main(int argc, char** argv) {
    using namespace efferent::bench;
    std::string data = EFFERENT_BENCH "/../../shared/data/nir";
    return run({"hardware", "Measures how networks of other frameworks run.",
                "Example:\n  ./dev bench hardware --data DATA/nir --out results/hardware.json",
                [&data](CLI::App& app) {
                    app.add_option("--data", data, "folder with lif/, braille/ and .nir files")
                        ->capture_default_str();
                },
                [&data] { return nir_rows(data); }},
               argc, argv);
}
