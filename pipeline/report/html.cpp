// Escaping and the few HTML shapes that every section of the report shares.
#include "pipeline/report/html.hpp"

#include <algorithm>

#include "pipeline/report/headline.hpp"

namespace efferent::report {

namespace {

constexpr const char* replacement = "\xEF\xBF\xBD";  // U+FFFD

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Bytes of the UTF-8 character at the front, or 0 if there is none (RFC 3629, table 3-7 of
/// Unicode).
std::size_t character(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = at(0);
    if (lead < 0x80U) return 1;
    const std::size_t size = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
    if (lead < 0xC2U || lead > 0xF4U || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if (!continues(text[i])) return 0;
    const bool overlong = (lead == 0xE0U && at(1) < 0xA0U) || (lead == 0xF0U && at(1) < 0x90U);
    const bool surrogate = lead == 0xEDU && at(1) >= 0xA0U;
    const bool too_high = lead == 0xF4U && at(1) >= 0x90U;
    return overlong || surrogate || too_high ? 0 : size;
}

std::string escaped_character(std::string_view c) {
    const auto byte = static_cast<unsigned char>(c.front());
    const bool c1 = byte == 0xC2U && static_cast<unsigned char>(c[1]) < 0xA0U;
    if (byte == 0x7FU || c1) return replacement;
    if (byte < 0x20U && c != "\n" && c != "\t") return replacement;
    if (c == "&") return "&amp;";
    if (c == "<") return "&lt;";
    if (c == ">") return "&gt;";
    if (c == "\"") return "&quot;";
    if (c == "'") return "&#39;";
    return std::string(c);
}

}  // namespace

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t size = character(text);
        out += size == 0 ? replacement : escaped_character(text.substr(0, size));
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return out;
}

std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return !continues(c); }));
}

std::string shortened(std::string_view text, std::size_t length) {
    if (length_of(text) <= length) return std::string(text);
    std::size_t end = 0;
    for (std::size_t seen = 0; end < text.size(); ++end)
        if (!continues(text[end]) && ++seen == length) break;
    return std::string(text.substr(0, end)) + "…";
}

std::string unbroken(std::string text) {
    for (std::size_t at = text.find(" %"); at != std::string::npos; at = text.find(" %", at))
        text.replace(at, 1, "\u00A0");
    return text;
}

std::string element(std::string_view name, std::string_view attributes, std::string_view content) {
    std::string out = "<" + std::string(name);
    if (!attributes.empty()) out += " " + std::string(attributes);
    return out + ">" + std::string(content) + "</" + std::string(name) + ">";
}

std::string section(std::string_view id, std::string_view heading, std::string_view content) {
    const std::string name(id);
    return "<section id=\"" + name + "\" aria-labelledby=\"" + name + "-h\">\n" +
           element("h2", "id=\"" + name + "-h\"", heading) + "\n" + std::string(content) +
           "</section>\n";
}

std::string figure(const Results& results, std::string_view caption, std::string_view content) {
    return "<figure><figcaption>" + simulated_mark(results.simulated) +
           unbroken(std::string(caption)) + "</figcaption>\n<div class=\"scroll\">" +
           std::string(content) + "</div></figure>\n";
}

std::string table(const Results& results, std::string_view caption, std::string_view rows) {
    const std::string words = simulated_mark(results.simulated) + unbroken(std::string(caption));
    return "<div class=\"scroll\"><table>" + element("caption", "", element("span", "", words)) +
           "\n" + std::string(rows) + "</table></div>\n";
}

std::string simulated_mark(bool simulated) {
    return simulated ? "<strong class=\"simulated\">simulated data</strong> " : "";
}

std::string simulated_paragraph(bool simulated) {
    return simulated ? element("p", "", simulated_mark(simulated)) : "";
}

std::string_view family_class(std::string_view family) {
    if (family == conventional) return "conventional";
    return family == spiking ? "spiking" : "other";
}

std::string fact(std::string_view name, std::string_view value) {
    return element("dt", "", name) + element("dd", "", value) + "\n";
}

}  // namespace efferent::report
