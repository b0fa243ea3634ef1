#include "apps/catalogue.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "apps/read_ms.hpp"
#include "core/error.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "pipeline/spiking_unit_model.hpp"

namespace efferent::apps {

bool is_built_in(std::string_view name) {
    return std::ranges::find(built_in_experiments(), name, &BuiltIn::name) !=
           built_in_experiments().end();
}

namespace {

/// The text of a built-in; nothing if `name_or_path` is the path of a file instead. Error{config}
/// for what is neither.
std::optional<std::string_view> built_in(std::span<const BuiltIn> all, const std::string& kind,
                                         const std::string& name_or_path) {
    std::vector<std::string> names;
    for (const BuiltIn& one : all) {
        if (one.name == name_or_path) return one.text;
        names.emplace_back(one.name);
    }
    if (name_or_path.ends_with(".json") || std::filesystem::exists(name_or_path))
        return std::nullopt;
    throw Error(Fault::config, kind + ": " + unknown_name(name_or_path, names) +
                                   "; or give a file that ends in .json");
}

/// Simulated data may name a muscle; its settings take the name's place.
Config with_muscle(const Config& experiment) {
    const auto data = nlohmann::ordered_json::parse(experiment.dump());
    const auto name = nlohmann::ordered_json::json_pointer("/data/muscle");
    if (!data.contains(name) || !data.at(name).is_string()) return experiment;
    return experiment.with("data.muscle", find_muscle(data.at(name).get<std::string>()).dump());
}

}  // namespace

Config find_experiment(const std::string& name_or_path) {
    const auto text = built_in(built_in_experiments(), "experiment", name_or_path);
    return with_muscle(text ? Config::parse(*text, name_or_path) : Config::load(name_or_path));
}

FoundNetwork find_network(const std::string& name_or_path) {
    const auto text = built_in(built_in_networks(), "network", name_or_path);
    if (text) return {snn::network_from_json(*text, name_or_path), {}};
    const std::string file = read_file(name_or_path);
    if (!is_spiking_unit_model(file)) return {snn::network_from_json(file, name_or_path), {}};
    SpikingUnits units = spiking_unit_model_from_json(file, name_or_path).units;
    return {std::move(units.network), units.step};
}

Duration tick_of(const FoundNetwork& found, std::optional<double> tick_ms) {
    if (tick_ms) return read_ms("--tick-ms", *tick_ms, 1000.0);
    return found.step.value_or(1ms);
}

Config find_muscle(const std::string& name_or_path) {
    const auto text = built_in(built_in_muscles(), "muscle", name_or_path);
    return text ? Config::parse(*text, name_or_path) : Config::load(name_or_path);
}

}  // namespace efferent::apps
