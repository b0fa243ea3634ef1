// Writes metrics.json with its keys in one fixed order.
#include "pipeline/metrics_json.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "pipeline/statistics.hpp"

namespace efferent {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json number(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

/// Whole numbers without a point, so that counts read as counts.
Json count(double value) {
    constexpr double exact_below = 9007199254740992.0;  // 2^53
    const bool whole = std::isfinite(value) && std::trunc(value) == value;
    if (whole && std::abs(value) < exact_below) return Json(static_cast<std::int64_t>(value));
    return number(value);
}

Json interval(double low, double high) { return Json::array({number(low), number(high)}); }

Json summary(const Summary& s) {
    return {{"mean", number(s.mean)}, {"sd", number(s.sd)}, {"ci95", interval(s.low, s.high)}};
}

Json matrix(const Table& table) {
    Json rows = Json::array();
    for (std::size_t r = 0; r < table.rows(); ++r) {
        Json row = Json::array();
        for (const double value : table.row(r)) row.push_back(count(value));
        rows.push_back(std::move(row));
    }
    return rows;
}

Json dataset(const Results& r) {
    return {{"name", r.dataset},      {"people", r.people},           {"classes", r.classes},
            {"channels", r.channels}, {"rate_hz", number(r.rate_hz)}, {"simulated", r.simulated}};
}

Json protocol(const Results& r) {
    const LeakChecks& leak = r.leak_checks;
    return {{"name", r.protocol},
            {"window_ms", number(r.window_ms)},
            {"increment_ms", number(r.increment_ms)},
            {"splits_sha256", r.splits_sha256},
            {"leak_checks",
             {{"shared_samples", leak.shared_samples},
              {"shuffle_within_chance", leak.shuffle_within_chance},
              {"shuffled_accuracy", number(leak.shuffled_accuracy)},
              {"chance_interval", interval(leak.chance_low, leak.chance_high)}}},
            {"story", r.protocol_story},
            {"train_trials", r.train_trials},
            {"test_trials", r.test_trials},
            {"chance", number(r.chance)}};
}

Json people(const MethodResult& method) {
    Json list = Json::array();
    for (const PersonResult& person : method.people) {
        list.push_back({{"id", person.id},
                        {"per_window", number(person.per_window)},
                        {"per_trial", number(person.per_trial)},
                        {"balanced_window", number(person.balanced_window)}});
    }
    return list;
}

Json seeds(const MethodResult& method) {
    Json list = Json::array();
    for (const SeedResult& s : method.seeds)
        list.push_back({{"seed", s.seed},
                        {"per_window", number(s.per_window)},
                        {"per_trial", number(s.per_trial)}});
    return list;
}

Json method(const MethodResult& m) {
    return {{"name", m.name},
            {"family", m.family},
            {"per_window", summary(m.per_window)},
            {"per_trial", summary(m.per_trial)},
            {"balanced_window", summary(m.balanced_window)},
            {"people", people(m)},
            {"seeds", seeds(m)},
            {"seed_sd",
             {{"per_window", number(seed_sd(m, &SeedResult::per_window))},
              {"per_trial", number(seed_sd(m, &SeedResult::per_trial))}}},
            {"false_activations_per_min", number(m.false_activations_per_min)},
            {"latency_ms", number(m.latency_ms)},
            {"footprint_bytes", count(m.footprint.total())},
            {"parameter_bytes", count(m.footprint.parameters)},
            {"state_bytes", count(m.footprint.state)},
            {"energy_nj",
             {{"arithmetic", number(1e-3 * m.energy.arithmetic_pj)},
              {"memory", number(1e-3 * m.energy.memory_pj)},
              {"total", number(1e-3 * m.energy.total_pj())}}},
            {"operations",
             {{"mac", count(m.operations.mac)},
              {"ac", count(m.operations.ac)},
              {"updates", count(m.operations.updates)},
              {"events_per_s", number(m.operations.events_per_s)},
              {"dropped", number(m.operations.dropped)},
              {"connection_sparsity", number(m.operations.connection_sparsity)},
              {"activation_sparsity", number(m.operations.activation_sparsity)}}},
            {"units", {{"found", number(m.units.found)}, {"silent", number(m.units.silent)}}},
            {"confusion",
             {{"windows", matrix(m.confusion_windows)}, {"trials", matrix(m.confusion_trials)}}}};
}

Json methods(const Results& r) {
    Json list = Json::array();
    for (const MethodResult& m : r.methods) list.push_back(method(m));
    return list;
}

Json comparisons(const Results& r) {
    Json list = Json::array();
    for (const Comparison& c : r.comparisons) {
        list.push_back({{"a", c.a},
                        {"b", c.b},
                        {"per_window_difference", number(c.per_window_difference)},
                        {"ci95", interval(c.low, c.high)},
                        {"p", number(c.p)},
                        {"per_trial_difference", number(c.per_trial_difference)},
                        {"per_trial_ci95", interval(c.trial_low, c.trial_high)},
                        {"trials_only_a", number(c.only_a)},
                        {"trials_only_b", number(c.only_b)},
                        {"mcnemar_p", number(c.mcnemar_p)}});
    }
    return list;
}

Json encoder_card(const Results& r) {
    if (!r.card) return nullptr;
    const encoders::EncoderCard& card = *r.card;
    return {{"encoder", r.encoder},
            {"snr_db", number(card.snr_db)},
            {"nrmse", number(card.nrmse)},
            {"events_per_s_channel", number(card.events_per_s_channel)},
            {"events_per_sample", number(card.events_per_sample)},
            {"up_fraction", number(card.up_fraction)},
            {"slope_overload", number(card.slope_overload)},
            {"first_event_ms", number(card.first_event_ms)},
            {"silent_channels", card.silent_channels},
            {"segments", card.segments}};
}

Json rate_curve(const Results& r) {
    Json list = Json::array();
    for (const RatePoint& point : r.rate_curve) {
        list.push_back({{"threshold_factor", number(point.threshold_factor)},
                        {"events_per_s_channel", number(point.events_per_s_channel)},
                        {"per_window", number(point.per_window)},
                        {"per_trial", number(point.per_trial)}});
    }
    return list;
}

Json chips(const Results& r) {
    Json list = Json::array();
    for (const ChipFall& fall : r.chips) {
        Json stages = Json::array();
        for (const ChipStage& s : fall.stages)
            stages.push_back({{"stage", s.name},
                              {"per_window", number(s.per_window)},
                              {"per_trial", number(s.per_trial)},
                              {"devices_per_window", s.devices},
                              {"dropped", number(s.dropped)}});
        list.push_back({{"method", fall.method},
                        {"chip", fall.chip},
                        {"readout", fall.readout},
                        {"stages", stages},
                        {"refused", fall.refused.empty() ? Json() : Json(fall.refused)}});
    }
    return list;
}

/// An epoch is a row: number, loss, accuracy, validation loss and accuracy, rate in Hz, step.
Json learning(const Results& r) {
    Json list = Json::array();
    for (const LearningCurve& curve : r.learning) {
        Json epochs = Json::array();
        for (const snn::Epoch& e : curve.epochs)
            epochs.push_back({e.number, number(e.loss), number(e.accuracy),
                              number(e.validation_loss), number(e.validation_accuracy),
                              number(e.rate_hz), number(e.step)});
        list.push_back({{"method", curve.method},
                        {"unit", curve.unit},
                        {"best_epoch", curve.best_epoch},
                        {"epochs", epochs}});
    }
    return list;
}

Json resolved_config(const Results& r) {
    if (r.resolved_config.empty()) return nullptr;
    Json config = Json::parse(r.resolved_config, nullptr, false);
    if (!config.is_object()) {
        throw Error(Fault::format,
                    "metrics.json: resolved_config: must be the text of a JSON object");
    }
    return config;
}

std::string scalar(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool flat(const Json& value) {
    return value.empty() || (value.is_array() && std::ranges::all_of(value, [](const Json& item) {
                                 return item.is_primitive();
                             }));
}

/// Indented by two spaces, but a list of plain values stays on one line: a matrix reads as rows.
void write(const Json& value, const std::string& indent, std::string& out) {
    if (value.is_primitive() || flat(value)) {
        out += scalar(value);
        return;
    }
    const std::string inner = indent + "  ";
    out += value.is_array() ? "[" : "{";
    bool first = true;
    for (const auto& item : value.items()) {
        out += (first ? "\n" : ",\n") + inner;
        first = false;
        if (value.is_object()) out += scalar(Json(item.key())) + ": ";
        write(item.value(), inner, out);
    }
    out += "\n" + indent + (value.is_array() ? "]" : "}");
}

}  // namespace

std::string metrics_json(const Results& r) {
    const Json all{{"schema", "efferent.metrics/1"},
                   {"experiment", r.experiment},
                   {"dataset", dataset(r)},
                   {"protocol", protocol(r)},
                   {"methods", methods(r)},
                   {"comparisons", comparisons(r)},
                   {"friedman_p", number(r.friedman_p)},
                   {"encoder_card", encoder_card(r)},
                   {"rate_curve", rate_curve(r)},
                   {"chips", chips(r)},
                   {"learning", learning(r)},
                   {"notes", r.notes},
                   {"resolved_config", resolved_config(r)},
                   {"version", r.version},
                   {"seed", r.seed}};
    std::string text;
    write(all, "", text);
    return text + "\n";
}

}  // namespace efferent
