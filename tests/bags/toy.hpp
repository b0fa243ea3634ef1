// Simulated bags whose instances' labels are known.
#pragma once

#include <cmath>
#include <string>

#include "core/random.hpp"
#include "decoders/bags/bag_table.hpp"

namespace efferent::bags::toy {

struct Clinic {
    std::size_t bags = 45;
    std::size_t least = 8, most = 16;  ///< instances of a bag
    double apart = 3.0;                ///< of the classes' instances, in standard deviations
    double affected = 0.4;             ///< share of a bag's instances that its class changes
    double missing = 0.0;              ///< share of features
    double surroundings = 0.0;         ///< how much higher the third feature lies in class 1's bags
    std::size_t classes = 3;
    std::uint64_t seed = 1;
};

/// Bags of the classes in turn. Normal instances are standard normal in three features; those of
/// class 1 lie higher in the first, of class 2 in the second. One affected instance at least.
inline BagTable clinic(const Clinic& c) {
    RandomStream random(c.seed, "toy clinic");
    BagTable table{{"normal", "myopathic", "neurogenic"}, {"a_uv", "b_ms", "c"}, {}, Table(3), {}};
    table.classes.resize(c.classes);
    for (std::size_t b = 0; b < c.bags; ++b) {
        const std::size_t label = b % c.classes;
        const std::size_t count = c.least + random.below(c.most - c.least + 1);
        table.bags.push_back({"m" + std::to_string(b), label, table.rows.rows(), count});
        for (std::size_t i = 0; i < count; ++i) {
            const bool affected = label > 0 && (i == 0 || random.uniform() < c.affected);
            double row[3];
            for (double& x : row) x = random.normal();
            if (affected) row[label - 1] += c.apart;
            if (label == 1) row[2] += c.surroundings;
            for (std::size_t j = 0; j < 2; ++j)
                if (random.uniform() < c.missing) row[j] = std::nan("");
            table.rows.push_back(row);
            table.truth.emplace_back(affected ? label : 0);
        }
    }
    return table;
}

}  // namespace efferent::bags::toy
