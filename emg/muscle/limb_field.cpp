// Solves the layers for each order and wavenumber, and sums them up to a table.
#include "emg/muscle/limb_field.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "core/text.hpp"
#include "emg/muscle/bessel.hpp"

namespace efferent::emg {
namespace {

constexpr std::size_t orders = 100;
constexpr std::size_t waves = 128;         // wavenumbers above 0
constexpr std::size_t places = waves + 1;  // along z, of a period of 256 mm
constexpr std::size_t angles = 129;        // from 0 to pi
constexpr double radius_step_mm = 1.0;
constexpr double period_mm = 2.0 * static_cast<double>(waves) * LimbField::step_mm;
constexpr double farthest_mm = 120.0;
constexpr double intracellular = 1.01;  // S/m, as in Medium

/// Flux over potential at the inner border of a layer, from that at its outer one, and how much
/// larger the potential is at the inner one. Order by order.
struct Border {
    std::vector<double> flux, gain;
};

Border inwards(const Border& outer, double k, double inner_r, double outer_r, double sigma) {
    const double x1 = k * inner_r, x2 = k * outer_r;
    const BesselRow in = scaled_bessel(x1, orders), out = scaled_bessel(x2, orders);
    const double decay = std::exp(x1 - x2);
    Border result;
    for (std::size_t n = 0; n <= orders; ++n) {
        const double g = outer.flux[n] / (sigma * k);  // slope by x where the potential is 1
        const double a = -x2 * (out.dk[n] - g * out.k[n]) * decay;  // of I; Wronskian -1/x
        const double b = -x2 * (g * out.i[n] - out.di[n]) / decay;  // of K
        const double v = a * in.i[n] + b * in.k[n];
        result.flux.push_back(sigma * k * (a * in.di[n] + b * in.dk[n]) / v);
        result.gain.push_back(outer.gain[n] * v);
    }
    return result;
}

/// The limb at one wavenumber, and what its skin sees of sources in the muscle.
class Wave {
public:
    Wave(const LayeredLimb& limb, double k)
        : limb_(limb),
          q_(k * std::sqrt(limb.along_s_m / limb.across_s_m)),
          outside_(layers_outside(limb, k)),
          bone_(scaled_bessel(k * limb.bone_radius, orders)),
          at_a_(scaled_bessel(q_ * limb.bone_radius, orders)),
          at_b_(scaled_bessel(q_ * limb.muscle_radius, orders)) {
        for (std::size_t n = 0; n <= orders; ++n)
            inside_.push_back(limb.bone_s_m * k * bone_.di[n] / bone_.i[n]);
    }

    /// By order, for a source at `radius`.
    std::vector<double> on_skin(double radius) const {
        const double a = limb_.bone_radius, b = limb_.muscle_radius, sigma = limb_.across_s_m;
        const BesselRow source = scaled_bessel(q_ * radius, orders);
        const double to_a = std::exp(q_ * (a - radius)), to_b = std::exp(q_ * (radius - b));
        const double through = std::exp(q_ * (a - b));
        std::vector<double> potential;
        for (std::size_t n = 0; n <= orders; ++n) {
            // Flux minus admittance times potential at a and b, of I (scaled to b) and K (scaled to
            // a).
            const double ya = inside_[n], yb = outside_.flux[n];
            const double ia = sigma * q_ * at_a_.di[n] - ya * at_a_.i[n];
            const double ka = sigma * q_ * at_a_.dk[n] - ya * at_a_.k[n];
            const double ib = sigma * q_ * at_b_.di[n] - yb * at_b_.i[n];
            const double kb = sigma * q_ * at_b_.dk[n] - yb * at_b_.k[n];
            const double ra = -ia * source.k[n] / sigma * to_a;
            const double rb = -kb * source.i[n] / sigma * to_b;
            const double det = ia * kb * through * through - ka * ib;
            const double of_i = (ra * kb * through - ka * rb) / det;
            const double of_k = (ia * through * rb - ib * ra) / det;
            potential.push_back((source.i[n] * at_b_.k[n] / sigma * to_b + of_i * at_b_.i[n] +
                                 of_k * at_b_.k[n] * through) /
                                outside_.gain[n]);
        }
        return potential;
    }

private:
    static Border layers_outside(const LayeredLimb& limb, double k) {
        const Border insulated{std::vector<double>(orders + 1),
                               std::vector<double>(orders + 1, 1.0)};
        const double b = limb.muscle_radius;
        const Border skin = inwards(insulated, k, b + limb.fat, limb.radius(), limb.skin_s_m);
        return inwards(skin, k, b, b + limb.fat, limb.fat_s_m);
    }

