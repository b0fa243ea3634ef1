// Reads tables of bags: one line per instance, with the label of its bag.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "decoders/bags/bag_table.hpp"

namespace efferent::bags {

/// A CSV with the columns bag, label, truth (which may be left out) and features. An empty label is
/// unknown, an empty feature is missing; lines of a bag stand together. Classes are the labels
/// there are, in order of their names, `normal` first; empty, it is "normal" or else "0".
/// A name that ends in ".data" is read as the files of MUSK are published: molecule, conformation,
/// features, "1." or "0.", without a header.
/// Error{io}, or Error{format} naming file, line and what was expected.
BagTable read_bags(const std::filesystem::path& path, std::string_view normal = {});

/// The same for bags to be judged: labels are among `classes`, or empty.
BagTable read_bags(const std::filesystem::path& path, const std::vector<std::string>& classes);

/// The trains of one recording, as `efferent decompose --preset needle` writes them: unit_id and
/// features between tabs, "n/a" where one is missing. The bag is called `name`.
struct TrainFeatures {
    BagTable table;                   ///< one bag without label or classes
    std::vector<std::string> units;   ///< of its rows
    std::vector<std::string> silent;  ///< units without any feature, which have no row
};
/// Error{io}, or Error{format} as above. Where no unit has a feature the bag is empty.
TrainFeatures read_train_features(const std::filesystem::path& path, const std::string& name);

}  // namespace efferent::bags
