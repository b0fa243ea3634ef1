// Filters of motor units as files: choosing, writing, reading, and what a recording must have.
#include "pipeline/motor_unit_filters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text.hpp"
#include "pipeline/motor_unit_source.hpp"
#include "pipeline/sealed.hpp"

namespace efferent {
namespace {

constexpr std::string_view schema = "efferent.motor_unit_filters/2";

struct UnitText {
    std::string name;
    double silhouette = 0.0;
    double low = 0.0;
    double high = 0.0;
    double discharges_per_s = 0.0;
    std::vector<double> filter;
};

void describe(Fields& field, UnitText& u) {
    field("name", u.name, "as in the decomposition");
    field("silhouette", u.silhouette, "of this filter where it was made");
    field("low", u.low, "mean square of the source's other peaks");
    field("high", u.high, "mean square of the source at discharges");
    field("discharges_per_s", u.discharges_per_s, "in the stretch in which it was made");
    field("filter", u.filter, "first all channels now, then all one sample ago, and so on");
    field.require(u.discharges_per_s > 0.0, "discharges_per_s", "must be above zero");
}

struct FiltersText {
    std::string recording;
    bool simulated = false;
    double rate_hz = 0.0;
    std::string unit;
    std::vector<std::string> channels, skipped;
    std::vector<double> means;
    Band band;
    std::int64_t extension = 0;
    std::int64_t separation = 0;
    std::vector<Config> units;
};

void describe(Fields& field, FiltersText& f) {
    field("recording", f.recording, "in which the units were found");
    field("simulated", f.simulated, "whether that was simulated");
    field("rate_hz", f.rate_hz, "of the samples");
    field("unit", f.unit, "of the samples");
    field("channels", f.channels, "that the filters read");
    field("skipped", f.skipped, "that the recording has besides");
    field("means", f.means, "taken away from each channel before the band-pass");
    field("band_pass", f.band, "before the filters");
    field("extension", f.extension, "numbers of a filter for each channel");
    field("separation", f.separation, "samples between two discharges of a unit, at least");
    field("units", f.units, "one filter each");
    field.require(f.rate_hz > 0.0, "rate_hz", "must be above zero");
    field.require(!f.channels.empty(), "channels", "must have one at least");
    field.require(f.means.size() == f.channels.size(), "means", "must be one for each channel");
    field.require(f.extension >= 1 && f.extension <= 256, "extension", "must be from 1 to 256");
    field.require(f.separation >= 1, "separation", "must be at least 1");
}

}  // namespace

MotorUnitFilters online_filters(const MotorUnitRun& run) {
    const motor_units::DecompositionParams& params = run.params.decomposition;
    MotorUnitFilters f{.origin = run.name,
                       .recording = run.name,
                       .simulated = run.simulated,
                       .unit = run.unit,
                       .channels = run.channels,
                       .skipped = run.skipped,
                       .means = run.means,
                       .band = {run.params.low_hz, run.params.high_hz, run.params.order},
                       .filters = {run.rate,
                                   run.channels.size(),
                                   static_cast<std::size_t>(params.extension),
                                   static_cast<std::size_t>(std::max<std::int64_t>(
                                       1, sample_count(run.rate, params.separation))),
                                   {}},
                       .silhouettes = {}};
    for (std::size_t i = 0; i < run.result.units.size(); ++i) {
        const motor_units::MotorUnit& u = run.result.units[i];
        if (u.online.silhouette < params.min_silhouette || u.online.low >= u.online.high) continue;
        const double rate =
            static_cast<double>(u.pulses.size()) * run.rate.value / static_cast<double>(run.length);
        f.filters.units.push_back({std::to_string(i), u.filter, u.online.low, u.online.high, rate});
        f.silhouettes.push_back(u.online.silhouette);
    }
    return f;
}

std::string filters_json(const MotorUnitFilters& f) {
    FiltersText text{.recording = f.recording,
                     .simulated = f.simulated,
                     .rate_hz = f.filters.rate.value,
                     .unit = f.unit,
                     .channels = f.channels,
                     .skipped = f.skipped,
                     .means = f.means,
                     .band = f.band,
                     .extension = static_cast<std::int64_t>(f.filters.extension),
                     .separation = static_cast<std::int64_t>(f.filters.separation),
                     .units = {}};
    for (std::size_t u = 0; u < f.filters.units.size(); ++u) {
        const motor_units::UnitFilter& unit = f.filters.units[u];
        text.units.push_back(Config::of(UnitText{unit.name,
                                                 f.silhouettes[u],
                                                 unit.low,
                                                 unit.high,
                                                 unit.usual,
                                                 {unit.filter.begin(), unit.filter.end()}}));
    }
    return sealed(schema, Config::of(std::move(text)));
}

MotorUnitFilters filters_from_json(std::string_view text, const std::string& origin) {
    const Config body = opened(text, schema, "file of filters", origin).body;
    try {
        const auto read = body.as<FiltersText>();
        if (read.units.empty())
            throw Error(Fault::format, "units: there is no filter in it, so nothing can be found");
        MotorUnitFilters f{.origin = origin,
                           .recording = read.recording,
                           .simulated = read.simulated,
                           .unit = read.unit,
                           .channels = read.channels,
                           .skipped = read.skipped,
                           .means = read.means,
                           .band = read.band,
                           .filters = {Hertz{read.rate_hz},
                                       read.channels.size(),
                                       static_cast<std::size_t>(read.extension),
                                       static_cast<std::size_t>(read.separation),
                                       {}},
                           .silhouettes = {}};
        for (const Config& config : read.units) {
            const auto unit = config.as<UnitText>();
            f.silhouettes.push_back(unit.silhouette);
            f.filters.units.push_back({unit.name, {}, unit.low, unit.high, unit.discharges_per_s});
            for (const double v : unit.filter) {
                if (std::abs(v) > double{std::numeric_limits<float>::max()})
                    throw Error(Fault::format, "unit " + unit.name + ": " + exact(v) +
                                                   " in its filter is no single-precision number");
                f.filters.units.back().filter.push_back(static_cast<float>(v));
            }
        }
        motor_units::Stream(f.filters, 0.0);  // refuses what does not fit together
        return f;
    } catch (const Error& e) {
        refuse_body(e, origin);
    }
}

void require_fits(const MotorUnitFilters& f, const emg::Dataset& dataset) {
    require_fits(
        {f.origin, f.recording, f.simulated, f.filters.rate, f.unit, f.channels, f.skipped},
        "filters are", dataset);
}

}  // namespace efferent
