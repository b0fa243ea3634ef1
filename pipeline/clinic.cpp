// Needles in simulated muscles, and the trains that they meet.
#include "pipeline/clinic.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/fields.hpp"
#include "core/parallel.hpp"
#include "core/text.hpp"
#include "emg/muscle/concentric_needle.hpp"
#include "emg/muscle/motor_neurons.hpp"
#include "emg/muscle/territory.hpp"
#include "pipeline/needle_units.hpp"

namespace efferent {
namespace {

constexpr double heard_mm = 2.5;     // from the needle's tip to a unit's nearest fibre
constexpr std::size_t variants = 8;  // of a potential, that differ by jitter
constexpr double half_s = 25e-3;     // of an averaged potential
constexpr double drive_step_s = 0.01;

emg::Compartment compartment(const ClinicParams& p) {
    return {
        .half_x = p.half_x_mm, .half_y = p.half_y_mm, .fibres_per_mm2 = 300.0, .half_length = 45.0};
}

/// A muscle with its discharges.
struct Muscle {
    emg::ConditionedUnits units;
    std::vector<std::vector<double>> discharges_s;
};

Muscle make_muscle(const ClinicParams& p, emg::Condition condition, std::uint64_t entity) {
    const auto seed = static_cast<std::uint64_t>(p.seed);
    const auto pool = emg::motor_neurons(static_cast<std::size_t>(p.units), {},
                                         RandomStream(seed, "clinic pool", entity));
    // A quantitative study meets low thresholds; a tenfold range of sizes holds them.
    std::vector<double> sizes;
    for (const emg::MotorUnit& unit : pool.units) sizes.push_back(std::sqrt(unit.size));
    Muscle muscle;
    muscle.units =
        emg::conditioned(emg::unit_fibres(compartment(p), sizes, seed, entity), condition,
                         p.conditions, RandomStream(seed, "clinic condition", entity));
    const auto steps = static_cast<std::size_t>(std::ceil(p.duration_s / drive_step_s));
    const auto common =
        emg::slow_noise(steps, drive_step_s, RandomStream(seed, "clinic common drive", entity));
    const double level = std::min(0.9, p.excitation / muscle.units.force);
    const auto drive = emg::fluctuating_drive(level, 0.0, drive_step_s, common,
                                              RandomStream(seed, "clinic own drive", entity));
    muscle.discharges_s = emg::discharges(pool, drive, {}, seed, entity);
    for (std::size_t u = 0; u < muscle.discharges_s.size(); ++u)
        if (muscle.units.fibres[u].empty()) muscle.discharges_s[u].clear();
    return muscle;
}

emg::Point draw_tip(const ClinicParams& p, RandomStream& random) {
    const emg::Compartment c = compartment(p);
    const double r = 0.85 * std::sqrt(random.uniform());
    const double angle = 2.0 * std::numbers::pi * random.uniform();
    const double side = random.uniform() < 0.5 ? -1.0 : 1.0;
    const double along = 12.0 + 13.0 * random.uniform();
    return {c.half_x * r * std::cos(angle), c.half_y * r * std::sin(angle), side * along};
}

/// Peak to peak, and the steepest change from sample to sample.
std::pair<double, double> amplitude_and_slope(const emg::ArrayMuap& muap, double rate_hz) {
    const auto v = muap.variant(0);
    const auto [low, high] = std::ranges::minmax_element(v);
    double slope = 0.0;
    for (std::size_t i = 1; i < v.size(); ++i)
        slope = std::max(slope, std::abs(double{v[i]} - double{v[i - 1]}));
    return {double{*high} - double{*low}, slope * rate_hz / 1000.0};
}

bool near(const std::vector<emg::MuscleFibre>& fibres, const emg::Point& tip) {
    return std::ranges::any_of(fibres, [&tip](const emg::MuscleFibre& f) {
        return (f.x - tip.x) * (f.x - tip.x) + (f.y - tip.y) * (f.y - tip.y) < heard_mm * heard_mm;
    });
}

/// A unit that the needle hears.
struct Heard {
    std::size_t unit = 0;
    emg::ArrayMuap muap;
};

class Study {
public:
    Study(const ClinicParams& params, const Muscle& muscle, std::uint64_t entity)
        : params_(params),
          muscle_(muscle),
          entity_(entity),
          seed_(static_cast<std::uint64_t>(params.seed)),
          met_(muscle.discharges_s.size(), false) {}