    const LayeredLimb& limb_;
    double q_;
    Border outside_;
    BesselRow bone_, at_a_, at_b_;
    std::vector<double> inside_;  ///< flux over potential at the bone
};

/// Weights of four neighbours for a place `t` in [0, 1) behind the second (Catmull & Rom).
std::array<double, 4> cubic(double t) {
    return {0.5 * t * (-1.0 + t * (2.0 - t)), 1.0 + 0.5 * t * t * (-5.0 + 3.0 * t),
            0.5 * t * (1.0 + t * (4.0 - 3.0 * t)), 0.5 * t * t * (t - 1.0)};
}

class SkinLead final : public LeadField {
public:
    SkinLead(const MuscleFibre& fibre, std::span<const SkinElectrode> electrodes,
             const LimbField& field) {
        const double radius = std::hypot(fibre.x, fibre.y), angle = std::atan2(fibre.y, fibre.x);
        for (const SkinElectrode& e : electrodes) {
            profiles_.push_back(field.profile(radius, angle - e.angle));
            for (float& x : profiles_.back())
                x *= static_cast<float>(fibre.diameter_um * fibre.diameter_um);
            z_.push_back(e.z);
            if (std::max(std::abs(fibre.low_end - e.z), std::abs(fibre.high_end - e.z)) >
                farthest_mm)
                throw Error(Fault::config, "a fibre ends more than " + exact(farthest_mm) +
                                               " mm from an electrode on the skin; shorten the "
                                               "muscle or bring the grid nearer");
        }
    }

    std::size_t contacts() const override { return z_.size(); }

