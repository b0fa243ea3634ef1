// The preset needle on six seconds of a recording that an expert has decomposed.
#include "bench/motor_units/needle.hpp"

#include "bench/support/clock.hpp"
#include "core/text.hpp"
#include "decoders/motor_units/train_file.hpp"
#include "emg/reader.hpp"
#include "pipeline/needle_units.hpp"

namespace efferent::bench {
namespace {

constexpr double enough = 0.8;  // rate of agreement

}  // namespace

Rows needle_rows(const std::filesystem::path& folder) {
    const std::string what =
        "intramuscular_needle, first 6 s: units of the expert (10, of which 8 "
        "are large) at a rate of agreement of 0.8 or more";
    if (!std::filesystem::exists(folder / "R00108.hea"))
        return {{"motor_units.needle.units", std::nullopt, "units", what,
                 folder.string() + " is absent"}};
    const emg::Dataset dataset = emg::read(folder / "R00108.hea");
    const auto truth = motor_units::read_trains(folder / "R00108_6truth_spikes.csv");
    Monitor monitor;
    NeedleRun run;
    const double cpu = user_seconds_of([&] {
        run = find_needle_units(dataset, {0.0, 6.0, {}}, {}, monitor);
    });
    const motor_units::Score score = check_truth(run, truth);
    std::size_t good = 0;
    double least = 1.0;
    for (const motor_units::UnitScore& u : score.units)
        if (u.verdict == motor_units::Verdict::found && u.at_roa.rate() >= enough)
            ++good, least = std::min(least, u.at_roa.rate());
    return {{"motor_units.needle.units", static_cast<double>(good), "units",
             what + "; the least of them agrees at " + fixed(least, 3)},
            {"motor_units.needle.false_units", static_cast<double>(score.false_units), "units",
             "the same: units that agree with none of the expert's"},
            {"motor_units.needle.cpu_s", cpu, "s", "the same: CPU time"}};
}

}  // namespace efferent::bench