    std::vector<ClinicTrain> run() {
        RandomStream random(seed_, "clinic needle", entity_);
        const auto wanted =
            static_cast<std::size_t>(params_.trains_low) +
            random.below(static_cast<std::uint64_t>(params_.trains_high - params_.trains_low + 1));
        std::vector<ClinicTrain> trains;
        for (std::size_t site = 0;
             site < static_cast<std::size_t>(params_.sites) && trains.size() < wanted; ++site)
            visit(site, draw_tip(params_, random), wanted, trains);
        return trains;
    }

private:
    void visit(std::size_t site, const emg::Point& tip, std::size_t wanted,
               std::vector<ClinicTrain>& trains) {
        std::vector<Heard> heard = listen(tip);
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < heard.size(); ++i) {
            const auto [amplitude, slope] = amplitude_and_slope(heard[i].muap, params_.rate_hz);
            if (!met_[heard[i].unit] && amplitude >= params_.least_amplitude_uv &&
                slope >= params_.least_slope_uv_ms)
                order.push_back(i);
        }
        RandomStream choice(seed_, "clinic choice", (entity_ << 16U) + site);
        choice.shuffle(std::span(order));
        order.resize(std::min({order.size(), static_cast<std::size_t>(params_.trains_a_site),
                               wanted - trains.size()}));
        if (order.empty()) return;
        for (const std::size_t i : order) {
            const std::size_t u = heard[i].unit;
            heard[i].muap = emg::concentric_needle_muap(
                muscle_.units.fibres[u], tip,
                {params_.rate_hz, variants, 1e-6 * muscle_.units.jitter_us[u]},
                RandomStream(seed_, "clinic jitter", (entity_ << 24U) + (site << 16U) + u));
        }
        const std::vector<float> samples = record(heard, site);
        const std::vector<float> sharp = high_passed(samples, {params_.rate_hz}, 500.0, 1);
        for (const std::size_t i : order)
            if (auto train = measure(heard[i], site, samples, sharp)) {
                met_[heard[i].unit] = true;
                trains.push_back(*train);
            }
    }

    std::vector<Heard> listen(const emg::Point& tip) const {
        std::vector<Heard> heard;
        for (std::size_t u = 0; u < muscle_.discharges_s.size(); ++u) {
            const auto& fibres = muscle_.units.fibres[u];
            if (muscle_.discharges_s[u].size() < 10 || !near(fibres, tip)) continue;
            heard.push_back(
                {u, emg::concentric_needle_muap(fibres, tip, {params_.rate_hz, 1, 0.0},
                                                RandomStream(seed_, "clinic shape", entity_))});
        }
        return heard;
    }

    std::vector<float> record(const std::vector<Heard>& heard, std::size_t site) const {
        std::vector<float> samples(
            static_cast<std::size_t>(std::llround(params_.duration_s * params_.rate_hz)));
        const std::uint64_t place = (entity_ << 16U) + site;
        RandomStream noise(seed_, "clinic noise", place);
        for (float& x : samples) x = static_cast<float>(params_.noise_uv * noise.normal());
        for (const Heard& h : heard) {
            RandomStream random(seed_, "clinic variants", (place << 16U) + h.unit);
            for (const double t : muscle_.discharges_s[h.unit]) {
                const auto values = h.muap.variant(random.below(h.muap.variants()));
                const std::int64_t first = std::llround(t * params_.rate_hz) + h.muap.first();
                for (std::size_t i = 0; i < values.size(); ++i) {
                    const std::int64_t at = first + static_cast<std::int64_t>(i);
                    if (at >= 0 && at < static_cast<std::int64_t>(samples.size()))
                        samples[static_cast<std::size_t>(at)] += values[i];
                }
            }
        }
        return samples;
    }

    std::optional<ClinicTrain> measure(const Heard& heard, std::size_t site,
                                       const std::vector<float>& samples,
                                       const std::vector<float>& sharp) const {
        const auto shape = heard.muap.variant(0);
        const auto peak = std::ranges::max_element(
            shape, [](float a, float b) { return std::abs(a) < std::abs(b); });
        std::vector<std::int64_t> at;
        for (const double t : muscle_.discharges_s[heard.unit])
            at.push_back(std::llround(t * params_.rate_hz) + heard.muap.first() +
                         (peak - shape.begin()));
        const auto half = static_cast<std::size_t>(half_s * params_.rate_hz);
        const auto average = needle::average_potential(samples, params_.rate_hz, at, half);
        if (!average) return std::nullopt;
        ClinicTrain train{site,
                          heard.unit,
                          muscle_.units.fibres[heard.unit].size(),
                          at.size(),
                          muscle_.units.affected[heard.unit],
                          needle::train_features(*average, sharp, at)};
        if (train.features.amplitude_uv == 0.0) return std::nullopt;
        return train;
    }

    const ClinicParams& params_;
    const Muscle& muscle_;
    std::uint64_t entity_;
    std::uint64_t seed_;
    std::vector<bool> met_;
};

}  // namespace

