// What an experiment says in a sentence.
#include "pipeline/report/headline.hpp"

#include <algorithm>
#include <cmath>

#include "pipeline/report/figures.hpp"

namespace efferent::report {

namespace {

void append_new(std::vector<std::string>& list, std::string_view name) {
    if (std::ranges::find(list, name) == list.end()) list.emplace_back(name);
}

std::string best_part(const Results& results, std::string_view family) {
    const MethodResult* best = best_of(results, family);
    const std::string begin = "Best " + std::string(family) + ": ";
    if (best == nullptr) return begin + "none.";
    return begin + best->name + ", " + percent(best->per_window.mean) + " % per window, " +
           percent(best->per_trial.mean) + " % per trial.";
}

std::string difference_words(const Comparison& c, double sign) {
    const double low = sign > 0.0 ? c.low : -c.high;
    const double high = sign > 0.0 ? c.high : -c.low;
    std::string text = points(sign * c.per_window_difference) +
                       " points per window, 95 % interval " + points_interval(low, high) + ", p " +
                       equation(c.p);
    if (low <= 0.0 && high >= 0.0) text += "; the interval includes zero";
    return text;
}

/// One person gives no interval and no test over people, but trials that one method alone decides.
std::string one_person_line(const Comparison& c, const std::string& a, const std::string& b) {
    const double sign = c.a == a ? 1.0 : -1.0;
    std::string text = "One person, so no interval: " + a + " minus " + b + " is " +
                       points(sign * c.per_window_difference) + " points per window";
    if (!std::isfinite(c.mcnemar_p)) return text + ".";
    return text + "; " + a + " alone is right in " + plain(sign > 0.0 ? c.only_a : c.only_b) +
           " trials, " + b + " alone in " + plain(sign > 0.0 ? c.only_b : c.only_a) +
           " (McNemar p " + equation(c.mcnemar_p) + ", as if trials were independent).";
}

}  // namespace

const MethodResult* best_of(const Results& results, std::string_view family) {
    const MethodResult* best = nullptr;
    for (const MethodResult& method : results.methods) {
        if (method.family != family || !std::isfinite(method.per_window.mean)) continue;
        if (best == nullptr || method.per_window.mean > best->per_window.mean) best = &method;
    }
    return best;
}

std::string_view challenger(const Results& results) {
    const bool units_alone =
        best_of(results, spiking) == nullptr && best_of(results, motor_units) != nullptr;
    return units_alone ? motor_units : spiking;
}

std::vector<std::string> families(const Results& results) {
    const auto has = [&](std::string_view family) {
        return std::ranges::find(results.methods, family, &MethodResult::family) !=
               results.methods.end();
    };
    std::vector<std::string> list;
    for (const std::string_view family : {conventional, motor_units, spiking})
        if (has(family)) list.emplace_back(family);
    for (const MethodResult& method : results.methods) append_new(list, method.family);
    return list;
}

std::vector<std::string> people_of(const Results& results) {
    std::vector<std::string> list;
    for (const MethodResult& method : results.methods)
        for (const PersonResult& person : method.people) append_new(list, person.id);
    return list;
}

const PersonResult* find_person(const MethodResult& method, std::string_view id) {
    const auto found = std::ranges::find(method.people, id, &PersonResult::id);
    return found == method.people.end() ? nullptr : &*found;
}

std::string best_line(const Results& results) {
    return best_part(results, challenger(results)) + " " + best_part(results, conventional);
}

std::string difference_line(const Results& results) {
    const MethodResult* a = best_of(results, challenger(results));
    const MethodResult* b = best_of(results, conventional);
    if (a == nullptr || b == nullptr) return {};
    for (const Comparison& c : results.comparisons) {
        const bool as_asked = c.a == a->name && c.b == b->name;
        if (!as_asked && !(c.a == b->name && c.b == a->name)) continue;
        if (results.people == 1) return one_person_line(c, a->name, b->name);
        return "Paired over people, " + a->name + " minus " + b->name + " is " +
               difference_words(c, as_asked ? 1.0 : -1.0) + ".";
    }
    return {};
}

const MethodResult* several_seeds(const Results& results) {
    const auto it =
        std::ranges::find_if(results.methods, [](const auto& m) { return m.seeds.size() > 1; });
    return it == results.methods.end() ? nullptr : &*it;
}

std::string people_count(const Results& results) {
    return std::to_string(results.people) + (results.people == 1 ? " person" : " people");
}

bool checks_hold(const Results& results) {
    return results.leak_checks.shared_samples == 0 && results.leak_checks.shuffle_within_chance;
}

}  // namespace efferent::report
