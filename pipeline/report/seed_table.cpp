// What training with each of several seeds gave.
#include <algorithm>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/headline.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"
#include "pipeline/statistics.hpp"

namespace efferent::report {

namespace {

std::string cell(double window, double trial) {
    return element("td", "", percent(window) + " · " + percent(trial));
}

std::string row(const MethodResult& m, std::size_t seeds) {
    std::string cells = element("th", "scope=\"row\"", escape(m.name));
    if (m.seeds.empty()) {
        cells +=
            element("td", "colspan=\"" + std::to_string(seeds) + "\"", "no randomness: run once");
        return "<tr>" + cells + cell(m.per_window.mean, m.per_trial.mean) +
               element("td", "", absent) + "</tr>\n";
    }
    for (const SeedResult& s : m.seeds) cells += cell(s.per_window, s.per_trial);
    return "<tr>" + cells + cell(m.per_window.mean, m.per_trial.mean) +
           cell(seed_sd(m, &SeedResult::per_window), seed_sd(m, &SeedResult::per_trial)) +
           "</tr>\n";
}

}  // namespace

std::string seed_table(const Results& results) {
    const MethodResult* some = several_seeds(results);
    if (some == nullptr) return {};
    std::string rows = "<thead><tr><th scope=\"col\">Method</th>";
    for (const SeedResult& s : some->seeds)
        rows += element("th", "scope=\"col\"", "Seed " + std::to_string(s.seed));
    rows += "<th scope=\"col\">Mean</th><th scope=\"col\">SD</th></tr></thead>\n<tbody>";
    for (const MethodResult& m : results.methods) rows += row(m, some->seeds.size());
    rows += "</tbody>";
    return section(
        "seeds", "Seeds",
        table(results,
              "Accuracy in %, mean over people: per window · per trial. Everywhere else on "
              "this page a method that uses randomness has the mean over its seeds.",
              rows));
}

}  // namespace efferent::report