void describe(Fields& field, ClinicParams& p) {
    field("seed", p.seed, "all that is drawn follows from it");
    field("muscles", p.muscles, "of each condition: normal, myopathic, neurogenic");
    field("trains_low", p.trains_low, "least trains of a muscle");
    field("trains_high", p.trains_high, "most; drawn for each muscle");
    field("units", p.units, "motor units of a healthy muscle");
    field("half_x_mm", p.half_x_mm, "half axis of its cross-section, along the needle");
    field("half_y_mm", p.half_y_mm, "the other half axis");
    field("excitation", p.excitation,
          "of a healthy muscle; divided by the share of cross-section that a condition leaves");
    field("duration_s", p.duration_s, "of the recording at each site");
    field("rate_hz", p.rate_hz, "sampling rate");
    field("noise_uv", p.noise_uv, "standard deviation of white noise");
    field("least_amplitude_uv", p.least_amplitude_uv, "peak to peak, of a unit that is measured");
    field("least_slope_uv_ms", p.least_slope_uv_ms,
          "steepest part of a unit that is measured: it is near the needle");
    field("trains_a_site", p.trains_a_site, "most units that are measured at one site");
    field("sites", p.sites, "most sites in a muscle");
    field("conditions", p.conditions, "what diseases do to motor units");
    field.require(p.muscles >= 1 && p.muscles <= 10'000, "muscles", "must be from 1 to 10000");
    field.require(p.trains_low >= 1 && p.trains_low <= p.trains_high, "trains_low",
                  "must be from 1 to trains_high");
    field.require(p.units >= 10 && p.units <= 1000, "units", "must be from 10 to 1000");
    field.require(p.half_x_mm >= 1.0 && p.half_x_mm <= 20.0, "half_x_mm", "must be from 1 to 20");
    field.require(p.half_y_mm >= 1.0 && p.half_y_mm <= 20.0, "half_y_mm", "must be from 1 to 20");
    field.require(p.excitation > 0.0 && p.excitation <= 0.75, "excitation",
                  "must be above zero and at most 0.75");
    field.require(p.duration_s >= 1.0 && p.duration_s <= 60.0, "duration_s",
                  "must be from 1 to 60");
    field.require(p.rate_hz >= 4000.0 && p.rate_hz <= 50'000.0, "rate_hz",
                  "must be from 4000 to 50000");
    field.require(p.noise_uv >= 0.0, "noise_uv", "must not be negative");
    field.require(p.least_amplitude_uv >= 0.0, "least_amplitude_uv", "must not be negative");
    field.require(p.least_slope_uv_ms >= 0.0, "least_slope_uv_ms", "must not be negative");
    field.require(p.trains_a_site >= 1, "trains_a_site", "must be at least 1");
    field.require(p.sites >= 1 && p.sites <= 200, "sites", "must be from 1 to 200");
}

std::vector<ClinicMuscle> simulate_clinic(const ClinicParams& params, Monitor& monitor) {
    const auto each = static_cast<std::size_t>(params.muscles);
    std::vector<ClinicMuscle> clinic(3 * each);
    for_each_index(
        clinic.size(),
        [&](std::size_t m) {
            ClinicMuscle& one = clinic[m];
            one.condition = static_cast<emg::Condition>(m / each);
            one.name = "muscle" + std::to_string(m + 1);
            const Muscle muscle = make_muscle(params, one.condition, m);
            one.trains = Study(params, muscle, m).run();
            if (one.trains.size() < static_cast<std::size_t>(params.trains_low))
                throw Error(Fault::config,
                            "clinic: " + one.name + " (" + std::string(name(one.condition)) +
                                ") gave only " + std::to_string(one.trains.size()) +
                                " trains; allow more sites, a higher excitation or fewer trains");
        },
        &monitor, "clinic");
    return clinic;
}

std::string instances_csv(const std::vector<ClinicMuscle>& clinic) {
    std::string text = "bag,label,truth,simulated";
    for (const std::string& feature : needle::feature_names()) text += "," + feature;
    text += "\n";
    for (const ClinicMuscle& muscle : clinic)
        for (const ClinicTrain& train : muscle.trains) {
            text += muscle.name + "," + std::string(name(muscle.condition)) + "," +
                    std::string(name(train.affected ? muscle.condition : emg::Condition::normal)) +
                    ",yes";
            for (const auto& value : needle::feature_values(train.features))
                text += "," + (value ? fixed(*value, 6) : std::string());
            text += "\n";
        }
    return text;
}

std::string trains_tsv(const std::vector<ClinicMuscle>& clinic) {
    std::string text = "bag\tsite\tunit\tfibres\tdischarges\n";
    for (const ClinicMuscle& muscle : clinic)
        for (const ClinicTrain& t : muscle.trains)
            text += muscle.name + "\t" + std::to_string(t.site + 1) + "\t" +
                    std::to_string(t.unit + 1) + "\t" + std::to_string(t.fibres) + "\t" +
                    std::to_string(t.discharges) + "\n";
    return text;
}

}  // namespace efferent
