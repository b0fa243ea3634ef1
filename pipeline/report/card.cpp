// The encoder card: what the events keep of the signal, and what that costs.
#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"

namespace efferent::report {

namespace {

std::string row(std::string_view name, const std::string& value, std::string_view meaning) {
    return "<tr>" + element("th", "scope=\"row\"", name) + element("td", "", escape(value)) +
           element("td", "class=\"words\"", meaning) + "</tr>\n";
}

std::string with_unit(const std::string& value, const char* unit) {
    return value == absent ? value : value + " " + unit;
}

}  // namespace

std::string encoder_card(const Results& results) {
    if (!results.card) return {};
    const encoders::EncoderCard& card = *results.card;
    std::string rows =
        "<thead><tr><th scope=\"col\">Figure</th><th scope=\"col\">Value</th>"
        "<th scope=\"col\" class=\"words\">What it says</th></tr></thead>\n<tbody>";
    rows += row("Signal to noise", with_unit(decimal(card.snr_db, 1), "dB"),
                "of the signal rebuilt from its events; median");
    rows += row("Error", with_unit(percent(card.nrmse), "%"),
                "of the rebuilt signal, RMS relative to the signal’s own RMS; median");
    rows += row("Events", with_unit(amount(card.events_per_s_channel), "/s"), "per channel; mean");
    rows += row("Events per sample", decimal(card.events_per_sample, 3), "per channel; mean");
    rows += row("Up events", with_unit(percent(card.up_fraction), "%"), "of all events");
    rows += row("Slope overload", with_unit(percent(card.slope_overload), "%"),
                "of samples are a step or more away from the rebuilt signal");
    rows += row("First event", with_unit(decimal(card.first_event_ms, 1), "ms"),
                "after the begin of a segment; median");
    rows += row("Silent channels", std::to_string(card.silent_channels),
                "pairs of a segment and a channel that sent no event");
    rows += row("Segments", std::to_string(card.segments), "measured");
    rows += "</tbody>";
    const std::string caption = "Encoder: " + escape(results.encoder) + ".";
    return section("encoder", "Encoder card",
                   "<div class=\"card\">" + table(results, caption, rows) + "</div>");
}

}  // namespace efferent::report
