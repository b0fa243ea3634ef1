// What the registry knows about one interchangeable part.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/config.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent {

template <class Interface>
struct PartInfo {
    std::string_view name;
    std::string_view summary;
    std::unique_ptr<Interface> (*make)(const Config&);
    void (*document)(Fields&);
    Config (*resolve)(const Config&);  ///< the same settings with every default written out
};

/// The usual way to fill a PartInfo: a Params struct with describe(), and a constructor from it.
template <class Interface, class Part, class Params = typename Part::Params>
consteval PartInfo<Interface> part(std::string_view name, std::string_view summary) {
    return {
        .name = name,
        .summary = summary,
        .make = [](const Config& c) -> std::unique_ptr<Interface> {
            return std::make_unique<Part>(c.as<Params>());
        },
        .document =
            [](Fields& f) {
                Params p;
                describe(f, p);
            },
        .resolve = [](const Config& c) { return Config::of(c.as<Params>(), c.type()); },
    };
}

template <class Interface>
using Parts = std::span<const PartInfo<Interface>* const>;

/// Error{config} with the names there are, and the nearest of them.
template <class Interface>
const PartInfo<Interface>& find(Parts<Interface> all, std::string_view name,
                                std::string_view where = {}) {
    std::vector<std::string> names;
    for (const auto* info : all) {
        if (info->name == name) return *info;
        names.emplace_back(info->name);
    }
    throw Error(Fault::config,
                (where.empty() ? "" : std::string(where) + ": ") + unknown_name(name, names));
}

/// The part that `config` names by its "type", made from the rest of it.
template <class Interface>
std::unique_ptr<Interface> make(Parts<Interface> all, const Config& config) {
    return find(all, config.type(), config.origin()).make(config);
}

template <class Interface>
Config resolve(Parts<Interface> all, const Config& config) {
    return find(all, config.type(), config.origin()).resolve(config);
}

/// For parts without settings.
struct NoParams {};
inline void describe(Fields&, NoParams&) {}

}  // namespace efferent
