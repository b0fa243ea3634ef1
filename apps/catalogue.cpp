#include "apps/catalogue.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::apps {

bool is_built_in(std::string_view name) {
    return std::ranges::find(built_in_experiments(), name, &BuiltIn::name) !=
           built_in_experiments().end();
}

Config find_experiment(const std::string& name_or_path) {
    std::vector<std::string> names;
    for (const BuiltIn& experiment : built_in_experiments()) {
        if (experiment.name == name_or_path) return Config::parse(experiment.text, name_or_path);
        names.emplace_back(experiment.name);
    }
    if (name_or_path.ends_with(".json") || std::filesystem::exists(name_or_path))
        return Config::load(name_or_path);
    throw Error(Fault::config, "experiment: " + unknown_name(name_or_path, names) +
                                   "; or give a file that ends in .json");
}

}  // namespace efferent::apps
