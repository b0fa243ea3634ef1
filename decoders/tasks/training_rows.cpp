// Refuses rows that no classifier could learn from or score.
#include "decoders/tasks/training_rows.hpp"

#include <cmath>
#include <string>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::decoders {
namespace {

void require_finite(const Table& rows) {
    const std::vector<double>& values = rows.values();
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isfinite(values[i]))
            throw Error(Fault::config, "row " + std::to_string(i / rows.columns()) + ", column " +
                                           std::to_string(i % rows.columns()) + ": " +
                                           exact(values[i]) + " is not a finite number");
}

}  // namespace

std::vector<std::size_t> count_classes(const Table& rows, std::span<const TaskId> labels,
                                       std::size_t classes) {
    if (rows.rows() == 0) throw Error(Fault::config, "there are no rows to train on");
    if (labels.size() != rows.rows())
        throw Error(Fault::config, "there are " + std::to_string(rows.rows()) + " rows and " +
                                       std::to_string(labels.size()) +
                                       " labels; each row needs one");
    std::vector<std::size_t> counts(classes);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (index(labels[i]) >= classes)
            throw Error(Fault::config,
                        "row " + std::to_string(i) + ": class " + std::to_string(index(labels[i])) +
                            " is not below the number of classes, " + std::to_string(classes));
        ++counts[index(labels[i])];
    }
    require_finite(rows);
    return counts;
}

void require_scorable(const Table& rows, std::size_t columns) {
    if (rows.columns() != columns)
        throw Error(Fault::config, "a row has " + std::to_string(rows.columns()) +
                                       " columns; the training rows had " +
                                       std::to_string(columns));
    require_finite(rows);
}

std::vector<TaskId> present(std::span<const std::size_t> counts) {
    std::vector<TaskId> classes;
    for (std::size_t k = 0; k < counts.size(); ++k)
        if (counts[k] > 0) classes.push_back(static_cast<TaskId>(k));
    return classes;
}

}  // namespace efferent::decoders