    void at(double z, std::span<float> out) const override {
        for (std::size_t c = 0; c < z_.size(); ++c) {
            const double place = std::abs(z - z_[c]) / LimbField::step_mm;
            const double floor = std::floor(place);
            const auto weights = cubic(place - floor);
            double sum = 0.0;
            for (std::size_t i = 0; i < 4; ++i) {
                const auto index =
                    static_cast<std::int64_t>(floor) + static_cast<std::int64_t>(i) - 1;
                sum += weights[i] *
                       static_cast<double>(profiles_[c][static_cast<std::size_t>(std::abs(index))]);
            }
            out[c] = static_cast<float>(sum);
        }
    }

private:
    std::vector<std::vector<float>> profiles_;
    std::vector<double> z_;
};

}  // namespace

LimbField::LimbField(const LayeredLimb& limb, double electrode_radius) : limb_(limb) {
    if (!(limb.bone_radius >= 1.0 && limb.muscle_radius >= limb.bone_radius + 4.0 &&
          limb.fat > 0.0 && limb.skin > 0.0 && electrode_radius >= 0.0))
        throw Error(Fault::config,
                    "limb: needs a bone of at least 1 mm, at least 4 mm of muscle, and fat, skin "
                    "and electrodes of some size");
    radii_ = static_cast<std::size_t>(
                 std::ceil((limb.muscle_radius - limb.bone_radius) / radius_step_mm)) +
             1;
    // [wave][radius][order]
    std::vector<std::vector<std::vector<double>>> seen(waves);
    for_each_index(waves, [&](std::size_t w) { seen[w] = sources(w, electrode_radius); });
    table_.resize(radii_ * angles * places);
    for_each_index(radii_, [&](std::size_t r) { tabulate(r, seen); });
}

std::vector<std::vector<double>> LimbField::sources(std::size_t w, double electrode_radius) const {
    const double k = 2.0 * std::numbers::pi / period_mm * static_cast<double>(w + 1);
    const Wave wave(limb_, k);
    std::vector<double> disc;
    for (std::size_t n = 0; n <= orders; ++n) {
        const double u = electrode_radius * std::hypot(static_cast<double>(n) / limb_.radius(), k);
        disc.push_back(u > 1e-6 ? 2.0 * std::cyl_bessel_j(1.0, u) / u : 1.0);
    }
    std::vector<std::vector<double>> rows;
    for (std::size_t r = 0; r < radii_; ++r) {
        rows.push_back(wave.on_skin(std::min(
            limb_.bone_radius + radius_step_mm * static_cast<double>(r), limb_.muscle_radius)));
        for (std::size_t n = 0; n <= orders; ++n) rows.back()[n] *= disc[n];
    }
    return rows;
}

void LimbField::tabulate(std::size_t radius,
                         const std::vector<std::vector<std::vector<double>>>& seen) {
    constexpr std::size_t turn = 2 * (angles - 1), wave = 2 * waves;
    const auto cosines = [](std::size_t count) {
        std::vector<double> table(count);
        for (std::size_t i = 0; i < count; ++i)
            table[i] = std::cos(2.0 * std::numbers::pi * static_cast<double>(i) /
                                static_cast<double>(count));
        return table;
    };
    const std::vector<double> of_turn = cosines(turn), of_wave = cosines(wave);
    // 1/(4 pi^2) times the integral over k of both signs.
    const double weight = 2.0 / (2.0 * std::numbers::pi * period_mm);
    std::vector<double> sums(waves);
    for (std::size_t a = 0; a < angles; ++a) {
        for (std::size_t w = 0; w < waves; ++w) {
            const std::vector<double>& by_order = seen[w][radius];
            double sum = by_order[0];
            for (std::size_t n = 1; n <= orders; ++n)
                sum += 2.0 * by_order[n] * of_turn[n * a % turn];
            sums[w] = sum;
        }
        for (std::size_t z = 0; z < places; ++z) {
            double sum = 0.0;
            for (std::size_t w = 0; w < waves; ++w) sum += sums[w] * of_wave[(w + 1) * z % wave];
            table_[(radius * angles + a) * places + z] = static_cast<float>(weight * sum);
        }
    }
}

std::vector<float> LimbField::profile(double radius, double angle) const {
    if (radius < limb_.bone_radius || radius > limb_.muscle_radius)
        throw Error(Fault::config, "a fibre lies " + fixed(radius, 2) +
                                       " mm from the limb's axis, where its muscle is from " +
                                       exact(limb_.bone_radius) + " to " +
                                       exact(limb_.muscle_radius) + " mm");
    const double turn = std::abs(std::remainder(angle, 2.0 * std::numbers::pi));
    const double a = turn / std::numbers::pi * static_cast<double>(angles - 1);
    const double r = (radius - limb_.bone_radius) / radius_step_mm;
    const auto wa = cubic(a - std::floor(a));
    const double r0 = std::min(std::floor(r), static_cast<double>(radii_ - 2));
    const auto wr = cubic(r - r0);
    std::vector<double> sum(places);
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 4; ++j) {
            const auto row = std::clamp<std::int64_t>(
                static_cast<std::int64_t>(r0) + static_cast<std::int64_t>(i) - 1, 0,
                static_cast<std::int64_t>(radii_) - 1);
            std::int64_t column = std::abs(static_cast<std::int64_t>(std::floor(a)) +
                                           static_cast<std::int64_t>(j) - 1);
            const auto last = static_cast<std::int64_t>(angles) - 1;
            if (column > last) column = 2 * last - column;
            const float* from = table_.data() + (static_cast<std::size_t>(row) * angles +
                                                 static_cast<std::size_t>(column)) *
                                                    places;
            for (std::size_t z = 0; z < places; ++z)
                sum[z] += wr[i] * wa[j] * static_cast<double>(from[z]);
        }
    return {sum.begin(), sum.end()};
}

ArrayMuap skin_muap(std::span<const MuscleFibre> fibres, std::span<const SkinElectrode> electrodes,
                    const LimbField& field, const MuapSampling& sampling, RandomStream random) {
    return line_source_muap(
        fibres, electrodes.size(), 1e3 * intracellular,
        [&](const MuscleFibre& fibre) {
            return std::make_unique<SkinLead>(fibre, electrodes, field);
        },
        sampling, random);
}

}  // namespace efferent::emg
