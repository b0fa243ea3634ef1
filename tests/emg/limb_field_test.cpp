// Potentials on the skin of a layered limb, against closed forms and what is measured of people.
#include "emg/muscle/limb_field.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "emg/muscle/bessel.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::emg;

namespace {

LayeredLimb limb_with(double fat) {
    LayeredLimb limb;
    limb.bone_radius = 18.0;
    limb.fat = fat;
    return limb;
}

const LimbField& usual() {
    static const LimbField field(limb_with(2.0), 2.0);
    return field;
}

std::vector<double> column(const ArrayMuap& muap, std::size_t c) {
    std::vector<double> x;
    for (std::size_t n = 0; n < muap.length(); ++n)
        x.push_back(static_cast<double>(muap.variant(0)[n * muap.channels() + c]));
    return x;
}

std::vector<double> difference(const ArrayMuap& muap, std::size_t a, std::size_t b) {
    auto x = column(muap, a);
    const auto y = column(muap, b);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] -= y[i];
    return x;
}

double peak_to_peak(const std::vector<double>& x) {
    return *std::max_element(x.begin(), x.end()) - *std::min_element(x.begin(), x.end());
}

MuscleFibre fibre_at(double radius, double half_length = 40.0) {
    return {.x = radius, .low_end = -half_length, .high_end = half_length};
}

ArrayMuap seen(const std::vector<MuscleFibre>& fibres, const LimbField& field,
               const std::vector<SkinElectrode>& electrodes) {
    return skin_muap(fibres, electrodes, field, {4096.0, 1, 0.0}, RandomStream(1, "none"));
}

}  // namespace

TEST_CASE("Bessel functions of all orders are the standard library's, and keep their Wronskian") {
    for (const double x : {0.02, 0.7, 8.0, 120.0, 299.0, 301.0}) {
        const BesselRow row = scaled_bessel(x, 60);
        for (const int n : {0, 1, 9, 60}) {
            CAPTURE(x, n);
            const auto i = static_cast<std::size_t>(n);
            CHECK(row.i[i] == Approx(std::exp(-x) * std::cyl_bessel_i(n, x)).epsilon(1e-9));
            CHECK(row.k[i] == Approx(std::exp(x) * std::cyl_bessel_k(n, x)).epsilon(1e-9));
            CHECK((row.di[i] * row.k[i] - row.i[i] * row.dk[i]) * x == Approx(1.0).epsilon(1e-9));
        }
    }
}

TEST_CASE("a limb of one material has the closed form of an insulated cylinder") {
    LayeredLimb one;
    one.bone_radius = 28.0;
    one.bone_s_m = one.along_s_m = one.across_s_m = one.fat_s_m = one.skin_s_m = 0.4;
    const LimbField field(one, 0.0);
    const double r = 30.0, big = one.radius();  // on a row of the table
    for (const double angle : {0.0, std::numbers::pi / 8.0}) {
        const auto profile = field.profile(r, angle);
        for (const std::size_t z : {0U, 3U, 10U, 40U}) {
            double sum = 0.0;
            const double dk = 2.0 * std::numbers::pi / 256.0;
            for (int w = 1; w <= 128; ++w) {
                const double k = dk * w;
                const BesselRow in = scaled_bessel(k * r, 100), out = scaled_bessel(k * big, 100);
                for (std::size_t n = 0; n <= 100; ++n)
                    sum += (n == 0 ? 1.0 : 2.0) * std::cos(static_cast<double>(n) * angle) *
                           std::cos(k * static_cast<double>(z)) * std::exp(k * (r - big)) *
                           in.i[n] / (0.4 * k * big * out.di[n]);
            }
            CAPTURE(angle, z);
            const double expected = sum * 2.0 * dk / (4.0 * std::numbers::pi * std::numbers::pi);
            CHECK(static_cast<double>(profile[z]) == Approx(expected).epsilon(1e-4).margin(1e-5));
        }
    }
    // Near the surface that is twice the potential in an endless medium: a plane mirrors the
    // source.
    const auto near = field.profile(37.0, 0.0);
    const double depth = big - 37.0;
    const auto pole = [&](double z) {
        return 2.0 / (4.0 * std::numbers::pi * 0.4 * std::hypot(depth, z));
    };
    CHECK(static_cast<double>(near[0] - near[8]) == Approx(pole(0.0) - pole(8.0)).epsilon(0.06));
}

TEST_CASE("between the rows of its table a field is smooth") {
    const LimbField& field = usual();
    for (const double radius : {20.5, 36.9}) {
        const auto below = field.profile(radius - 0.02, 0.11), here = field.profile(radius, 0.11);
        const auto above = field.profile(radius + 0.02, 0.11);
        CHECK(static_cast<double>(here[0]) ==
              Approx(0.5 * static_cast<double>(below[0] + above[0])).epsilon(1e-3));
        CHECK(below[0] < here[0]);
        CHECK(here[0] < above[0]);
        CHECK(field.profile(radius, -0.11) == here);
    }
}

