#include "pipeline/report/report.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/headline.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/raster.hpp"
#include "pipeline/report/scale.hpp"
#include "pipeline/table_text.hpp"
#include "tests/pipeline/sample_results.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using efferent::test::message_of;
using efferent::test::sample_results;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++n;
    return n;
}

/// Every opened tag is closed in order; gives the first complaint, or nothing. A quoted attribute
/// may hold anything but a quote.
std::string imbalance(const std::string& html) {
    std::vector<std::string> open;
    std::size_t tags = 0;
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at)) {
        std::size_t end = at + 1;
        for (bool quoted = false; end < html.size() && (quoted || html[end] != '>'); ++end)
            if (html[end] == '"') quoted = !quoted;
        const std::string tag = html.substr(at + 1, end - at - 1);
        at = end;
        ++tags;
        const std::string name = tag.substr(0, tag.find_first_of(" \n/", 1));
        if (name == "!DOCTYPE" || name == "meta" || name == "br" || tag.ends_with('/')) continue;
        if (name.front() != '/') {
            open.push_back(name);
            continue;
        }
        if (open.empty() || "/" + open.back() != name) return "unexpected <" + name + ">";
        open.pop_back();
    }
    if (tags < 50) return "hardly any tags";
    return open.empty() ? "" : "unclosed <" + open.back() + ">";
}

/// The page without its style sheet, whose text is not HTML.
std::string body_of(const std::string& html) { return html.substr(html.find("<body>")); }

void check_whole(const std::string& html, const Results& r) {
    CHECK(imbalance(html) == "");
    for (const char* outside : {"http:", "https:", "<script", "<link", "<img", "@import", "url("})
        CHECK(!holds(html, outside));
    for (const MethodResult& method : r.methods) {
        CHECK(holds(html, report::escape(method.name)));
        for (const PersonResult& person : method.people)
            CHECK(holds(html, ">" + report::escape(person.id) + "</th>"));
    }
    for (const char* number : {"nan", "inf"})  // printed by mistake, as a coordinate or in a cell
        for (const char* before : {"\"", ">", " ", "L", "M"})
            for (const char* after : {"\"", "<", " "})
                CHECK(!holds(body_of(html), std::string(before) + number + after));
}

}  // namespace

TEST_CASE("the report is whole, stands alone and names every method and person") {
    const Results r = sample_results();
    REQUIRE(r.methods.size() == 5);
    const std::string html = html_report(r);
    check_whole(html, r);
    for (const char* id :
         {"methods", "comparisons", "cost", "people", "confusion", "example", "encoder", "rate",
          "chips", "work", "learning", "checks", "run", "terms"}) {
        CHECK(count(html, "<section id=\"" + std::string(id) + "\"") == 1);
        CHECK(count(html, "href=\"#" + std::string(id) + "\"") == 1);
    }
    CHECK(holds(html, "lang=\"en\""));
    CHECK(count(html, "<svg ") == count(html, "<desc "));
    CHECK(count(html, "<th ") == count(html, "scope=\""));
    CHECK(holds(html, r.splits_sha256));
    CHECK(!holds(html, "simulated data"));
}

TEST_CASE("the report has the same bytes each time") {
    CHECK(html_report(sample_results()) == html_report(sample_results()));
}

TEST_CASE("the report of simulated data says so in every table and picture") {
    Results r = sample_results();
    r.simulated = true;
    const std::string html = html_report(r);
    const std::size_t captions = count(html, "<caption>") + count(html, "<figcaption>");
    REQUIRE(captions >= 8);
    CHECK(count(html, "<caption><span><strong class=\"simulated\">simulated data") +
              count(html, "<figcaption><strong class=\"simulated\">simulated data") ==
          captions);
    const std::string table = table_text(r, {});
    CHECK(holds(table.substr(0, table.find('\n')), "(simulated data)"));
}

