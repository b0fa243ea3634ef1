// Fibres in an infinite medium, seen by contacts of finite size.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "emg/muscle/line_source.hpp"

namespace efferent::emg {
namespace {

constexpr double nearest_mm = 0.055;
constexpr double finite_within_mm = 1.0;  // farther away a contact counts as a point
constexpr std::size_t points_a_contact = 6;

/// Contacts as the inner loop wants them.
struct Field {
    std::vector<float> z;  ///< of the centres
    std::vector<std::array<Point, points_a_contact>> points;
    double anisotropy;
};

Field make_field(const Contacts& contacts, const Medium& medium) {
    Field field{{}, {}, medium.along / medium.across};
    const Point &l = contacts.length_direction, &w = contacts.width_direction;
    for (const Point& c : contacts.centres) {
        field.z.push_back(static_cast<float>(c.z));
        std::array<Point, points_a_contact> points;
        for (std::size_t i = 0; i < points_a_contact; ++i) {
            const double a = contacts.length / 3.0 * (static_cast<double>(i % 3) - 1.0);
            const double b = contacts.width / 2.0 * (static_cast<double>(i / 3) - 0.5);
            points[i] = {c.x + a * l.x + b * w.x, c.y + a * l.y + b * w.y, c.z + a * l.z + b * w.z};
        }
        field.points.push_back(points);
    }
    return field;
}

/// The lead field of one fibre at all contacts, node after node.
class FibreField final : public LeadField {
public:
    FibreField(const Field& field, const Contacts& contacts, const MuscleFibre& fibre)
        : field_(field), weight_(static_cast<float>(fibre.diameter_um * fibre.diameter_um)) {
        for (std::size_t c = 0; c < contacts.centres.size(); ++c) {
            const Point& at = contacts.centres[c];
            const double rho2 = squared(at, fibre);
            across_.push_back(static_cast<float>(field.anisotropy * rho2));
            if (rho2 > finite_within_mm * finite_within_mm) continue;
            Near near{c, {}};
            for (std::size_t i = 0; i < points_a_contact; ++i)
                near.across[i] =
                    static_cast<float>(field.anisotropy * squared(field.points[c][i], fibre));
            near_.push_back(near);
        }
    }

    std::size_t contacts() const override { return across_.size(); }

    void at(double z, std::span<float> out) const override {
        const auto here = static_cast<float>(z);
        const float* place = field_.z.data();
        const float* across = across_.data();
        float* to = out.data();
        const std::size_t count = out.size();
        for (std::size_t c = 0; c < count; ++c) {
            const float d = here - place[c];
            to[c] = weight_ / std::sqrt(across[c] + d * d);
        }
        for (const Near& near : near_) {
            float sum = 0.0F;
            for (std::size_t i = 0; i < points_a_contact; ++i) {
                const auto d = static_cast<float>(z - field_.points[near.contact][i].z);
                sum += 1.0F / std::sqrt(near.across[i] + d * d);
            }
            out[near.contact] = weight_ * sum / static_cast<float>(points_a_contact);
        }
    }

private:
    struct Near {
        std::size_t contact;
        std::array<float, points_a_contact> across;
    };

    static double squared(const Point& p, const MuscleFibre& fibre) {
        const double dx = p.x - fibre.x, dy = p.y - fibre.y;
        return std::max(nearest_mm * nearest_mm, dx * dx + dy * dy);
    }

    const Field& field_;
    float weight_;
    std::vector<float> across_;
    std::vector<Near> near_;
};

}  // namespace

ArrayMuap array_muap(std::span<const MuscleFibre> fibres, const Contacts& contacts,
                     const Medium& medium, const MuapSampling& sampling, RandomStream random) {
    const Field field = make_field(contacts, medium);
    return line_source_muap(
        fibres, contacts.centres.size(),
        1e3 * medium.intracellular / (4.0 * std::numbers::pi * medium.across),
        [&](const MuscleFibre& fibre) {
            return std::make_unique<FibreField>(field, contacts, fibre);
        },
        sampling, random);
}

}  // namespace efferent::emg
