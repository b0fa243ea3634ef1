#include "apps/settings.hpp"

#include <nlohmann/json.hpp>

#include "apps/catalogue.hpp"
#include "core/error.hpp"

namespace efferent::apps {

Config with_changes(Config config, const std::vector<std::string>& changes,
                    const std::string& option) {
    for (const std::string& change : changes) {
        const std::size_t at = change.find('=');
        if (at == std::string::npos || at == 0)
            throw Error(Fault::config, option + " " + change +
                                           ": must read path=value, such as windows.window_ms=200");
        config = config.with(change.substr(0, at), change.substr(at + 1));
    }
    return config;
}

ExperimentParams experiment_settings(const std::string& name_or_path, const std::string& data,
                                     const std::vector<std::string>& changes) {
    using Json = nlohmann::ordered_json;
    Config config = find_experiment(name_or_path);
    if (!data.empty()) {
        const Json files = {{"type", "files"}, {"path", data}};
        config = config.with("data", files.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
    config = resolved(config.as<ExperimentParams>()).named(config.origin());
    return with_changes(config, changes).as<ExperimentParams>();
}

}  // namespace efferent::apps
