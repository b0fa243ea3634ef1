// A parameter struct from JSON, strictly: unknown keys and broken rules are errors.
#include <algorithm>
#include <cmath>

#include "core/config_node.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent {

namespace {

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
        target = json.is_null() ? Config() : Config(Node{json, below(node_.origin, key)});
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

void Config::read(const std::function<void(Fields&)>& members) const {
    const Node nothing{Json::object(), origin()};
    const bool only_named = !present() || node_->value.is_string();
    Reader reader(only_named ? nothing : *node_);
    members(reader);
    reader.finish();
}

}  // namespace efferent
