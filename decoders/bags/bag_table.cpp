// Bags of instances: choosing among them, and what a table must have to learn from.
#include "decoders/bags/bag_table.hpp"

#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::bags {

Table BagTable::instances(std::size_t bag) const {
    Table out(rows.columns());
    for (std::size_t i = 0; i < bags[bag].count; ++i) out.push_back(rows.row(bags[bag].first + i));
    return out;
}

std::vector<std::size_t> BagTable::bag_of_rows() const {
    std::vector<std::size_t> of(rows.rows());
    for (std::size_t b = 0; b < bags.size(); ++b)
        for (std::size_t i = 0; i < bags[b].count; ++i) of[bags[b].first + i] = b;
    return of;
}

BagTable subset(const BagTable& table, std::span<const std::size_t> chosen) {
    BagTable out{table.classes, table.features, {}, Table(table.rows.columns()), {}};
    for (const std::size_t b : chosen) {
        Bag bag = table.bags[b];
        for (std::size_t i = bag.first; i < bag.first + bag.count; ++i) {
            out.rows.push_back(table.rows.row(i));
            out.truth.push_back(table.truth.empty() ? std::nullopt : table.truth[i]);
        }
        bag.first = out.rows.rows() - bag.count;
        out.bags.push_back(bag);
    }
    return out;
}

void require_trainable(const BagTable& table) {
    std::vector<std::size_t> counts(table.classes.size());
    for (const Bag& bag : table.bags) {
        if (bag.count == 0)
            throw Error(Fault::config,
                        "bag \"" + bag.name + "\" is empty; a bag needs at least one instance");
        if (!bag.label)
            throw Error(Fault::config,
                        "bag \"" + bag.name + "\" has no label; training needs one for every bag");
        ++counts[*bag.label];
    }
    std::size_t present = 0;
    for (const std::size_t count : counts) present += count > 0 ? 1 : 0;
    if (present < 2)
        throw Error(Fault::config,
                    "there are bags of " + std::to_string(present) +
                        " class; training needs bags of the normal class and of another");
    if (counts[normal_class] == 0)
        throw Error(Fault::config, "no bag is \"" + table.classes[normal_class] +
                                       "\", the normal class; give bags that are, or name another");
    for (std::size_t i = 0; i < table.rows.rows(); ++i)
        for (std::size_t j = 0; j < table.rows.columns(); ++j)
            if (std::isinf(table.rows.row(i)[j]))
                throw Error(Fault::config, "feature \"" + table.features[j] + "\" of instance " +
                                               std::to_string(i) + " is not a finite number");
}

void require_varying(const BagTable& table) {
    for (std::size_t j = 0; j < table.rows.columns(); ++j) {
        std::optional<double> first;
        bool varies = false;
        for (std::size_t i = 0; i < table.rows.rows() && !varies; ++i) {
            const double x = table.rows.row(i)[j];
            if (std::isnan(x)) continue;
            if (!first) first = x;
            varies = x != *first;
        }
        if (varies) continue;
        throw Error(Fault::config,
                    "feature \"" + table.features[j] + "\" " +
                        (first ? "is " + exact(*first) + " in every instance that has it"
                               : std::string("is missing in every instance")) +
                        "; measure it anew, or leave its column out");
    }
}

}  // namespace efferent::bags
