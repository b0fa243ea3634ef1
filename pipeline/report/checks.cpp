// The checks that an honest comparison has to pass, and what was run.
#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"

namespace efferent::report {

namespace {

std::string check(std::string_view mark, std::string_view word, const std::string& story) {
    return "<li><strong class=\"" + std::string(word) + "\">" + std::string(mark) + " " +
           std::string(word) + "</strong> " + story + "</li>\n";
}

std::string verdict(bool holds, const std::string& story) {
    return holds ? check("✓", "holds", story) : check("✗", "fails", story);
}

std::string notes(const Results& results) {
    if (results.notes.empty()) return {};
    std::string items;
    for (const std::string& note : results.notes) items += element("li", "", escape(note)) + "\n";
    return "<h3>Notes</h3>\n" + element("ul", "", items);
}

std::string ran(const Results& r) {
    return fact("Version", escape(r.version)) + fact("Seed", std::to_string(r.seed)) +
           fact("Data set", escape(r.dataset) + (r.simulated ? " (simulated data)" : "") + ", " +
                                std::to_string(r.channels) + " channels at " + plain(r.rate_hz) +
                                " Hz") +
           fact("Protocol", escape(r.protocol) + ": " + escape(r.protocol_story)) +
           fact("Windows", plain(r.window_ms) + " ms every " + plain(r.increment_ms) + " ms") +
           fact("Trials", std::to_string(r.train_trials) + " to train, " +
                              std::to_string(r.test_trials) + " to test") +
           fact("Splits, SHA-256", "<code>" + escape(r.splits_sha256) + "</code>");
}

}  // namespace

std::string check_list(const Results& results) {
    const LeakChecks& leak = results.leak_checks;
    const std::string items =
        verdict(leak.shared_samples == 0, "Training and test share " +
                                              std::to_string(leak.shared_samples) +
                                              " samples, by position or content; it must be 0.") +
        verdict(leak.shuffle_within_chance,
                "With shuffled training labels, " + percent(leak.shuffled_accuracy) +
                    " % of trials are right; chance is " +
                    percent_interval(leak.chance_low, leak.chance_high) + " %.") +
        "<li><strong>Chance</strong> Always guessing the most frequent class is right in " +
        percent(results.chance) + " %.</li>\n";
    return section("checks", "Checks",
                   simulated_paragraph(results.simulated) +
                       element("ul", "class=\"checks\"", items) + notes(results));
}

std::string provenance(const Results& results) {
    return section(
        "run", "What was run",
        element("dl", "class=\"facts\"", ran(results)) +
            "<details><summary>The resolved configuration, which reruns this</summary>\n" +
            element("pre", "tabindex=\"0\"", escape(results.resolved_config)) + "</details>\n");
}

}  // namespace efferent::report