TEST_CASE("names cannot break out of the report") {
    const std::string hostile = "<script>alert(1)</script>\"'&\x01\xFF";
    Results r = sample_results({3, 3, 2, 2, 3, 40, 3});
    r.experiment = r.dataset = r.protocol = r.protocol_story = r.encoder = r.version = hostile;
    r.splits_sha256 = r.resolved_config = hostile;
    r.notes = {hostile};
    r.classes = {hostile, "WF+HC", "x & y"};
    r.example->title = r.example->unit = r.example->channels[0] = hostile;
    for (MethodResult& method : r.methods) {
        method.name += hostile;
        for (PersonResult& person : method.people) person.id += hostile;
    }
    for (Comparison& c : r.comparisons) c.a += hostile;
    r.methods[0].family = hostile;
    const std::string html = html_report(r);
    check_whole(html, r);
    CHECK(holds(html, "WF+HC"));
    CHECK(holds(html, "x &amp; y"));
    CHECK(!holds(html, "\x01"));
    CHECK(!holds(html, "\xFF"));
    CHECK(!holds(table_text(r, {}), "\x01"));
}

TEST_CASE("the report bears absent and impossible numbers, one person and nothing at all") {
    Results r = sample_results({1, 2, 1, 1, 1, 30, 1});
    for (MethodResult& m : r.methods) {
        m.false_activations_per_min.reset();
        m.latency_ms.reset();
        m.per_window.low = m.per_window.high = not_a_number;
        m.per_trial = {not_a_number, not_a_number, not_a_number, not_a_number};
        m.people[0].per_trial = not_a_number;
        m.footprint.state = std::numeric_limits<double>::infinity();
    }
    r.methods[0].confusion_trials = Table();
    r.methods[0].confusion_windows = Table(2, 2);
    r.comparisons[0].low = r.comparisons[0].p = not_a_number;
    r.card->snr_db = not_a_number;
    r.chance = not_a_number;
    r.rate_curve = {{1.0, 0.0, 0.5, not_a_number}, {not_a_number, 3.0, not_a_number, 0.5}};
    r.window_ms = not_a_number;
    const std::string html = html_report(r);
    check_whole(html, r);
    CHECK(holds(html, "1 person"));
    CHECK(holds(html, "which this axis cannot show: 1"));
    CHECK(holds(table_text(r, {}), "–"));
    CHECK(!holds(table_text(r, {}), "nan"));

    const Results nothing;
    CHECK(imbalance(html_report(nothing)) == "");
    CHECK(holds(html_report(nothing), "No method gave a result."));
    CHECK(holds(table_text(nothing, {}), "No method was run."));
}

TEST_CASE("the report of 22 classes and 12 methods stays small") {
    const Results r = sample_results({43, 22, 5, 7, 16, 2000, 300});
    REQUIRE(r.methods.size() == 12);
    REQUIRE(r.example->spikes.size() > 1000);
    const std::string html = html_report(r);
    check_whole(html, r);
    CHECK(html.size() < 2'000'000);
    for (const std::string& name : r.classes) CHECK(holds(html, report::escape(name) + " → "));
}

TEST_CASE("a failing check is said at the top of the report and under the table") {
    Results r = sample_results();
    CHECK(!holds(html_report(r), "a check fails"));
    CHECK(!holds(table_text(r, {}), "FAILED"));
    r.leak_checks.shuffle_within_chance = false;
    CHECK(holds(html_report(r), "a check fails"));
    CHECK(holds(table_text(r, {}), "FAILED"));
    r.leak_checks.shuffle_within_chance = true;
    r.leak_checks.shared_samples = 3;
    CHECK(holds(html_report(r), "share 3 samples"));
}

TEST_CASE("a table or an example of the wrong size is refused by name") {
    Results r = sample_results({3, 3, 1, 1, 2, 40, 3});
    r.methods[0].confusion_windows = Table(2, 2);
    CHECK(message_of([&] { (void)html_report(r); }) ==
          "report: confusion of \"lda_features_0\": is 2 by 2, where 3 classes are expected");
    r = sample_results({3, 3, 1, 1, 2, 40, 3});
    r.example->channels.pop_back();
    CHECK(holds(message_of([&] { (void)html_report(r); }), "report: example: must have samples"));
    r = sample_results({3, 3, 1, 1, 2, 40, 3});
    r.example->rate_hz = 0.0;
    CHECK(message_of([&] { (void)html_report(r); }) == "report: example: rate must be above zero");
}

TEST_CASE("events and spikes outside the example are counted, not drawn") {
    Results r = sample_results({3, 3, 1, 1, 2, 40, 3});
    CHECK(!holds(html_report(r), "Outside the picture"));
    r.example->events.push_back({Time{10s}, ChannelId{0}, Polarity::up});
    r.example->spikes.push_back({Time{}, NeuronId{3}});
    CHECK(holds(html_report(r), "Outside the picture: 2"));
}

