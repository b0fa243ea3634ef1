// The terminal table: methods by family, columns aligned, continued below where it is too wide.
#include "pipeline/table_text.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/headline.hpp"
#include "pipeline/statistics.hpp"
#include "pipeline/unit_count.hpp"

namespace efferent {

namespace {

using namespace report;

constexpr std::size_t gap = 2;

struct Column {
    std::string head;
    std::vector<std::string> cells;  ///< one per method, in printed order
    std::size_t width = 0;
};

struct Row {
    const MethodResult* method;
    bool opens_family;
};

std::size_t columns_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string harmless(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool c1 = c == 0xC2U && i + 1 < text.size() &&
                        static_cast<unsigned char>(text[i + 1]) < 0xA0U;  // U+0080 to U+009F
        if (c1) ++i;
        out += c1 || c < 0x20U || c == 0x7FU ? '?' : text[i];
    }
    return out;
}

std::string left(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, columns_of(text)), ' ');
}

std::string right(const std::string& text, std::size_t width) {
    return std::string(width - std::min(width, columns_of(text)), ' ') + text;
}

std::string painted(const std::string& text, std::string_view code, const TableStyle& style) {
    if (style.colour == Colour::none) return text;
    std::string out = "\x1b[";
    return out.append(code).append("m").append(text).append("\x1b[0m");
}

std::string_view family_code(std::string_view family) {
    if (family == conventional) return "1;34";
    return family == spiking ? "1;33" : "1;35";
}

std::vector<Row> rows_of(const Results& results) {
    std::vector<Row> rows;
    for (const std::string& family : families(results)) {
        bool opens = true;
        for (const MethodResult& method : results.methods) {
            if (method.family != family) continue;
            rows.push_back({&method, opens});
            opens = false;
        }
    }
    return rows;
}

template <class Print>
Column column(const std::vector<Row>& rows, std::string head, Print print) {
    Column c{std::move(head), {}, 0};
    c.width = columns_of(c.head);
    for (const Row& row : rows) {
        c.cells.push_back(print(*row.method));
        c.width = std::max(c.width, columns_of(c.cells.back()));
    }
    return c;
}

template <class Pick>
std::vector<Column> accuracy_columns(const std::vector<Row>& rows, const std::string& head,
                                     Pick pick) {
    return {column(rows, head + " %",
                   [&](const MethodResult& m) {
                       return percent(pick(m).mean) + " ± " + right(percent(pick(m).sd), 4);
                   }),
            column(rows, "95 % CI", [&](const MethodResult& m) {
                return percent_interval(pick(m).low, pick(m).high);
            })};
}

std::vector<Column> columns(const std::vector<Row>& rows) {
    using M = const MethodResult&;
    std::vector<Column> all;
    const auto add = [&](std::vector<Column> more) {
        all.insert(all.end(), more.begin(), more.end());
    };
    add(accuracy_columns(rows, "per window", [](M m) { return m.per_window; }));
    add(accuracy_columns(rows, "per trial", [](M m) { return m.per_trial; }));
    add({column(rows, "balanced %", [](M m) { return percent(m.balanced_window.mean); })});
    add({column(rows, "false/min", [](M m) { return amount(m.false_activations_per_min); })});
    add({column(rows, "latency ms", [](M m) { return amount(m.latency_ms); })});
    add({column(rows, "footprint", [](M m) { return bytes(m.footprint.total()); })});
    add({column(rows, "MAC", [](M m) { return amount(m.operations.mac); })});
    add({column(rows, "AC", [](M m) { return amount(m.operations.ac); })});
    add({column(rows, "energy nJ", [](M m) { return amount(1e-3 * m.energy.total_pj()); })});
    add({column(rows, "events/s", [](M m) { return amount(m.operations.events_per_s); })});
    return all;
}

std::string block(const std::vector<Row>& rows, const Column& names, std::span<const Column> part,
                  const TableStyle& style) {
    std::string head = left("method", names.width);
    for (const Column& c : part) head += std::string(gap, ' ') + right(c.head, c.width);
    std::string text = painted(head, "2", style) + "\n";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string& family = rows[i].method->family;
        if (rows[i].opens_family)
            text += painted(harmless(family), family_code(family), style) + "\n";
        text += left(names.cells[i], names.width);
        for (const Column& c : part) text += std::string(gap, ' ') + right(c.cells[i], c.width);
        text += "\n";
    }
    return text;
}

/// As many columns side by side as fit, at least one.
std::string blocks(const std::vector<Row>& rows, const TableStyle& style) {
    const Column names =
        column(rows, "method", [](const MethodResult& m) { return "  " + harmless(m.name); });
    const std::vector<Column> all = columns(rows);
    std::string text;
    for (std::size_t begin = 0; begin < all.size();) {
        std::size_t end = begin, used = names.width;
        while (end < all.size() && (end == begin || used + gap + all[end].width <= style.width))
            used += gap + all[end++].width;
        if (begin != 0) text += "\n";
        text += block(rows, names, std::span(all).subspan(begin, end - begin), style);
        begin = end;
    }
    return text;
}

std::string title(const Results& r) {
    std::string text = harmless(r.experiment) + ": " + harmless(r.dataset);
    if (r.simulated) text += " (simulated data)";
    return text + ", " + people_count(r) + ", " + std::to_string(r.classes.size()) + " classes, " +
           harmless(r.protocol);
}

std::string conditions(const Results& r) {
    return "Mean ± sd over people; windows of " + plain(r.window_ms) + " ms every " +
           plain(r.increment_ms) + " ms; chance level " + percent(r.chance) + " %.";
}

/// Each seed's figures, where methods were trained with several.
std::string seeds(const Results& r) {
    if (several_seeds(r) == nullptr) return {};
    std::string text = "\nSeeds: per window / per trial, %, and SD over seeds\n", once;
    for (const MethodResult& m : r.methods) {
        if (m.seeds.empty()) {
            once += (once.empty() ? "" : ", ") + harmless(m.name);
            continue;
        }
        text += "  " + harmless(m.name) + ":";
        for (const SeedResult& s : m.seeds)
            text += " " + percent(s.per_window) + " / " + percent(s.per_trial) + ",";
        text += " SD " + percent(seed_sd(m, &SeedResult::per_window)) + " / " +
                percent(seed_sd(m, &SeedResult::per_trial)) + "\n";
    }
    return once.empty() ? text : text + "  without randomness, run once: " + once + "\n";
}

std::string warning(const Results& r) {
    if (checks_hold(r)) return {};
    return "A check FAILED: training and test share " +
           std::to_string(r.leak_checks.shared_samples) + " samples; shuffled labels give " +
           percent(r.leak_checks.shuffled_accuracy) + " %, where chance is " +
           percent_interval(r.leak_checks.chance_low, r.leak_checks.chance_high) + " %.";
}

}  // namespace

std::string table_text(const Results& r, const TableStyle& style) {
    std::string text = painted(title(r), "1", style) + "\n" + conditions(r) + "\n\n";
    const std::vector<Row> rows = rows_of(r);
    text += rows.empty() ? "No method was run.\n" : blocks(rows, style);
    text += seeds(r) + "\n" + harmless(best_line(r)) + "\n";
    if (const std::string difference = difference_line(r); !difference.empty())
        text += harmless(difference) + "\n";
    for (const MethodResult& m : r.methods)
        if (const std::string note = silent_units_note(m.name, m.units); !note.empty())
            text += harmless(note) + "\n";
    if (const std::string story = warning(r); !story.empty())
        text += painted(story, "1;31", style) + "\n";
    return text;
}

}  // namespace efferent
