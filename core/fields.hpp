// A parameter struct describes itself once, in `void describe(Fields&, Params&)`; reading, writing
// and documenting all follow from that.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/time.hpp"

namespace efferent {

class Config;

/// Visits the fields of one parameter struct. Implemented by the JSON reader, the JSON writer and
/// the manual writer; no parameter struct ever sees JSON.
/// Durations are written in the unit that the key's suffix names: _us, _ms or _s.
class Fields {
public:
    using Slot =
        std::variant<bool*, std::int64_t*, double*, std::string*, Duration*, std::optional<double>*,
                     std::vector<std::int64_t>*, std::vector<double>*, std::vector<std::string>*,
                     Config*, std::vector<Config>*>;

    Fields() = default;
    Fields(const Fields&) = delete;
    Fields& operator=(const Fields&) = delete;
    virtual ~Fields() = default;

    /// One field. The value it holds is the default. A struct with its own describe() is a group.
    template <class T>
    void operator()(std::string_view key, T& value, std::string_view help) {
        if constexpr (std::is_constructible_v<Slot, T*>)
            field(key, Slot(&value), help);
        else
            group(key, help, [&value](Fields& inner) { describe(inner, value); });
    }

    /// A rule about field `key`, checked on reading and printed in the manual.
    virtual void require(bool holds, std::string_view key, std::string_view rule) = 0;

protected:
    virtual void field(std::string_view key, Slot slot, std::string_view help) = 0;
    virtual void group(std::string_view key, std::string_view help,
                       const std::function<void(Fields&)>& members) = 0;
};

}  // namespace efferent