TEST_CASE(
    "a potential travels along the skin at the fibre's velocity, and vanishes at the endplate") {
    const LimbField& field = usual();
    std::vector<SkinElectrode> row;
    for (int c = -2; c <= 6; ++c) row.push_back({0.0, 5.0 * c});
    const ArrayMuap muap = seen({fibre_at(35.0, 80.0)}, field, row);
    const auto peak = [&](std::size_t c) {
        const auto x = difference(muap, c, c + 1);
        return static_cast<double>(std::max_element(x.begin(), x.end()) - x.begin()) / 4.096;
    };
    CHECK(15.0 / (peak(7) - peak(4)) == Approx(4.0).epsilon(0.05));
    CHECK(peak_to_peak(difference(muap, 1, 3)) < 0.05 * peak_to_peak(difference(muap, 5, 7)));
}

// Kuiken, Lowery, Stoykov 2003, a finite-element model of the upper arm: 3, 9 and 18 mm of fat take
// 31, 80 and 90 % of the RMS above the middle of the muscle. Its skin is dry: at the frequencies of
// EMG some 0.0005 S/m (Gabriel et al. 1996). Here a muscle from 10 mm deep up to the fat, two
// electrodes 10 mm apart.
TEST_CASE("fat damps the signal of a muscle below it as in another model, and depth does") {
    std::vector<std::vector<MuscleFibre>> units(12);
    RandomStream random(3, "fibres");
    for (std::size_t u = 0; u < units.size(); ++u) {
        const double depth = 28.0 + 9.5 * (static_cast<double>(u) + 0.5) / 12.0;
        const double turn = 1.2 * (random.uniform() - 0.5), endplate = 4.0 * random.normal();
        for (int f = 0; f < 12; ++f) {
            const double radius = depth + random.uniform() - 0.5;
            const double angle = turn + 0.12 * (random.uniform() - 0.5);
            units[u].push_back({.x = radius * std::cos(angle),
                                .y = radius * std::sin(angle),
                                .endplate = endplate + random.normal(),
                                .low_end = -50.0,
                                .high_end = 50.0});
        }
    }
    const std::vector<SkinElectrode> pair{{0.0, 15.0}, {0.0, 25.0}};
    const auto rms = [&](double fat, double skin_s_m) {
        LayeredLimb limb = limb_with(fat);
        limb.bone_radius = 25.0;
        limb.skin_s_m = skin_s_m;
        const LimbField field(limb, 4.0);
        double sum = 0.0;  // units discharge independently: their powers add
        for (const auto& unit : units)
            for (const double x : difference(seen(unit, field, pair), 0, 1)) sum += x * x;
        return std::sqrt(sum);
    };
    const double none = rms(0.1, 0.0005);
    const double thin = rms(3.0, 0.0005) / none, middle = rms(9.0, 0.0005) / none,
                 thick = rms(18.0, 0.0005) / none;
    CAPTURE(thin, middle, thick);
    CHECK(thin == Approx(0.687).margin(0.04));
    CHECK(middle == Approx(0.198).margin(0.08));
    CHECK(thick == Approx(0.100).margin(0.02));
    // Skin that conducts lets current past fat that is thin: more of the difference is lost.
    CHECK(rms(3.0, 1.0) / rms(0.1, 1.0) < thin - 0.15);

    const LimbField& field = usual();
    const std::vector<SkinElectrode> apart{{0.0, 15.0}, {0.0, 35.0}};
    double before = 0.0, before_pair = 0.0;
    for (const double radius : {36.0, 32.0, 27.0, 20.0}) {
        const ArrayMuap muap = seen({fibre_at(radius)}, field, apart);
        const double one = peak_to_peak(column(muap, 0));
        const double two = peak_to_peak(difference(muap, 0, 1));
        if (before > 0.0) {
            CHECK(one < before);
            CHECK(two / before_pair < one / before);
        }
        before = one, before_pair = two;
    }
}

TEST_CASE("fibres that the limb has no place for are refused") {
    const LimbField& field = usual();
    const std::vector<SkinElectrode> one{{0.0, 0.0}};
    CHECK_THAT(
        test::message_of([&] { (void)seen({fibre_at(38.5)}, field, one); }),
        Catch::Contains("38.50 mm from the limb's axis, where its muscle is from 18 to 38 mm"));
    CHECK_THAT(test::message_of([&] { (void)seen({fibre_at(30.0, 130.0)}, field, one); }),
               Catch::Contains("more than 120 mm from an electrode"));
    CHECK_THAT(test::message_of([&] { (void)LimbField(limb_with(0.0), 1.0); }),
               Catch::Contains("limb: needs"));
}
