// The page about judged muscles.
#include "pipeline/report/diagnosis_page.hpp"

#include <algorithm>
#include <cmath>

#include "decoders/bags/method.hpp"
#include "pipeline/report/document.hpp"
#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"
#include "pipeline/report/svg.hpp"

namespace efferent {
namespace report {
namespace {

constexpr double width = 980.0;
constexpr std::size_t few_trains = 5;

std::string head(const std::vector<std::string>& names) {
    std::string row;
    for (const std::string& name : names) row += element("th", "scope=\"col\"", escape(name));
    return "<thead><tr>" + row + "</tr></thead>\n";
}

std::string scrolled(const std::string& rows) {
    return "<div class=\"scroll\"><table>\n" + rows + "</table></div>\n";
}

std::string overview(const BagModel& model, const Diagnosis& diagnosis) {
    std::vector<std::string> names{"Muscle", "Trains"};
    for (const std::string& c : model.classes) names.push_back("P(" + c + "), %");
    std::string rows = head(names) + "<tbody>";
    for (std::size_t m = 0; m < diagnosis.muscles.size(); ++m) {
        const BagJudgement& j = diagnosis.muscles[m].judgement;
        const std::size_t found = bags::decided(j.probabilities);
        rows += "<tr>" +
                element("th", "scope=\"row\"",
                        element("a", "href=\"#muscle-" + std::to_string(m) + "\"", escape(j.bag)));
        rows += element("td", "", std::to_string(j.instances.size()));
        for (std::size_t k = 0; k < j.probabilities.size(); ++k) {
            const std::string p = percent(j.probabilities[k]);
            rows += element("td", "", k == found ? element("b", "", p) : p);
        }
        rows += "</tr>\n";
    }
    std::string unjudged;
    for (const std::string& muscle : diagnosis.without_trains) {
        rows += "<tr>" + element("th", "scope=\"row\"", escape(muscle)) + element("td", "", "0");
        for (std::size_t k = 0; k < model.classes.size(); ++k)
            rows += element("td", "", std::string(absent));
        rows += "</tr>\n";
        unjudged += element("p", "", escape(no_diagnosis(muscle))) + "\n";
    }
    return section("muscles", "Muscles", scrolled(rows + "</tbody>") + unjudged);
}

/// Bars of the evidence for the likeliest class that is not normal, the strongest train on top.
std::string evidence_bars(const BagModel& model, const BagJudgement& j, std::size_t number,
                          std::size_t shown, const std::vector<std::size_t>& order) {
    constexpr double line = 18.0, left = 90.0;
    double most = 1e-9;
    for (const std::size_t i : order) most = std::max(most, std::abs(j.why.evidence.row(i)[shown]));
    const double height = line * static_cast<double>(order.size()) + 26.0;
    Svg svg(
        {"evidence-" + std::to_string(number), "Evidence of each train for " + model.classes[shown],
         "A bar to the right speaks for " + model.classes[shown] + ", one to the left against."},
        {width, height}, 480.0);
    const Scale x{-most, most, left, width - 70.0};
    for (std::size_t r = 0; r < order.size(); ++r) {
        const double y = line * static_cast<double>(r) + 4.0;
        const double value = j.why.evidence.row(order[r])[shown];
        svg.text({0.0, y + 12.0}, "train " + shortened(j.instances[order[r]], 10), "label");
        svg.rectangle({std::min(x(0.0), x(value)), y + 3.0}, {std::abs(x(value) - x(0.0)), 10.0},
                      "", value > 0.0 ? "style=\"fill:var(--up)\"" : "style=\"fill:var(--down)\"");
        svg.text({width - 62.0, y + 12.0}, decimal(value, 2), "label");
    }
    svg.line({x(0.0), 0.0}, {x(0.0), height - 20.0}, "grid");
    svg.text({x(0.0) - 60.0, height - 6.0}, "against | for " + model.classes[shown], "tiny");
    return std::move(svg).finish();
}

std::string potentials(const JudgedMuscle& m, std::size_t number,
                       const std::vector<std::size_t>& order) {
    constexpr std::size_t a_row = 6;
    constexpr double panel = width / static_cast<double>(a_row), tall = 130.0;
    std::vector<std::size_t> drawn;
    for (const std::size_t i : order)
        if (i < m.potentials.size() && m.potentials[i]) drawn.push_back(i);
    if (drawn.empty()) return "";
    const std::size_t rows = (drawn.size() + a_row - 1) / a_row;
    Svg svg({"potentials-" + std::to_string(number), "Potentials of the trains",
             "A panel is a train, the strongest evidence first."},
            {width, tall * static_cast<double>(rows)}, 640.0);
    double longest = 0.0;
    for (std::size_t d = 0; d < drawn.size(); ++d) {
        const DrawnPotential& p = *m.potentials[drawn[d]];
        const Point corner{panel * static_cast<double>(d % a_row),
                           tall * static_cast<double>(d / a_row)};
        const auto [low, high] = std::ranges::minmax_element(p.microvolts);
        const Scale x{0.0, static_cast<double>(p.microvolts.size() - 1), corner.x,
                      corner.x + panel - 16.0};
        const Scale y{*low, *high, corner.y + tall - 12.0, corner.y + 34.0};
        const std::size_t step = std::max<std::size_t>(1, p.microvolts.size() / 200);
        std::string path;
        for (std::size_t i = 0; i < p.microvolts.size(); i += step)
            path += (i == 0 ? "M" : "L") + coordinate(x(static_cast<double>(i))) + " " +
                    coordinate(y(p.microvolts[i]));
        svg.text({corner.x, corner.y + 12.0}, "train " + m.judgement.instances[drawn[d]], "label");
        svg.text({corner.x, corner.y + 26.0}, amount(*high - *low) + " µV", "tiny");
        svg.path(path, "trace");
        longest = std::max(longest, p.step_ms * static_cast<double>(p.microvolts.size() - 1));
    }
    return "<figure><figcaption>" + simulated_mark(m.simulated) + "Potentials, " +
           decimal(longest, 0) +
           " ms wide, each with its own vertical scale; the strongest evidence first."
           "</figcaption>\n<div class=\"scroll\">" +
           std::move(svg).finish() + "</div></figure>\n";
}

std::string train_table(const BagModel& model, const BagJudgement& j,
                        const std::vector<std::size_t>& order) {
    std::vector<std::string> names{"Train"};
    for (const std::string& c : model.classes) names.push_back("P(" + c + "), %");
    for (std::size_t k = 1; k < model.classes.size(); ++k)
        names.push_back("evidence for " + model.classes[k]);
    names.insert(names.end(), model.features.begin(), model.features.end());
    std::string rows = head(names) + "<tbody>";
    for (const std::size_t i : order) {
        rows += "<tr>" + element("th", "scope=\"row\"", escape(j.instances[i]));
        for (const double p : j.why.labels.row(i)) rows += element("td", "", percent(p));
        for (std::size_t k = 1; k < model.classes.size(); ++k)
            rows += element("td", "", decimal(j.why.evidence.row(i)[k], 2));
        for (const double x : j.features.row(i))
            rows += element("td", "", std::isnan(x) ? std::string(absent) : amount(x));
        rows += "</tr>\n";
    }
    return scrolled(rows + "</tbody>");
}

std::string muscle(const BagModel& model, const JudgedMuscle& m, std::size_t number) {
    const BagJudgement& j = m.judgement;
    const std::size_t found = bags::decided(j.probabilities);
    std::size_t shown = 1;  // the likeliest class that is not normal
    for (std::size_t k = 2; k < model.classes.size(); ++k)
        if (j.probabilities[k] > j.probabilities[shown]) shown = k;
    std::vector<std::size_t> order(j.instances.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return std::abs(j.why.evidence.row(a)[shown]) > std::abs(j.why.evidence.row(b)[shown]);
    });
    std::string told =
        "Likeliest: " + model.classes[found] + ", " + percent(j.probabilities[found]) + " %.";
    if (j.instances.size() < few_trains)
        told += " Only " + std::to_string(j.instances.size()) +
                (j.instances.size() == 1 ? " train" : " trains") +
                ": that is little to judge a muscle by, and the probabilities say so.";
    if (!m.silent.empty())
        told += " Trains left out, having no feature: " + std::to_string(m.silent.size()) + ".";
    return section(
        "muscle-" + std::to_string(number), escape(j.bag),
        element("p", "", simulated_mark(m.simulated) + unbroken(escape(told))) +
            "<figure><figcaption>Evidence of each train for " + escape(model.classes[shown]) +
            " against " + escape(model.classes[bags::normal_class]) +
            ", in nats: e to this is the factor by which the train changes the odds.</figcaption>\n"
            "<div class=\"scroll\">" +
            evidence_bars(model, j, number, shown, order) + "</div></figure>\n" +
            potentials(m, number, order) + train_table(model, j, order));
}

std::string facts(const BagModel& model) {
    const bags::LearnedInstances& l = model.method->learned();
    std::string counts;
    for (std::size_t k = 0; k < model.classes.size(); ++k)
        counts += (k == 0 ? "" : ", ") + std::to_string(std::ranges::count(l.bag_labels, k)) + " " +
                  escape(model.classes[k]);
    return section(
        "model", "The model",
        element("dl", "class=\"facts\"",
                fact("File", escape(model.origin)) + fact("Trained on", escape(model.table)) +
                    fact("Muscles", counts + "; " + std::to_string(l.labels.size()) + " trains") +
                    fact("Held-out muscles", std::to_string(model.held_out.right) + " of " +
                                                 std::to_string(model.held_out.bags) +
                                                 " decided rightly while training, mean −ln P " +
                                                 decimal(model.held_out.log_loss, 3) +
                                                 "; settings were chosen on these")) +
            element("pre", "", escape(model.settings.dump())) + "\n");
}

}  // namespace
}  // namespace report

std::string no_diagnosis(const std::string& muscle) {
    return "No trains found in " + muscle +
           ", no diagnosis: a longer or quieter recording is needed.";
}

std::string diagnosis_page(const BagModel& model, const Diagnosis& diagnosis) {
    using namespace report;
    const auto& muscles = diagnosis.muscles;
    const std::string title = std::to_string(muscles.size()) +
                              (muscles.size() == 1 ? " muscle judged" : " muscles judged");
    std::string sections = overview(model, diagnosis);
    for (std::size_t m = 0; m < muscles.size(); ++m) sections += muscle(model, muscles[m], m);
    return document(Frame{.title = title,
                          .kind = "Generative multiple-instance learning",
                          .heading = "",
                          .warning = std::string(no_medical_device)},
                    sections + facts(model));
}

}  // namespace efferent