TEST_CASE("the best of a family is the highest mean, the first among equals, never NaN") {
    Results r = sample_results();
    for (MethodResult& m : r.methods) m.per_window.mean = 0.5;
    r.methods[0].per_window.mean = not_a_number;
    CHECK(report::best_of(r, "conventional") == &r.methods[1]);
    r.methods[4].per_window.mean = 0.6;
    CHECK(report::best_of(r, "spiking") == &r.methods[4]);
    CHECK(report::best_of(r, "quantum") == nullptr);
}

TEST_CASE("a comparison given the other way round is turned with its interval") {
    Results r = sample_results();
    const std::string a = report::best_of(r, "spiking")->name;
    const std::string b = report::best_of(r, "conventional")->name;
    r.comparisons = {{b, a, 0.02, 0.005, 0.04, 0.0004}};
    CHECK(report::difference_line(r) == "Paired over people, " + a + " minus " + b +
                                            " is −2.0 points per window, 95 % interval [−4.0, "
                                            "−0.5], p < 0.001.");
    r.people = 1;
    r.comparisons[0].only_a = 3.0;
    r.comparisons[0].only_b = 1.0;
    r.comparisons[0].mcnemar_p = 0.625;
    CHECK(report::difference_line(r) ==
          "One person, so no interval: " + a + " minus " + b + " is −2.0 points per window; " + a +
              " alone is right in 1 trials, " + b +
              " alone in 3 (McNemar p = 0.625, as if trials were independent).");
    r.comparisons.clear();
    CHECK(report::difference_line(r).empty());
}

TEST_CASE("accuracy against operations tells additions from multiply-accumulates") {
    Results r = sample_results();
    r.methods[3].operations.mac = 512.0;  // a spiking method with a classifier behind it
    const std::string html = html_report(r);
    for (const MethodResult& m : r.methods) {
        CHECK(count(html, report::escape(m.name) + ": " + report::percent(m.per_window.mean) +
                              " % of windows, " + report::amount(m.operations.ac) +
                              " additions (AC)") == (m.family == "spiking" ? 1 : 0));
        CHECK(holds(html, report::amount(m.operations.mac) + " multiply-accumulates (MAC)") ==
              (m.operations.mac > 0.0));
    }
    for (MethodResult& m : r.methods) m.operations = {};
    CHECK(!holds(html_report(r), "id=\"cost\""));
}

TEST_CASE("every seed is shown where there are several") {
    Results r = sample_results();
    CHECK(!holds(html_report(r), "id=\"seeds\""));
    r.methods[3].seeds = {{5, 0.711, 0.822}, {6, 0.733, 0.844}};
    const std::string html = html_report(r);
    CHECK(holds(html, "Seed 5"));
    CHECK(holds(html, "71.1 · 82.2"));
    CHECK(holds(html, "73.3 · 84.4"));
    CHECK(count(html, "no randomness: run once") == r.methods.size() - 1);
}

TEST_CASE("accuracy against energy tells arithmetic from all") {
    Results r = sample_results();
    const std::string html = html_report(r);
    for (const MethodResult& m : r.methods) {
        const std::string start =
            report::escape(m.name) + ": " + report::percent(m.per_window.mean) + " % of windows, ";
        const double arithmetic = 1e-3 * m.energy.arithmetic_pj;
        CHECK(count(html, start + report::amount(arithmetic) + " nJ for arithmetic alone") == 1);
        CHECK(count(html, start + report::amount(1e-3 * m.energy.total_pj()) + " nJ a decision") ==
              1);
    }
    for (MethodResult& m : r.methods) m.energy = {};
    CHECK(!holds(html_report(r), "id=\"energy\""));
}

TEST_CASE("learning curves show every split's training and validation part") {
    Results r = sample_results();
    REQUIRE(r.learning.size() == 6);
    const std::string html = html_report(r);
    CHECK(count(html, "person P2, training") == 4);  // loss and accuracy of two methods
    CHECK(count(html, "person P2, validation") == 4);
    CHECK(count(html, "17 of 25") == 6);
    for (LearningCurve& curve : r.learning) {
        curve.best_epoch = 0;
        for (snn::Epoch& e : curve.epochs) e.validation_loss = e.validation_accuracy = std::nullopt;
        curve.epochs[3].loss = not_a_number;
    }
    check_whole(html_report(r), r);
    CHECK(!holds(html_report(r), "the dot is the epoch"));
    r.learning.clear();
    CHECK(!holds(html_report(r), "Learning curves"));
}

