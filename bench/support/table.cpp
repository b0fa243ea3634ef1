#include "bench/support/table.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "core/version.hpp"

namespace efferent::bench {
namespace {

/// Four significant digits, which is more than repetitions agree on.
std::string number(double value) {
    const double size = std::abs(value);
    const int before = size >= 1.0 ? static_cast<int>(std::floor(std::log10(size))) + 1 : 0;
    return fixed(value, std::max(0, 4 - before));
}

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, text.size()), ' ');
}

}  // namespace

std::string table_text(const Rows& rows) {
    std::size_t id_width = 0;
    std::size_t value_width = 0;
    for (const Row& row : rows) {
        id_width = std::max(id_width, row.id.size());
        if (row.value) value_width = std::max(value_width, number(*row.value).size());
    }
    std::string text;
    for (const Row& row : rows) {
        text += padded(row.id, id_width) + "  ";
        if (row.value) {
            const std::string value = number(*row.value);
            text += std::string(value_width - value.size(), ' ') + value + " " + row.unit;
        } else {
            text += row.why;
        }
        text += "\n    " + row.what + "\n";
    }
    return text;
}

std::string table_json(const std::string& bench, const std::string& machine, const Rows& rows) {
    nlohmann::ordered_json file{
        {"bench", bench}, {"version", version}, {"machine", machine}, {"rows", {}}};
    file["rows"] = nlohmann::ordered_json::array();
    for (const Row& row : rows) {
        nlohmann::ordered_json entry{
            {"id", row.id}, {"value", nullptr}, {"unit", row.unit}, {"what", row.what}};
        if (row.value)
            entry["value"] = *row.value;
        else
            entry["why"] = row.why;
        file["rows"].push_back(std::move(entry));
    }
    return file.dump(2) + "\n";
}

}  // namespace efferent::bench
