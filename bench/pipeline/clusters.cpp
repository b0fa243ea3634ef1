#include "bench/pipeline/clusters.hpp"

#include "core/random.hpp"
#include "decoders/tasks/standardise.hpp"

namespace efferent::bench {
namespace {

/// Means so near that the best classifier errs in some of a hundred rows.
constexpr double spread_of_means = 0.35;

struct Shape {
    Table means{Clusters::classes, Clusters::columns};
    Table deviations{Clusters::classes, Clusters::columns};
};

Shape draw_shape(std::uint64_t seed) {
    RandomStream random(seed, "cluster shape");
    Shape shape;
    for (std::size_t k = 0; k < Clusters::classes; ++k)
        for (std::size_t j = 0; j < Clusters::columns; ++j) {
            shape.means.row(k)[j] = spread_of_means * random.normal();
            shape.deviations.row(k)[j] = 0.7 + 0.6 * random.uniform();
        }
    return shape;
}

LabelledRows draw_rows(const Shape& shape, std::uint64_t seed, std::string_view purpose) {
    RandomStream random(seed, purpose);
    LabelledRows drawn{Table(Clusters::count, Clusters::columns), {}};
    for (std::size_t i = 0; i < Clusters::count; ++i) {
        const std::size_t k = i % Clusters::classes;
        drawn.labels.push_back(static_cast<TaskId>(k));
        for (std::size_t j = 0; j < Clusters::columns; ++j)
            drawn.rows.row(i)[j] =
                shape.means.row(k)[j] + shape.deviations.row(k)[j] * random.normal();
    }
    return drawn;
}

}  // namespace

Clusters make_clusters(std::uint64_t seed) {
    const Shape shape = draw_shape(seed);
    Clusters clusters{draw_rows(shape, seed, "training rows"), draw_rows(shape, seed, "test rows")};
    const auto standardiser = decoders::Standardiser::of(clusters.train.rows);
    standardiser.apply(clusters.train.rows);
    standardiser.apply(clusters.test.rows);
    return clusters;
}

}  // namespace efferent::bench
