// The table that an experiment prints on a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "pipeline/results.hpp"

namespace efferent {

enum class Colour : std::uint8_t { none, ansi };

struct TableStyle {
    /// Columns of the terminal. Where the table is wider, it continues below, method names
    /// repeated; nothing is cut off.
    std::size_t width = 120;
    Colour colour = Colour::none;
};

/// UTF-8 lines, the last one ended too. Accuracies in percent. Control characters in names come out
/// as "?", so that a file's content cannot steer the terminal.
std::string table_text(const Results& results, const TableStyle& style);

}  // namespace efferent
