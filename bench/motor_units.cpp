// The bench of motor units: decomposition of recordings with known truth and where it breaks,
// filters on a stream, spiking networks in delta events, an expert's units of a needle.
#include <CLI/CLI.hpp>

#include "bench/motor_units/batch.hpp"
#include "bench/motor_units/limits.hpp"
#include "bench/motor_units/needle.hpp"
#include "bench/motor_units/spiking.hpp"
#include "bench/support/clock.hpp"
#include "bench/support/program.hpp"
#include "core/random.hpp"
#include "pipeline/motor_unit_stream.hpp"

namespace efferent::bench {
namespace {

constexpr const char* footer =
    "Example:\n  ./dev bench motor_units --data DATA --out results/motor_units.json\n"
    "  ./dev bench motor_units --only-limits --limits 3";

constexpr Hertz rate{10240.0};
constexpr std::size_t channels = 120, units = 100, extension = 16, block = 102, length = 20 * block;

std::vector<float> noise(std::size_t count, std::string_view name) {
    RandomStream random(1, name);
    std::vector<float> values(count);
    for (float& x : values) x = static_cast<float>(random.normal());
    return values;
}

MotorUnitFilters filters() {
    MotorUnitFilters f;
    f.channels.resize(channels);
    f.means.resize(channels);
    f.filters = {rate, channels, extension, 102, {}};
    const std::vector<float> taps = noise(units * extension * channels, "filters");
    for (std::size_t u = 0; u < units; ++u) {
        const auto from = taps.begin() + static_cast<std::ptrdiff_t>(u * extension * channels);
        f.filters.units.push_back({std::to_string(u),
                                   {from, from + static_cast<std::ptrdiff_t>(extension * channels)},
                                   1e3,
                                   1e4});
    }
    return f;
}

/// As user_seconds_of measures: the median of five repetitions.
Rows online() {
    const std::vector<float> samples = noise(length * channels, "samples");
    const SignalView signal(rate, 0, channels, samples);
    const MotorUnitFilters made = filters();
    std::size_t found = 0;
    const double cpu = user_seconds_of([&] {
        MotorUnitStream stream(made, 100.0);
        found = 0;
        for (std::size_t begin = 0; begin < length; begin += block)
            found += stream.push(signal.rows(begin, block)).size();
    });
    return {{"motor_units.online.ms_per_block", 1e3 * cpu / (length / block), "ms",
             "a block of 10 ms (102 samples) of 120 channels at 10,240 Hz, band-pass, 100 filters "
             "with an extension of 16; noise, with " +
                 std::to_string(found) + " discharges in 0.2 s"}};
}

struct Options {
    std::vector<double> gains;
    std::string data = EFFERENT_BENCH "/../../shared/data";
    std::size_t limits = 3;
    bool only_limits = false;
};

Rows measure(const Options& options) {
    if (options.only_limits) return unit_limits(options.limits);
    const std::filesystem::path data = options.data;
    Rows rows = batch_units(data / "decomposition");
    const auto add = [&](Rows more) {
        for (Row& row : more) rows.push_back(std::move(row));
    };
    add(online());
    add(spiking_units(data / "decomposition", options.gains));
    add(needle_rows(data / "intramuscular_needle"));
    add(unit_limits(options.limits));
    return rows;
}

}  // namespace
}  // namespace efferent::bench

int main(int argc, char** argv) {
    using namespace efferent::bench;
    Options options;
    return run({"motor_units", "Measures decomposition into motor units.", footer,
                [&](CLI::App& app) {
                    app.add_option("--data", options.data,
                                   "folder with the folders decomposition and intramuscular_needle")
                        ->capture_default_str();
                    app.add_option("--gain", options.gains,
                                   "spiking networks also with the encoder's thresholds so many "
                                   "times as high; may be repeated");
                    app.add_option("--limits", options.limits,
                                   "seeds of the recordings that become harder; 0: none")
                        ->capture_default_str();
                    app.add_flag("--only-limits", options.only_limits, "these recordings alone");
                },
                [&] { return measure(options); }},
               argc, argv);
}