TEST_CASE("figures read as people write them") {
    using namespace report;
    CHECK(percent(0.8434) == "84.3");
    CHECK(percent(-0.0001) == "0.0");
    CHECK(points(0.012) == "+1.2");
    CHECK(points(-0.012) == "−1.2");
    CHECK(points(0.0001) == "0.0");
    CHECK(points_interval(-0.01, 0.022) == "[−1.0, +2.2]");
    CHECK(amount(0.0) == "0");
    CHECK(amount(0.0001) == "<0.01");
    CHECK(amount(2.04) == "2.04");
    CHECK(amount(99.97) == "100");
    CHECK(amount(999.6) == "1.00 k");
    CHECK(amount(12345.0) == "12.3 k");
    CHECK(amount(-1500.0) == "−1.50 k");
    CHECK(amount(2e6) == "2 M");
    CHECK(amount(not_a_number) == absent);
    CHECK(amount(std::optional<double>{}) == absent);
    CHECK(bytes(65536.0) == "65.5 kB");
    CHECK(bytes(12.0) == "12 B");
    CHECK(probability(0.03125) == "0.031");
    CHECK(probability(1e-9) == "<0.001");
}

TEST_CASE("escaping keeps UTF-8 and replaces what is none") {
    using report::escape;
    CHECK(escape("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
    CHECK(escape("µV → 手 😀") == "µV → 手 😀");
    const std::string bad = "\xEF\xBF\xBD";
    CHECK(escape("\xC0\xAF") == bad + bad);
    CHECK(escape("\xED\xA0\x80") == bad + bad + bad);
    CHECK(escape("\xE2\x82") == bad + bad);
    CHECK(escape(std::string_view("\0\x1B", 2)) == bad + bad);
    CHECK(report::shortened("µµµµ", 3) == "µµ…");
    CHECK(report::shortened("µµµ", 3) == "µµµ");
}

TEST_CASE("ticks are round and inside") {
    CHECK(report::ticks(0.0, 1.0, 5) == std::vector{0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0});
    CHECK(report::log_ticks(9.0, 60.0) == std::vector{10.0, 20.0, 50.0});
    CHECK(report::ticks(2.0, 2.0, 5) == std::vector{2.0});
}

TEST_CASE("a thinned trace keeps its extremes, and coinciding ticks are drawn once") {
    Table samples(5000, 1);
    samples.row(1234)[0] = 7.0;
    samples.row(4321)[0] = -9.0;
    const report::Scale same{0.0, 1.0, 0.0, 1.0};
    const std::string path = report::trace_path(samples, {0, 0.0, same, same});
    CHECK(holds(path, "L1234 7L"));
    CHECK(holds(path, "L4321 -9L"));
    CHECK(count(path, "L") < 1000);
    CHECK(report::tick_path({{1, 5}, {0, 3}, {1, 5}}, {10.0, 4.0, 2.0}) == "M3 10v2M5 14v2");
}

TEST_CASE("the terminal table lines up at any width and loses nothing") {
    const Results r = sample_results({21, 5, 3, 2, 2, 40, 3});
    for (const std::size_t width : {20U, 60U, 120U, 400U}) {
        const std::string text = table_text(r, {width, Colour::none});
        for (const char* head : {"per window", "per trial", "balanced", "false/min", "latency",
                                 "footprint", "MAC", "AC", "energy nJ", "events/s"})
            CHECK(holds(text, head));
        CHECK(!holds(text, "\x1b"));
        CHECK(holds(text, "chance level 20.0 %"));
        CHECK(holds(text, "Best spiking: "));
        CHECK(holds(text, "Best conventional: "));
        std::size_t lines = 0, first = 0;
        for (const auto& method : r.methods) {
            const std::size_t at = text.find("\n  " + method.name);
            REQUIRE(at != std::string::npos);
            const std::string line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
            const std::size_t length = report::length_of(line);
            if (lines++ == 0) first = length;
            CHECK(length == first);
            if (width >= 60) CHECK(length <= width);
        }
        CHECK(lines == r.methods.size());
    }
    CHECK(holds(table_text(r, {120, Colour::ansi}), "\x1b[1;33mspiking\x1b[0m"));
}
