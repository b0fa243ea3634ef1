// The fit of a network to many chips, for people and for programs.
#include <algorithm>

#include "core/config.hpp"
#include "core/text.hpp"
#include "hw/fit.hpp"

namespace efferent::hw {
namespace {

const char* word(Verdict verdict) {
    switch (verdict) {
        case Verdict::fits:
            return "fits";
        case Verdict::fits_after_repair:
            return "fits after repair";
        case Verdict::does_not_fit:
            return "does not fit";
        default:
            return "cannot be said";
    }
}

const char* word(Outcome outcome) {
    switch (outcome) {
        case Outcome::met:
            return "met";
        case Outcome::repairable:
            return "repairable";
        case Outcome::broken:
            return "broken";
        default:
            return "unknown";
    }
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

/// What is no number: the model, the registers.
bool in_words(const Finding& f) { return f.limit == "model" || f.limit == "registers"; }

std::string amounts(const Finding& f) {
    if (f.limit == "registers") return "refused by the chip's arithmetic";
    if (f.limit == "model") return f.outcome == Outcome::unknown ? "not known here" : "not there";
    return "needs " + exact(f.needed) + ", has " + (f.available ? exact(*f.available) : "unknown");
}

/// Worst first.
std::vector<const Finding*> hindrances(const Fit& fit) {
    std::vector<const Finding*> all;
    for (const Outcome outcome : {Outcome::broken, Outcome::repairable, Outcome::unknown})
        for (const Finding& f : fit.findings)
            if (f.outcome == outcome) all.push_back(&f);
    return all;
}

std::string summary(const Fit& fit) {
    const auto all = hindrances(fit);
    if (all.empty()) return "";
    return all.front()->limit + ": " + amounts(*all.front()) +
           (all.size() > 1 ? "; " + std::to_string(all.size() - 1) + " more" : "");
}

/// What nobody published; the rest of what hinders has a number or a sentence of its own.
bool unpublished(const Finding& f) {
    return f.outcome == Outcome::unknown && !f.available && !in_words(f);
}

std::string details(const Fit& fit) {
    std::string text, unknown;
    for (const Finding* f : hindrances(fit)) {
        if (unpublished(*f)) {
            if (unknown.find(f->limit) == std::string::npos)
                unknown += (unknown.empty() ? "" : ", ") + f->limit;
            continue;
        }
        text += "  " + f->limit;
        if (!in_words(*f))
            text += ", " + f->where + ": " + amounts(*f) + "; " + f->sentence + "\n";
        else
            text += ": " + f->sentence + "\n";
        if (!f->source.empty()) text += "      [" + f->source + "]\n";
    }
    if (!unknown.empty())
        text += "  unknown, since nobody published it or nobody here could read where: " + unknown +
                "\n";
    constexpr std::size_t shown = 5;
    for (std::size_t i = 0; i < std::min(shown, fit.changes.size()); ++i)
        text += "  repair: " + fit.changes[i] + "\n";
    if (fit.changes.size() > shown)
        text += "  repair: " + std::to_string(fit.changes.size() - shown) + " more changes\n";
    return text;
}

struct FindingText {
    Finding finding;
};

void describe(Fields& field, FindingText& t) {
    Finding& f = t.finding;
    std::string outcome = word(f.outcome);
    field("limit", f.limit, "its key in the chip's file");
    field("where", f.where, "where it is worst");
    field("outcome", outcome, "met, repairable, broken or unknown");
    field("needed", f.needed, "at that place");
    field("available", f.available, "absent: unknown");
    field("source", f.source, "of what is available");
    field("sentence", f.sentence, "what to do, or why it cannot be said");
}

struct FitText {
    std::string chip, title, verdict;
    std::vector<Config> findings;
    std::vector<std::string> changes;
};

void describe(Fields& field, FitText& t) {
    field("chip", t.chip, "its name");
    field("title", t.title, "as its makers write it");
    field("verdict", t.verdict, "in words");
    field("findings", t.findings, "one a limit");
    field("changes", t.changes, "by the repairs");
}

struct ReportText {
    std::vector<Config> chips;
};

void describe(Fields& field, ReportText& t) { field("chips", t.chips, "one a chip"); }

}  // namespace

std::string fit_table(std::span<const Fit> fits) {
    std::size_t widest = 4;
    for (const Fit& f : fits) widest = std::max(widest, f.chip.size());
    std::string text = padded("chip", widest + 2) + padded("verdict", 19) + "what hinders it\n";
    for (const Fit& f : fits) {
        std::string line = padded(f.chip, widest + 2) + padded(word(f.verdict), 19) + summary(f);
        line.resize(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    for (const Fit& f : fits) {
        const std::string more = details(f);
        if (!more.empty())
            text += "\n" + f.title + " (" + f.chip + "): " + word(f.verdict) + "\n" + more;
    }
    return text;
}

std::string fit_json(std::span<const Fit> fits) {
    ReportText report;
    for (const Fit& f : fits) {
        FitText text{f.chip, f.title, word(f.verdict), {}, f.changes};
        for (const Finding& finding : f.findings)
            text.findings.push_back(Config::of(FindingText{finding}));
        report.chips.push_back(Config::of(std::move(text)));
    }
    return Config::of(std::move(report)).dump() + "\n";
}

}  // namespace efferent::hw
