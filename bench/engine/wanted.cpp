#include "bench/engine/wanted.hpp"

#include <algorithm>

namespace efferent::bench {
namespace {

bool names(const std::string& wanted, const std::string& id) {
    const std::string whole = wanted.starts_with("engine.") ? wanted : "engine." + wanted;
    return id == whole || id.starts_with(whole + ".");
}

}  // namespace

std::vector<std::string> keep_wanted(std::vector<Contest>& contests,
                                     const std::vector<std::string>& only) {
    if (only.empty()) return {};
    std::vector<std::string> unknown = only;
    const auto unwanted = [&](const RowRule& rule) {
        const auto named = [&](const std::string& wanted) { return names(wanted, rule.row.id); };
        std::erase_if(unknown, named);
        return std::ranges::none_of(only, named);
    };
    for (Contest& contest : contests) std::erase_if(contest.rules, unwanted);
    std::erase_if(contests, [](const Contest& contest) { return contest.rules.empty(); });
    return unknown;
}

}  // namespace efferent::bench
