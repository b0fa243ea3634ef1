// Bags of instances, of which only the bag carries a label: muscles and their motor-unit trains.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/table.hpp"

namespace efferent::bags {

/// The class whose bags hold normal instances alone; the others are numbered from 1.
inline constexpr std::size_t normal_class = 0;

struct Bag {
    std::string name;
    std::optional<std::size_t> label;  ///< index into BagTable::classes; unknown in new bags
    std::size_t first = 0;             ///< row of its first instance
    std::size_t count = 0;             ///< instances, one after another
    friend bool operator==(const Bag&, const Bag&) = default;
};

struct BagTable {
    std::vector<std::string> classes;   ///< normal_class first
    std::vector<std::string> features;  ///< names that end in their unit: "amplitude_uv"
    std::vector<Bag> bags;
    Table rows;  ///< one per instance, one column per feature; NaN is a feature that is missing
    /// Per row, where it is known: for scoring alone, no method reads it.
    std::vector<std::optional<std::size_t>> truth;
    bool simulated = false;  ///< whether a model made any of the instances

    /// The rows of one bag, copied.
    Table instances(std::size_t bag) const;
    /// The bag of each row.
    std::vector<std::size_t> bag_of_rows() const;
};

/// The bags numbered in `chosen`, in that order.
BagTable subset(const BagTable& table, std::span<const std::size_t> chosen);

/// Error{config} unless bags are not empty, all are labelled, at least two classes with the normal
/// one among them have a bag, and every present value is finite.
void require_trainable(const BagTable& table);

/// Error{config} that names the first feature which is missing everywhere or has the same value in
/// every instance: it can tell nothing, and something went wrong when it was measured.
void require_varying(const BagTable& table);

}  // namespace efferent::bags
