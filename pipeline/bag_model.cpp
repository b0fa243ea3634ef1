// Trained models of bags: training, files, judging.
#include "pipeline/bag_model.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "decoders/needle/potential.hpp"
#include "pipeline/sealed.hpp"

namespace efferent {

void describe(Fields& field, HeldOut& h) {
    field("bags", h.bags, "held out, one after another");
    field("right", h.right, "of them, those decided rightly");
    field("log_loss", h.log_loss, "mean -ln P of the true class");
}

namespace {

constexpr std::string_view schema = "efferent.bag_model/1";
constexpr std::size_t folds = 5;
constexpr std::uint64_t seed = 1;

struct BagModelText {
    std::string table;
    std::vector<std::string> classes, features;
    Config settings;
    double slope = 1.0;
    std::vector<double> biases;
    double growth = 0.0;
    HeldOut held_out;
    std::vector<std::int64_t> logarithm;
    std::vector<double> means, deviations;
    std::vector<std::int64_t> bag_labels, bag_sizes, labels;
    std::vector<double> values;
    std::vector<std::int64_t> missing;
};

void describe(Fields& field, BagModelText& m) {
    field("table", m.table, "file that it was trained on");
    field("classes", m.classes, "the normal one first");
    field("features", m.features, "their names end in their units");
    field("settings", m.settings, "of the method");
    field("slope", m.slope, "of the scores, for probabilities");
    field("biases", m.biases, "per class, for probabilities");
    field("growth", m.growth, "of the biases with the number of instances");
    field("held_out", m.held_out, "how well held-out bags were judged");
    field("logarithm", m.logarithm, "1 for features whose logarithm is taken");
    field("means", m.means, "of the features");
    field("deviations", m.deviations, "of the features");
    field("bag_labels", m.bag_labels, "class of each training bag");
    field("bag_sizes", m.bag_sizes, "instances of each training bag");
    field("labels", m.labels, "class of each training instance, as learnt");
    field("values", m.values, "standardised features of the instances, one after another");
    field("missing", m.missing, "where among the values one is missing, from 0");
}

std::vector<std::int64_t> integers(const std::vector<std::size_t>& values) {
    return {values.begin(), values.end()};
}

std::vector<std::size_t> indices(const std::vector<std::int64_t>& values, const std::string& what) {
    std::vector<std::size_t> out;
    for (const std::int64_t v : values) {
        if (v < 0 || v > 100'000'000)
            throw Error(Fault::format, what + ": " + std::to_string(v) + " is out of range");
        out.push_back(static_cast<std::size_t>(v));
    }
    return out;
}

std::unique_ptr<bags::GenerativeMethod> generative(std::unique_ptr<bags::BagMethod> method,
                                                   const std::string& name) {
    if (auto* own = dynamic_cast<bags::GenerativeMethod*>(method.get())) {
        method.release();
        return std::unique_ptr<bags::GenerativeMethod>(own);
    }
    throw Error(Fault::config,
                "method \"" + name + "\" gives no probabilities and no evidence; take bif or fib");
}

bags::LearnedInstances learned_of(const BagModelText& text) {
    bags::LearnedInstances l;
    l.features = text.features;
    l.scaling = {text.logarithm, text.means, text.deviations};
    l.bag_labels = indices(text.bag_labels, "bag_labels");
    l.labels = indices(text.labels, "labels");
    l.training.labels = text.classes.size();
    const auto sizes = indices(text.bag_sizes, "bag_sizes");
    for (std::size_t b = 0; b < sizes.size(); ++b)
        for (std::size_t i = 0; i < sizes[b] && l.training.bag_of.size() <= text.labels.size(); ++i)
            l.training.bag_of.push_back(b);
    const std::size_t columns = text.features.size();
    if (columns == 0 || text.values.size() + text.missing.size() != columns * text.labels.size())
        throw Error(Fault::format, "values and missing do not fit features and labels");
    Table rows(columns);
    std::vector<double> row;
    std::size_t value = 0, gap = 0;
    for (std::size_t at = 0; at < columns * text.labels.size(); ++at) {
        const bool missing =
            gap < text.missing.size() && text.missing[gap] == static_cast<std::int64_t>(at);
        if (!missing && value == text.values.size())
            throw Error(Fault::format, "missing is not in order");
        row.push_back(missing ? std::nan("") : text.values[value]);
        (missing ? gap : value) += 1;
        if (row.size() == columns) rows.push_back(row), row.clear();
    }
    l.training.rows = std::move(rows);
    return l;
}

/// Those of the needle's that are there, as a list in JSON; nothing if none is.
std::string background_of(const std::vector<std::string>& features) {
    std::string list;
    for (const std::string& name : needle::background_features())
        if (std::ranges::find(features, name) != features.end())
            list += (list.empty() ? "\"" : ", \"") + name + "\"";
    return list.empty() ? list : "[" + list + "]";
}

bool fixed_to(const std::vector<std::pair<std::string, std::string>>& changes,
              const std::string& key, const std::string& value) {
    return std::ranges::find(changes, std::pair(key, value)) != changes.end();
}

}  // namespace

std::vector<Config> bag_model_candidates(
    const std::string& method, const std::vector<std::string>& features,
    const std::vector<std::pair<std::string, std::string>>& changes) {
    std::vector<std::pair<std::string, std::vector<std::string>>> axes{
        {"density", {"gaussian", "log_normal"}},
        {"doubt", {"0.03", "0.1", "0.3"}},
        {"dependence", {"0", "0.25", "0.5"}},
        {"pooling", {"0", "1"}}};
    if (method == "bif")  // docs/decisions/0023-what-trains-say.md
        axes = {{"density", {"gaussian", "log_normal"}},
                {"doubt", {"0.01", "0.1"}},
                {"dependence", {"0", "0.5"}},
                {"pooling", {"0", "0.9"}},
                {"own_share", {"0.3"}}};
    if (const std::string background = background_of(features);
        method == "bif" && !background.empty() &&
        !fixed_to(changes, "density", "kernel"))  // docs/decisions/0024-background.md
        axes = {{"density", {"log_normal"}},  {"doubt", {"0.001", "0.01", "0.1"}},
                {"dependence", {"0", "0.5"}}, {"pooling", {"1"}},
                {"own_share", {"0.4"}},       {"background", {background}}};
    for (const auto& [key, value] : changes) {
        const auto at = std::ranges::find(axes, key, [](const auto& axis) { return axis.first; });
        if (at == axes.end())
            axes.push_back({key, {value}});
        else
            at->second = {value};
    }
    find(bags::bag_methods(), method, "method");
    return bags::grid(method, axes);
}

BagModel train_bag_model(const bags::BagTable& table, const std::string& name,
                         const std::vector<Config>& candidates) {
    try {
        bags::require_trainable(table);
        bags::require_varying(table);
    } catch (Error& e) {
        e.during(name);
        throw;
    }
    bags::Tuned tuned = bags::tune(table, candidates, folds, seed);
    BagModel model{name,
                   name,
                   table.classes,
                   table.features,
                   tuned.settings,
                   tuned.calibration,
                   {static_cast<std::int64_t>(table.bags.size()), 0, tuned.loss},
                   generative(std::move(tuned.method), tuned.settings.type())};
    const Table scores = model.method->held_out_scores();
    for (std::size_t b = 0; b < scores.rows(); ++b)
        model.held_out.right += bags::decided(model.calibration.probabilities(
                                    scores.row(b), table.bags[b].count)) == *table.bags[b].label
                                    ? 1
                                    : 0;
    return model;
}

std::string bag_model_json(const BagModel& model) {
    const bags::LearnedInstances& l = model.method->learned();
    BagModelText text{.table = model.table,
                      .classes = model.classes,
                      .features = model.features,
                      .settings = model.settings,
                      .slope = model.calibration.slope,
                      .biases = model.calibration.biases,
                      .growth = model.calibration.growth,
                      .held_out = model.held_out,
                      .logarithm = l.scaling.logarithm,
                      .means = l.scaling.means,
                      .deviations = l.scaling.deviations,
                      .bag_labels = integers(l.bag_labels),
                      .bag_sizes = std::vector<std::int64_t>(l.bag_labels.size()),
                      .labels = integers(l.labels),
                      .values = {},
                      .missing = {}};
    for (const std::size_t b : l.training.bag_of) ++text.bag_sizes[b];
    const auto& values = l.training.rows.values();
    for (std::size_t at = 0; at < values.size(); ++at)
        if (std::isnan(values[at]))
            text.missing.push_back(static_cast<std::int64_t>(at));
        else
            text.values.push_back(values[at]);
    return sealed(schema, Config::of(std::move(text)));
}

BagModel bag_model_from_json(std::string_view json, const std::string& origin) {
    const Config body = opened(json, schema, "model of bags", origin).body;
    try {
        const auto text = body.as<BagModelText>();
        BagModel model{origin,
                       text.table,
                       text.classes,
                       text.features,
                       text.settings,
                       {text.slope, text.biases, text.growth},
                       text.held_out,
                       generative(make(bags::bag_methods(), text.settings), text.settings.type())};
        if (text.biases.size() != text.classes.size())
            throw Error(Fault::format, "biases do not fit the classes");
        model.method->resume(learned_of(text));
        return model;
    } catch (const Error& e) {
        refuse_body(e, origin);
    }
}

bags::BagTable with_features_of(const BagModel& model, const bags::BagTable& table) {
    for (const std::string& name : table.features)
        if (std::ranges::find(model.features, name) == model.features.end())
            throw Error(Fault::config, "feature: " + unknown_name(name, model.features) + "; " +
                                           model.origin + " was trained on these");
    std::vector<std::size_t> columns;
    for (const std::string& name : model.features) {
        const auto at = std::ranges::find(table.features, name);
        if (at == table.features.end())
            throw Error(Fault::config, "feature \"" + name + "\" is not in the table, but " +
                                           model.origin +
                                           " was trained on it; add the column, "
                                           "empty where it is missing");
        columns.push_back(static_cast<std::size_t>(at - table.features.begin()));
    }
    bags::BagTable out = table;
    out.classes = model.classes;
    out.features = model.features;
    for (std::size_t i = 0; i < table.rows.rows(); ++i)
        for (std::size_t j = 0; j < columns.size(); ++j)
            out.rows.row(i)[j] = table.rows.row(i)[columns[j]];
    return out;
}

BagJudgement judge(const BagModel& model, const bags::BagTable& table, std::size_t bag,
                   std::vector<std::string> names) {
    BagJudgement j{.bag = table.bags[bag].name,
                   .instances = std::move(names),
                   .features = table.instances(bag),
                   .probabilities = {},
                   .why = {}};
    for (std::size_t i = j.instances.size(); i < j.features.rows(); ++i)
        j.instances.push_back(std::to_string(i + 1));
    try {
        j.probabilities =
            model.calibration.probabilities(model.method->scores(j.features), j.features.rows());
        j.why = model.method->explain(j.features, j.probabilities);
    } catch (Error& e) {
        e.during("bag \"" + j.bag + "\"");
        throw;
    }
    const double count = static_cast<double>(j.features.rows());
    for (std::size_t i = 0; i < j.why.evidence.rows(); ++i)
        for (std::size_t k = 0; k < model.classes.size(); ++k) {
            double& nats = j.why.evidence.row(i)[k];
            nats =
                model.calibration.slope * nats +
                model.calibration.biases[k] * model.calibration.weight(j.features.rows()) / count;
        }
    return j;
}

}  // namespace efferent
