// Motor units of a simulated array recording with known truth; skipped without it.
#include <catch2/catch.hpp>

#include "decoders/motor_units/train_file.hpp"
#include "emg/reader.hpp"
#include "pipeline/motor_unit_stream.hpp"
#include "pipeline/needle_units.hpp"
#include "tests/support/support.hpp"

using namespace efferent;

TEST_CASE("four seconds of a 40-contact array have a dozen units, and none that is not there") {
    const auto data = test::shared_data("decomposition/iemg15");
    if (!data) return;
    const emg::Dataset dataset = emg::read(*data);
    MotorUnitParams params = motor_unit_preset("intramuscular");
    params.decomposition.rounds = 3;  // most come first
    const Stretch stretch{5.0, 4.0, {}};
    Monitor monitor;
    const MotorUnitRun run = find_motor_units(dataset, stretch, params, monitor);
    const auto truth = motor_units::read_trains(*data / "discharges.csv", dataset.recording.rate());
    const auto there =
        motor_units::between(truth, Time{std::chrono::seconds(5)}, Time{std::chrono::seconds(9)});
    const auto s = motor_units::score(trains(run), there, {});
    CHECK(s.good >= 12);
    CHECK(s.false_units == 0);
    CHECK(s.duplicates == 0);

    // one filter each tells most of them apart in the next four seconds too
    const MotorUnitFilters filters = online_filters(run);
    CHECK(filters.filters.units.size() >= 9);
    const StreamRun online = stream_motor_units(dataset, {9.0, 4.0, {}}, filters, {});
    const auto next =
        motor_units::between(truth, Time{std::chrono::seconds(9)}, Time{std::chrono::seconds(13)});
    const auto later = motor_units::score(online.trains, next, {});
    CHECK(later.good >= 9);
    CHECK(later.false_units == 0);
    CHECK(later.duplicates == 0);
}

TEST_CASE("seconds of a needle recording have most of an expert's larger units") {
    const auto data = test::shared_data("intramuscular_needle");
    if (!data) return;
    const emg::Dataset dataset = emg::read(*data / "R00108.hea");
    Monitor monitor;
    const NeedleRun run = find_needle_units(dataset, {0.0, 6.0, {}}, {}, monitor);
    const auto truth = motor_units::read_trains(*data / "R00108_6truth_spikes.csv");
    std::size_t good = 0;
    for (const auto& u : check_truth(run, truth).units)
        good += u.verdict == motor_units::Verdict::found && u.at_roa.rate() >= 0.8;
    CHECK(good >= 7);
    CHECK(check_truth(run, truth).false_units == 0);
    for (const auto& f : run.features) CHECK((f.amplitude_uv > 100.0 && f.duration_ms > 1.0));
}
