// The bench of bags: how often the class of a bag, and of its instances, is found.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "bench/bags/clinic.hpp"
#include "bench/bags/musk1.hpp"
#include "bench/support/program.hpp"
#include "core/file.hpp"
#include "pipeline/clinic.hpp"

namespace efferent::bench {
namespace {

constexpr const char* footer =
    "Settings are chosen inside the training part of each fold.\n\n"
    "Example:\n  ./dev bench bags --data DATA --out results/bags.json";

struct Options {
    std::string data = "../shared/data";
    std::string clinic;
    std::vector<std::string> only;
    std::vector<int> shares{30};
    bool each = false;
};

void add_options(CLI::App& app, Options& options) {
    app.add_option("--data", options.data, "folder with the folder musk1")->capture_default_str();
    app.add_option("--clinic", options.clinic,
                   "a clinic's table, a .csv with truth; else one is simulated, by the settings "
                   "that efferent clinic has, into build/bench-clinic");
    app.add_option("--only", options.only, "only these methods, such as bif fib");
    app.add_option("--shares", options.shares,
                   "most affected trains of a muscle of the clinic, in percent, where BIF is "
                   "compared with what takes no account of them")
        ->check(CLI::Range(1, 99))
        ->capture_default_str();
    app.add_flag("--each", options.each, "print what each fold chose to standard error");
}

std::filesystem::path simulated_clinic() {
    const std::filesystem::path folder = "build/bench-clinic";
    std::filesystem::create_directories(folder);
    Monitor monitor;
    write_file(folder / "instances.csv", instances_csv(simulate_clinic({}, monitor)));
    return folder / "instances.csv";
}

Rows measure(const Options& options) {
    const std::filesystem::path musk1 = std::filesystem::path(options.data) / "musk1";
    Rows rows;
    if (std::filesystem::exists(musk1))
        rows = musk1_rows(musk1, options.only, options.each);
    else
        rows.push_back({"bags.musk1.bif", std::nullopt, "%", "MUSK 1, bag accuracy",
                        musk1.string() + " is not there"});
    const std::filesystem::path clinic =
        options.clinic.empty() ? simulated_clinic() : std::filesystem::path(options.clinic);
    for (Row& row : clinic_rows(clinic, options.only, options.shares, options.each))
        rows.push_back(std::move(row));
    return rows;
}

}  // namespace
}  // namespace efferent::bench

int main(int argc, char** argv) {
    using namespace efferent::bench;
    Options options;
    return run(
        {"bags", "Measures methods that learn from bags of instances.", footer,
         [&](CLI::App& app) { add_options(app, options); }, [&] { return measure(options); }},
        argc, argv);
}
