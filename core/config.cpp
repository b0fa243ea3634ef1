// JSON values that know where they came from: parsing, looking and changing.
#include "core/config.hpp"

#include <algorithm>
#include <set>

#include "core/config_node.hpp"
#include "core/error.hpp"
#include "core/file.hpp"
#include "core/text.hpp"

namespace efferent {

namespace {

/// Refuses a key that stands twice in one object: the later would silently win.
class TwiceGuard {
public:
    bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
        const auto level = static_cast<std::size_t>(depth);
        if (event == Json::parse_event_t::object_start) {
            keys_.resize(std::max(keys_.size(), level + 2));
            keys_[level + 1].clear();
        } else if (event == Json::parse_event_t::key) {
            const auto key = parsed.get<std::string>();
            if (!keys_[level].insert(key).second && twice_.empty()) twice_ = key;
        }
        return true;
    }
    const std::string& twice() const { return twice_; }

private:
    std::vector<std::set<std::string>> keys_;
    std::string twice_;
};

}  // namespace

double nanoseconds_in_unit(std::string_view key) {
    if (key.ends_with("_us")) return 1e3;
    if (key.ends_with("_ms")) return 1e6;
    if (key.ends_with("_s")) return 1e9;
    throw std::logic_error("a duration's key must end in _us, _ms or _s: " + std::string(key));
}

Config::Config(Node node) : node_(std::make_shared<const Node>(std::move(node))) {}

Config Config::parse(std::string_view text, std::string origin) {
    TwiceGuard guard;
    try {
        Json value = Json::parse(text, std::ref(guard));
        if (!guard.twice().empty())
            throw Error(Fault::format, origin + ": the key \"" + guard.twice() + "\" stands twice");
        return Config(Node{std::move(value), std::move(origin)});
    } catch (const Json::parse_error& e) {
        const std::string_view before = text.substr(0, e.byte == 0 ? 0 : e.byte - 1);
        const auto line = 1 + std::ranges::count(before, '\n');
        throw Error(Fault::format, origin + ": line " + std::to_string(line) + ", byte " +
                                       std::to_string(e.byte) + ": is not JSON");
    } catch (const Json::exception&) {  // out_of_range: 1e999
        throw Error(Fault::format, origin + ": holds a number beyond what a double can be");
    }
}

Config Config::load(const std::filesystem::path& path) {
    return parse(read_file(path), path.string());
}

const std::string& Config::origin() const {
    static const std::string absent = "(absent)";
    return present() ? node_->origin : absent;
}

std::string Config::type() const {
    if (present() && node_->value.is_string()) return node_->value.get<std::string>();
    if (present() && node_->value.is_object()) {
        const auto it = node_->value.find("type");
        if (it != node_->value.end() && it->is_string()) return it->get<std::string>();
    }
    throw Error(Fault::config, origin() + ": needs a \"type\" that names a part");
}

std::optional<std::string> Config::text() const {
    if (!present() || !node_->value.is_string()) return std::nullopt;
    return node_->value.get<std::string>();
}

std::string Config::dump(int indent) const {
    return present() ? node_->value.dump(indent) : "null";
}

Config Config::named(std::string origin) const {
    return Config(Node{present() ? node_->value : Json(), std::move(origin)});
}

Config Config::with(std::string_view dotted_path, std::string_view value) const {
    Json copy = present() ? node_->value : Json::object();
    Json* at = &copy;
    const auto steps = split(dotted_path, '.');
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const std::string step(steps[i]);
        const bool last = i + 1 == steps.size();
        const auto refuse = [&](const std::string& why) {
            throw Error(Fault::config, "--set " + std::string(dotted_path) + ": " + why);
        };
        if (at->is_array()) {
            const auto number = to_integer(step);
            if (!number || *number < 0 || static_cast<std::size_t>(*number) >= at->size())
                refuse("\"" + step + "\" is not an index below " + std::to_string(at->size()));
            at = &(*at)[static_cast<std::size_t>(*number)];
        } else if (at->is_object()) {
            at = &(*at)[step];
            // A group that is not spelled out; who reads it refuses what it does not know.
            if (!last && at->is_null()) *at = Json::object();
        } else {
            refuse("there is no \"" + step + "\" in " + origin());
        }
    }
    Json parsed = Json::parse(value, nullptr, false);
    *at = parsed.is_discarded() ? Json(std::string(value)) : std::move(parsed);
    return Config(Node{std::move(copy), origin()});
}

bool Config::has(std::string_view key) const {
    return present() && node_->value.is_object() && node_->value.contains(key);
}

Config Config::without(std::string_view key) const {
    Json copy = present() ? node_->value : Json();
    if (copy.is_object()) copy.erase(std::string(key));
    return Config(Node{std::move(copy), origin()});
}

}  // namespace efferent
