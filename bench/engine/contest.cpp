#include "bench/engine/contest.hpp"

#include <algorithm>

namespace efferent::bench {
namespace {

bool needed(const Contest& contest, const std::string& entrant) {
    return std::ranges::any_of(contest.rules, [&](const RowRule& rule) {
        return std::ranges::find(rule.of, entrant) != rule.of.end();
    });
}

struct Player {
    std::string name;
    std::unique_ptr<Contender> contender;  ///< empty once it has failed
};

std::vector<Player> admit(const Contest& contest, Results& results) {
    std::vector<Player> players;
    for (const Entrant& entrant : contest.entrants) {
        if (!needed(contest, entrant.name)) continue;
        say(contest.name + ": " + entrant.name + ": getting ready");
        try {
            players.push_back({entrant.name, entrant.enter()});
        } catch (const std::exception& e) {
            results.absent[entrant.name] = e.what();
        }
    }
    return players;
}

Row row_of(const RowRule& rule, const Results& results) {
    Row row = rule.row;
    for (const std::string& entrant : rule.of)
        if (const auto absent = results.absent.find(entrant); absent != results.absent.end()) {
            row.why = entrant + ": " + absent->second;
            return row;
        }
    rule.fill(row, results);
    return row;
}

}  // namespace

Rows hold(const Contest& contest, int rounds) {
    Results results;
    std::vector<Player> players = admit(contest, results);
    for (int round = 0; round < rounds; ++round)
        for (Player& player : players) {
            if (!player.contender) continue;
            say(contest.name + ": round " + std::to_string(round + 1) + ": " + player.name);
            try {
                results.runs[player.name].push_back(player.contender->run());
            } catch (const std::exception& e) {
                results.absent[player.name] = e.what();
                player.contender.reset();
            }
        }
    Rows rows;
    for (const RowRule& rule : contest.rules) rows.push_back(row_of(rule, results));
    return rows;
}

}  // namespace efferent::bench
