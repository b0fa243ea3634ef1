// Groups of motor units: distances, linkage, silhouette and how many groups there are, by hand.
#include "decoders/drives/clusters.hpp"

#include <catch2/catch.hpp>

namespace efferent::drives {
namespace {

using Groups = std::vector<std::size_t>;

/// Distances of points on a line.
Distances on_a_line(const std::vector<double>& x) {
    Distances d{x.size(), {}};
    for (const double a : x)
        for (const double b : x) d.values.push_back(std::abs(a - b));
    return d;
}

TEST_CASE("correlation distance does not see offset and scale") {
    const std::vector<double> rows{1, 2, 3, 12, 14, 16, 3, 2, 1, 1, 0, 1};
    const Distances d = correlation_distances(rows, 3);
    REQUIRE(d.count == 4);
    CHECK(d.at(0, 1) == Approx(0.0).margin(1e-12));
    CHECK(d.at(0, 2) == Approx(2.0));
    CHECK(d.at(3, 0) == Approx(1.0));
    CHECK(d.at(2, 2) == 0.0);
}

TEST_CASE("average linkage joins by the mean distance") {
    // 0 and 2 join; 2 is 2.6 from 4.6, but {0, 2} is 3.6 away from it, further than 4.6 from 8.
    const Distances d = on_a_line({0.0, 8.0, 2.0, 4.6});
    CHECK(average_linkage(d, 3) == Groups{0, 1, 0, 2});
    CHECK(average_linkage(d, 2) == Groups{0, 1, 0, 1});
    CHECK(average_linkage(d, 1) == Groups{0, 0, 0, 0});
    CHECK(average_linkage(d, 4) == Groups{0, 1, 2, 3});
    CHECK(average_linkage(d, 4, 3.0) == Groups{0, 1, 0, 2});
    CHECK(average_linkage(d, 4, 3.5) == Groups{0, 1, 0, 1});
    CHECK(average_linkage(d, 2, 3.0) == Groups{0, 1, 0, 1});
}

TEST_CASE("silhouette by hand, an item alone counts 0") {
    // 0: a 1, b 10; 1: a 1, b 9; 10 is alone.
    CHECK(silhouette(on_a_line({0.0, 1.0, 10.0}), Groups{0, 0, 1}) ==
          Approx((9.0 / 10.0 + 8.0 / 9.0) / 3.0));
    CHECK(silhouette(on_a_line({0.0, 0.0, 0.0}), Groups{0, 0, 1}) == 0.0);
    CHECK(silhouette(on_a_line({0.0, 10.0, 1.0, 11.0}), Groups{0, 0, 1, 1}) < 0.0);
}

TEST_CASE("groups further apart than the limit are clusters if the silhouette allows") {
    const ClusterParams params;
    const Clusters three = best_clusters(on_a_line({0, 2, 0.1, 4.1, 2.1, 4}), params);
    CHECK(three.count == 3);
    CHECK(three.of == Groups{0, 1, 0, 2, 1, 2});
    CHECK(three.silhouette > 0.9);

    const Clusters same = best_clusters(on_a_line({3, 3, 3, 3}), params);
    CHECK(same.count == 1);
    CHECK(same.of == Groups{0, 0, 0, 0});

    // At equal distances from each other nothing is nearer: no two clusters are better than one.
    Distances even{5, std::vector<double>(25, 1.0)};
    for (std::size_t i = 0; i < 5; ++i) even.values[i * 6] = 0.0;
    CHECK(best_clusters(even, params).count == 1);

    // Silhouettes are the same at any scale, least_distance is not.
    const Distances small = on_a_line({0.0, 0.2, 0.01, 0.41, 0.21, 0.40});
    CHECK(best_clusters(small, params).count == 1);
    CHECK(best_clusters(small, params).silhouette == 0.0);
    CHECK(best_clusters(small, {.least_distance = 0.1}).of == three.of);
    CHECK(best_clusters(on_a_line({0, 2, 0.1, 4.1, 2.1, 4}), {.most = 2}).count == 2);
    CHECK(best_clusters(on_a_line({0, 2, 0.1, 4.1, 2.1, 4}), {.least_silhouette = 0.99}).count ==
          1);
}

/// Distances that `of(i, j)` gives for i > j.
template <typename Of>
Distances distances_of(std::size_t count, Of of) {
    Distances d{count, std::vector<double>(count * count)};
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < i; ++j)
            d.values[i * count + j] = d.values[j * count + i] = of(i, j);
    return d;
}

/// Units that never become faster together.
Distances apart(std::size_t count) {
    return distances_of(count, [](std::size_t, std::size_t) { return 1.0; });
}

TEST_CASE("two pools that are nearer to each other than to a third stay two") {
    // Units 0 to 2, 3 to 5 and 6 to 8; within a pool 0.4.
    const Distances d = distances_of(9, [](std::size_t i, std::size_t j) {
        if (i / 3 == j / 3) return 0.4;
        return i < 6 ? 0.8 : 2.0;
    });
    const Groups two{0, 0, 0, 0, 0, 0, 1, 1, 1}, three{0, 0, 0, 1, 1, 1, 2, 2, 2};
    CHECK(silhouette(d, two) > silhouette(d, three));
    CHECK(best_clusters(d, {}).of == three);
}

TEST_CASE("early and late units of one pool stay one, whatever the silhouette says") {
    const Distances d =
        distances_of(8, [](std::size_t i, std::size_t j) { return i / 4 == j / 4 ? 0.1 : 0.55; });
    CHECK(silhouette(d, Groups{0, 0, 0, 0, 1, 1, 1, 1}) > 0.8);
    CHECK(best_clusters(d, {}).count == 1);
}

TEST_CASE("a lone unit joins from further than two do") {
    const auto three_and = [](std::size_t others) {
        return best_clusters(distances_of(3 + others,
                                          [](std::size_t i, std::size_t j) {
                                              return (i < 3) == (j < 3) ? 0.1 : 0.68;
                                          }),
                             {})
            .of;
    };
    CHECK(three_and(1) == Groups{0, 0, 0, 0});
    CHECK(three_and(2) == Groups{0, 0, 0, 1, 1});
}

TEST_CASE("an item that was joined early moves to the group it is nearest to") {
    // 5 joins 7 and with it 9 to 11; then it is 4.25 from the others there and 3.5 from 1 and 2.
    const Distances d = on_a_line({2, 5, 7, 10, 1, 9, 11});
    CHECK(average_linkage(d, 2) == Groups{0, 1, 1, 1, 0, 1, 1});
    CHECK(best_clusters(d, {.least_distance = 5.0, .few_distance = 0.0}).of ==
          Groups{0, 0, 1, 1, 0, 1, 1});
}

TEST_CASE("units of two pools are told apart by task, not by how fast they are") {
    const TaskRates rates{{"early 1", "late 1", "early 2", "late 2"},
                          {"a", "b", "a+b", "rest"},
                          {
                              20, 12, 19, 10,  //
                              8, 0, 7, 0,      //
                              11, 21, 20, 10,  //
                              0, 9, 8, 0,      //
                          }};
    const Clusters clusters = cluster_units(rates, apart(4), {});
    CHECK(clusters.count == 2);
    CHECK(clusters.of == Groups{0, 0, 1, 1});
}

TEST_CASE("fluctuations tell pools that much the same tasks make busy") {
    const TaskRates rates{{"1", "2", "3", "4"},
                          {"a", "b", "c", "d"},
                          {
                              16, 9, 4, 1,  //
                              16, 9, 4, 1,  //
                              9, 16, 4, 1,  //
                              9, 16, 4, 1,  //
                          }};
    // Square roots 4 3 2 1 and 3 4 2 1 correlate with 0.8.
    const Distances common =
        distances_of(4, [](std::size_t i, std::size_t j) { return i / 2 == j / 2 ? 0.2 : 1.4; });
    CHECK(cluster_units(rates, common, {.fluctuation_share = 0.0}).count == 1);
    CHECK(cluster_units(rates, common, {.fluctuation_share = 0.33}).count == 1);
    const Clusters both = cluster_units(rates, common, {.fluctuation_share = 0.5});
    CHECK(both.of == Groups{0, 0, 1, 1});
    // Within a pool 0.1, between pools 0.8.
    CHECK(both.silhouette == Approx(7.0 / 8.0));
}

TEST_CASE("clusters refuse too few units and tasks, constant rates and what does not fit") {
    const TaskRates three{{"a", "b", "c"}, {"x", "y", "z"}, {1, 2, 3, 4, 0, 4, 3, 2, 1}};
    CHECK_THROWS_WITH(
        cluster_units({{"a", "b"}, {"x", "y", "z"}, {1, 2, 3, 3, 2, 1}}, apart(2), {}),
        Catch::Contains("2 motor units; give at least 3"));
    CHECK_THROWS_WITH(
        cluster_units({{"a", "b", "c"}, {"x", "y"}, {1, 2, 2, 1, 3, 1}}, apart(3), {}),
        Catch::Contains("2 tasks"));
    CHECK_THROWS_WITH(cluster_units({{"a", "b", "c"}, {"x", "y", "z"}, {1, 2, 3, 4, 4, 4, 3, 2, 1}},
                                    apart(3), {}),
                      Catch::Contains("\"b\" discharges at the same rate in all tasks"));
    CHECK_THROWS_WITH(cluster_units(three, apart(4), {}),
                      Catch::Contains("of 4 motor units and rates of 3"));
    CHECK_THROWS_WITH(cluster_units(three, apart(3), {.fluctuation_share = 1.5}),
                      Catch::Contains("from 0 to 1"));
    CHECK_THROWS_WITH(best_clusters(on_a_line({1, 2, 4}), {.most = 1}),
                      Catch::Contains("allow at least 2"));
}

}  // namespace
}  // namespace efferent::drives
