// A subtree of a configuration file that still knows where it came from.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/fields.hpp"

namespace efferent {

/// An immutable JSON value with its origin ("configs/x.json/methods/2"). Copies share it.
/// A default-constructed Config is absent.
class Config {
public:
    Config() = default;

    /// Throws Error{format} naming `origin` and the byte at fault. Duplicate keys are an error.
    static Config parse(std::string_view text, std::string origin);
    /// Throws Error{io} or Error{format}.
    static Config load(const std::filesystem::path& path);

    bool present() const { return node_ != nullptr; }
    const std::string& origin() const;
    /// The "type" key, which selects a part; Error{config} if there is none.
    std::string type() const;
    /// A JSON string's text if this value is one; a part without parameters may be written so.
    std::optional<std::string> text() const;
    std::string dump(int indent = 2) const;

    /// The same value, said to come from `origin`.
    Config named(std::string origin) const;

    /// A copy in which the value at "a.b.2.c" is `value` (JSON, or else taken as a string). Groups
    /// that are absent on the way are made; Error{config} for an index or step that cannot be.
    Config with(std::string_view dotted_path, std::string_view value) const;

    /// Whether this is an object with that key.
    bool has(std::string_view key) const;
    /// A copy without that key of its object.
    Config without(std::string_view key) const;

    /// Reads a parameter struct. Every key must be known; every rule must hold.
    template <class Params>
    Params as() const {
        Params params;
        read([&params](Fields& f) { describe(f, params); });
        return params;
    }

    /// Writes a parameter struct, `type` first unless it is empty.
    template <class Params>
    static Config of(Params params, std::string_view type = {}) {
        return write([&params](Fields& f) { describe(f, params); }, type);
    }

    friend bool operator==(const Config& a, const Config& b) { return a.dump() == b.dump(); }

private:
    struct Node;
    class Reader;
    class Writer;
    explicit Config(Node node);
    void read(const std::function<void(Fields&)>& members) const;
    static Config write(const std::function<void(Fields&)>& members, std::string_view type);

    std::shared_ptr<const Node> node_;
};

}  // namespace efferent
