// Reading and writing of parameter structs as JSON. The JSON library stays in this file.
#include "core/config.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/error.hpp"
#include "core/file.hpp"
#include "core/text.hpp"

namespace efferent {

using Json = nlohmann::ordered_json;

struct Config::Node {
    Json value;
    std::string origin;
};

namespace {

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

double nanoseconds_in_unit(std::string_view key) {
    if (key.ends_with("_us")) return 1e3;
    if (key.ends_with("_ms")) return 1e6;
    if (key.ends_with("_s")) return 1e9;
    throw std::logic_error("a duration's key must end in _us, _ms or _s: " + std::string(key));
}

std::string below(const std::string& origin, std::string_view key) {
    return origin + "/" + std::string(key);
}

/// Reads `json` into `value` if the kinds agree; says what was expected if they do not.
std::string_view read_value(const Json& json, bool& value) {
    if (!json.is_boolean()) return "true or false";
    value = json.get<bool>();
    return {};
}
std::string_view read_value(const Json& json, std::int64_t& value) {
    if (!json.is_number_integer()) return "a whole number";
    if (json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX)
        return "a whole number below 2^63";
    value = json.get<std::int64_t>();
    return {};
}
std::string_view read_value(const Json& json, double& value) {
    if (!json.is_number()) return "a number";
    value = json.get<double>();
    return std::isfinite(value) ? std::string_view{} : "a finite number";
}
std::string_view read_value(const Json& json, std::string& value) {
    if (!json.is_string()) return "a text in quotes";
    value = json.get<std::string>();
    return {};
}
template <class T>
std::string_view read_value(const Json& json, std::optional<T>& value) {
    if (json.is_null()) return {};
    return read_value(json, value.emplace());
}
template <class T>
std::string_view read_value(const Json& json, std::vector<T>& value) {
    if (!json.is_array()) return "a list in [brackets]";
    value.clear();
    for (const Json& item : json) {
        T element{};
        if (const auto expected = read_value(item, element); !expected.empty()) return expected;
        value.push_back(std::move(element));
    }
    return {};
}

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

class Config::Reader final : public Fields {
public:
    explicit Reader(const Node& node) : node_(node) {
        if (!node.value.is_object())
            throw Error(Fault::config,
                        node.origin + ": must be an object in {braces}, not " + node.value.dump());
    }

    void require(bool holds, std::string_view key, std::string_view rule) override {
        if (holds) return;
        const auto it = node_.value.find(key);
        const std::string given = it == node_.value.end() ? "" : ", not " + it->dump();
        throw Error(Fault::config, below(node_.origin, key) + ": " + std::string(rule) + given);
    }

    void finish() const {
        for (const auto& item : node_.value.items()) {
            if (item.key() == "type" || std::ranges::find(known_, item.key()) != known_.end())
                continue;
            throw Error(Fault::config,
                        below(node_.origin, item.key()) + ": unknown key; " + advice(item.key()));
        }
    }

protected:
    void field(std::string_view key, Slot slot, std::string_view) override {
        const Json* json = look_up(key);
        if (json == nullptr) return;  // the struct's own initialiser is the default
        std::visit([&](auto* target) { assign(key, *json, *target); }, slot);
    }

    void group(std::string_view key, std::string_view,
               const std::function<void(Fields&)>& members) override {
        const Json* json = look_up(key);
        const Node node{json == nullptr ? Json::object() : *json, below(node_.origin, key)};
        Reader inner(node);
        members(inner);
        inner.finish();
    }

private:
    const Json* look_up(std::string_view key) {
        known_.emplace_back(key);
        const auto it = node_.value.find(key);
        return it == node_.value.end() ? nullptr : &*it;
    }

    template <class T>
    void assign(std::string_view key, const Json& json, T& target) const {
        const auto expected = read_value(json, target);
        if (!expected.empty()) reject(key, json, expected);
    }
    void assign(std::string_view key, const Json& json, Duration& target) const {
        double number = 0.0;
        assign(key, json, number);
        const double nanoseconds = number * nanoseconds_in_unit(key);
        if (std::abs(nanoseconds) > 9e18) reject(key, json, "a duration below 292 years");
        target = Duration{std::llround(nanoseconds)};
    }
    void assign(std::string_view key, const Json& json, Config& target) const {
        target = Config(Node{json, below(node_.origin, key)});
    }
    void assign(std::string_view key, const Json& json, std::vector<Config>& target) const {
        if (!json.is_array()) reject(key, json, "a list in [brackets]");
        target.clear();
        for (std::size_t i = 0; i < json.size(); ++i)
            target.push_back(
                Config(Node{json[i], below(node_.origin, key) + "/" + std::to_string(i)}));
    }

    [[noreturn]] void reject(std::string_view key, const Json& json,
                             std::string_view expected) const {
        throw Error(Fault::config, below(node_.origin, key) + ": must be " + std::string(expected) +
                                       ", not " + json.dump());
    }

    std::string advice(const std::string& key) const {
        if (const auto nearest = nearest_name(key, known_))
            return "did you mean \"" + *nearest + "\"?";
        if (known_.empty()) return "there are no keys here";
        std::string all = "there are: ";
        for (std::size_t i = 0; i < known_.size(); ++i) all += (i == 0 ? "" : ", ") + known_[i];
        return all;
    }

    const Node& node_;
    std::vector<std::string> known_;
};

class Config::Writer final : public Fields {
public:
    explicit Writer(Json& out) : out_(out) {}
    void require(bool, std::string_view, std::string_view) override {}

protected:
    void field(std::string_view key, Slot slot, std::string_view) override {
        const std::string name(key);
        std::visit(Overloaded{
                       [&](Duration* d) {
                           out_[name] = static_cast<double>(d->count()) / nanoseconds_in_unit(key);
                       },
                       [&](std::optional<double>* d) {
                           if (d->has_value()) out_[name] = **d;
                       },
                       [&](Config* c) {
                           if (c->present()) out_[name] = c->node_->value;
                       },
                       [&](std::vector<Config>* list) {
                           out_[name] = Json::array();
                           for (const Config& c : *list) out_[name].push_back(c.node_->value);
                       },
                       [&](auto* value) { out_[name] = *value; },
                   },
                   slot);
    }
    void group(std::string_view key, std::string_view,
               const std::function<void(Fields&)>& members) override {
        Json inner = Json::object();
        Writer writer(inner);
        members(writer);
        out_[std::string(key)] = std::move(inner);
    }

private:
    Json& out_;
};

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
        } else if (at->is_object() && (last || at->contains(step))) {
            at = &(*at)[step];
        } else {
            refuse("there is no \"" + step + "\" in " + origin());
        }
    }
    Json parsed = Json::parse(value, nullptr, false);
    *at = parsed.is_discarded() ? Json(std::string(value)) : std::move(parsed);
    return Config(Node{std::move(copy), origin()});
}

void Config::read(const std::function<void(Fields&)>& members) const {
    const Node nothing{Json::object(), origin()};
    const bool only_named = !present() || node_->value.is_string();
    Reader reader(only_named ? nothing : *node_);
    members(reader);
    reader.finish();
}

Config Config::write(const std::function<void(Fields&)>& members, std::string_view type) {
    Json value = Json::object();
    if (!type.empty()) value["type"] = std::string(type);
    Writer writer(value);
    members(writer);
    return Config(Node{std::move(value), "resolved"});
}

}  // namespace efferent
