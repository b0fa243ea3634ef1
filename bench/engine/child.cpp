#include "bench/engine/child.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "bench/support/process.hpp"
#include "core/text.hpp"

namespace efferent::bench {
namespace {

Rows read_rows(const std::string& text) {
    const auto table = nlohmann::json::parse(text);
    Rows rows;
    for (const auto& entry : table.at("rows")) {
        Row row{entry.at("id").get<std::string>(),
                {},
                entry.at("unit").get<std::string>(),
                entry.at("what").get<std::string>(),
                entry.value("why", std::string())};
        if (!entry.at("value").is_null()) row.value = entry.at("value").get<double>();
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

Rows hold_in_child(const Contest& contest, int rounds, double scale) {
    std::string command = quoted(std::filesystem::read_symlink("/proc/self/exe")) + " --child " +
                          contest.name + " --rounds " + std::to_string(rounds) + " --scale " +
                          exact(scale) + " --only";
    for (const RowRule& rule : contest.rules) command += " " + rule.row.id;
    const Answer answer = ask(command);
    if (answer.status == 0) return read_rows(answer.text);
    Rows rows;
    for (const RowRule& rule : contest.rules) {
        rows.push_back(rule.row);
        rows.back().why = "its process failed with status " + std::to_string(answer.status);
    }
    return rows;
}

}  // namespace efferent::bench
