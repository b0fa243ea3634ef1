// The bench of hardware: how NIR files of other frameworks run here, against their published
// traces, how chips compute, and how networks come to be on their cores.
#include <CLI/CLI.hpp>

#include "bench/hardware/loihi.hpp"
#include "bench/hardware/losses.hpp"
#include "bench/hardware/map.hpp"
#include "bench/hardware/nir.hpp"
#include "bench/hardware/tinyodin.hpp"
#include "bench/support/program.hpp"

int main(int argc, char** argv) {
    using namespace efferent::bench;
    std::string data = EFFERENT_BENCH "/../../shared/data/nir";
    std::string networks = "build/bench-networks";
    std::string armband = EFFERENT_BENCH "/../../shared/data/hand22_armband";
    return run({"hardware", "Measures how networks of other frameworks run.",
                "Example:\n  ./dev bench hardware --data DATA/nir --out results/hardware.json",
                [&data, &networks, &armband](CLI::App& app) {
                    app.add_option("--data", data,
                                   "folder with lif/, braille/, loihi_dense/ and .nir files")
                        ->capture_default_str();
                    app.add_option("--armband", armband,
                                   "recordings of hand22_armband, for decoders on chips")
                        ->capture_default_str();
                    app.add_option("--keep", networks, "folder of the networks of bench engine")
                        ->capture_default_str();
                },
                [&data, &networks, &armband] {
                    Rows rows = nir_rows(data);
                    for (Row& row : loihi_rows(data)) rows.push_back(std::move(row));
                    for (Row& row : tinyodin_rows()) rows.push_back(std::move(row));
                    for (Row& row : map_rows(networks)) rows.push_back(std::move(row));
                    for (Row& row : loss_rows(armband)) rows.push_back(std::move(row));
                    return rows;
                }},
               argc, argv);
}
