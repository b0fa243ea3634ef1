// What a bench has found: rows that can be referred to by their identifiers, as text and as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace efferent::bench {

struct Row {
    std::string id;  ///< stays the same from version to version: "pipeline.encode.msamples_per_s"
    std::optional<double> value;
    std::string unit;
    std::string what;   ///< one sentence: what was measured on what
    std::string why{};  ///< there is no value: "not installed", or "not comparable: ..."
};
using Rows = std::vector<Row>;

/// One aligned line per row, and one below it that says what it is.
std::string table_text(const Rows& rows);

/// {"bench", "version", "machine", "rows": [{"id", "value", "unit", "what"}]}; a row without a
/// value has null and "why".
std::string table_json(const std::string& bench, const std::string& machine, const Rows& rows);

}  // namespace efferent::bench
