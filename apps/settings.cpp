#include "apps/settings.hpp"

#include "core/error.hpp"

namespace efferent::apps {

Config with_changes(Config config, const std::vector<std::string>& changes) {
    for (const std::string& change : changes) {
        const std::size_t at = change.find('=');
        if (at == std::string::npos || at == 0)
            throw Error(Fault::config, "--set " + change +
                                           ": must read path=value, such as windows.window_ms=200");
        config = config.with(change.substr(0, at), change.substr(at + 1));
    }
    return config;
}

std::string json_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20) {
            constexpr const char* digits = "0123456789abcdef";
            out += "\\u00";
            out += digits[static_cast<unsigned char>(c) >> 4U];
            out += digits[static_cast<unsigned char>(c) & 0xFU];
        } else {
            out += c;
        }
    }
    return out + "\"";
}

}  // namespace efferent::apps
