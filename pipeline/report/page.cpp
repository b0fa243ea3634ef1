// Assembles the report: headline, sections in reading order, one page.
#include <array>

#include "pipeline/report/document.hpp"
#include "pipeline/report/figures.hpp"
#include "pipeline/report/headline.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/report.hpp"
#include "pipeline/report/sections.hpp"

namespace efferent {

namespace {

using namespace report;

/// A method with its two numbers, large.
std::string best_box(const Results& results, std::string_view family) {
    const std::string open = "<div class=\"box " + std::string(family_class(family)) + "\">";
    const MethodResult* best = best_of(results, family);
    const std::string title = "<p class=\"role\">Best " + std::string(family) + "</p>";
    if (best == nullptr) return open + title + "<p class=\"name\">none</p></div>\n";
    return open + title + element("p", "class=\"name\"", escape(best->name)) +
           "<p class=\"value\"><b>" + percent(best->per_window.mean) +
           "</b> % per window</p><p class=\"value\"><b>" + percent(best->per_trial.mean) +
           "</b> % per trial</p></div>\n";
}

std::string sentence(const Results& r) {
    const MethodResult* a = best_of(r, challenger(r));
    const MethodResult* b = best_of(r, conventional);
    const MethodResult* only = a != nullptr ? a : b;
    if (only == nullptr) return "No method gave a result.";
    const auto right = [](const MethodResult& m) {
        return percent(m.per_window.mean) + " % of windows and " + percent(m.per_trial.mean) +
               " % of trials";
    };
    if (a == nullptr || b == nullptr) return only->name + " decides " + right(*only) + " rightly.";
    return "The best " + (a->family == spiking ? "spiking method" : "method from " + a->family) +
           " decides " + right(*a) + " rightly, the best conventional one " + right(*b) + ".";
}

std::string subtitle(const Results& r) {
    return escape(r.dataset) + ", " + people_count(r) + ", " + std::to_string(r.classes.size()) +
           " classes, " + escape(r.protocol) + ". " + escape(r.protocol_story) +
           " Chance: " + percent(r.chance) + " %.";
}

std::string header(const Results& r) {
    std::string out = "<header>\n" + element("p", "class=\"experiment\"", escape(r.experiment)) +
                      "\n" + element("h1", "", unbroken(escape(sentence(r)))) + "\n";
    if (r.simulated)
        out +=
            "<p class=\"banner\"><strong class=\"simulated\">simulated data</strong> No person was "
            "recorded: every figure on this page comes from simulated signals.</p>\n";
    if (!checks_hold(r))
        out +=
            "<p class=\"banner\"><strong class=\"fails\">✗ a check fails</strong> The figures on "
            "this page cannot be trusted; see <a href=\"#checks\">Checks</a>.</p>\n";
    out +=
        element("p", "class=\"subtitle\"", unbroken(subtitle(r))) + "\n<div class=\"boxes\">" +
        best_box(r, challenger(r)) +
        (challenger(r) == spiking && best_of(r, motor_units) != nullptr ? best_box(r, motor_units)
                                                                        : std::string()) +
        best_box(r, conventional) + "</div>\n";
    if (const std::string difference = difference_line(r); !difference.empty())
        out += element("p", "class=\"difference\"", unbroken(escape(difference))) + "\n";
    return out + "</header>\n";
}

struct Entry {
    const char* id;
    const char* name;
    std::string (*make)(const Results&);
};

constexpr std::array entries{Entry{"methods", "Methods", method_table},
                             Entry{"seeds", "Seeds", seed_table},
                             Entry{"comparisons", "Differences", comparison_table},
                             Entry{"cost", "Operations", cost_picture},
                             Entry{"energy", "Energy", energy_picture},
                             Entry{"people", "People", paired_dots},
                             Entry{"confusion", "Confusion", confusion_matrices},
                             Entry{"units", "Motor units", unit_example},
                             Entry{"example", "One trial", example_trial},
                             Entry{"encoder", "Encoder", encoder_card},
                             Entry{"rate", "Event rate", rate_curve},
                             Entry{"chips", "On chips", chip_falls},
                             Entry{"work", "Work", work_table},
                             Entry{"learning", "Learning", learning_curves},
                             Entry{"checks", "Checks", check_list},
                             Entry{"run", "What was run", provenance},
                             Entry{"terms", "Terms", glossary}};

std::string body(const Results& r) {
    std::string links, sections;
    for (const Entry& entry : entries) {
        const std::string made = entry.make(r);
        if (made.empty()) continue;
        links += "<a href=\"#" + std::string(entry.id) + "\">" + entry.name + "</a>\n";
        sections += made;
    }
    return header(r) + element("nav", "aria-label=\"Sections\"", links) + "\n<main>\n" + sections +
           "</main>\n<footer>Efferent " + escape(r.version) + "</footer>\n";
}

}  // namespace

std::string html_report(const Results& r) {
    return document(r.experiment + (r.simulated ? " (simulated data)" : ""), body(r));
}

}  // namespace efferent
