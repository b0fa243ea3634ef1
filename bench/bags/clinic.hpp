// A simulated clinic: muscles that were never seen are judged, and their trains labelled.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/bags/folds.hpp"
#include "bench/support/table.hpp"

namespace efferent::bench {

/// `table` is a .csv with the truth of each train. Muscles are left out in ten stratified folds.
/// The margins are measured on the same muscles after leaving affected trains out at random until
/// at most so many of `percents` of each muscle's trains are affected. `only` and `each` as in
/// musk1_rows.
Rows clinic_rows(const std::filesystem::path& table, const std::vector<std::string>& only,
                 const std::vector<int>& percents, bool each);

/// Without so many affected trains that they are more than `share` of any bag; one at least stays.
bags::BagTable thinned(const bags::BagTable& table, double share, std::uint64_t seed);

}  // namespace efferent::bench
