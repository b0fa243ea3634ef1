// Side files: strict reading, and recognising which reader one is meant for.
#include "emg/side_file.hpp"

#include <fstream>
#include <set>

#include "core/error.hpp"
#include "core/file.hpp"

namespace efferent::emg {

namespace {

constexpr std::size_t max_channels = 65535;  // what the 16 bits of a ChannelId can number

}  // namespace

void load_as_data(const std::filesystem::path& path,
                  const std::function<void(const Config&)>& load) {
    try {
        load(Config::load(path));
    } catch (const Error& e) {
        if (e.fault() != Fault::config) throw;
        throw Error(Fault::format, e.what());
    } catch (const std::exception&) {  // the JSON library's own, such as a number beyond double
        throw Error(Fault::format, path.string() + ": holds a value that cannot be read");
    }
}

std::optional<std::string> reader_named_in(const std::filesystem::path& path) {
    std::error_code ignored;
    if (path.extension() != ".json" || !std::filesystem::is_regular_file(path, ignored))
        return std::nullopt;
    std::ifstream in(path, std::ios::binary);
    std::string head(4096, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    std::string_view rest = head;
    const auto skip_to = [&](std::string_view token) {
        const std::size_t begin = rest.find_first_not_of(" \t\r\n");
        if (begin == std::string_view::npos || !rest.substr(begin).starts_with(token)) return false;
        rest.remove_prefix(begin + token.size());
        return true;
    };
    const std::string_view key = "\"reader\"";
    const std::size_t at = rest.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(at + key.size());
    if (!skip_to(":") || !skip_to("\"")) return std::nullopt;
    const std::size_t end = rest.find('"');
    if (end == std::string_view::npos) return std::nullopt;
    return std::string(rest.substr(0, end));
}

std::vector<std::string> channel_names(const std::vector<std::string>& given, std::size_t count,
                                       const std::string& origin) {
    if (count == 0 || count > max_channels)
        throw Error(Fault::format, origin + ": has " + std::to_string(count) +
                                       " channels, where 1 to " + std::to_string(max_channels) +
                                       " were expected");
    if (!given.empty() && given.size() != count)
        throw Error(Fault::format, origin + ": names " + std::to_string(given.size()) +
                                       " channels, but there are " + std::to_string(count));
    if (!given.empty() && !all_distinct(given))
        throw Error(Fault::format, origin + ": channel names must be distinct and not empty");
    if (!given.empty()) return given;
    std::vector<std::string> names(count);
    for (std::size_t i = 0; i < count; ++i) names[i] = "ch" + std::to_string(i + 1);
    return names;
}

std::string last_name(const std::filesystem::path& path) {
    const auto whole = std::filesystem::absolute(path).lexically_normal();
    return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

bool all_distinct(const std::vector<std::string>& names) {
    const std::set<std::string> distinct(names.begin(), names.end());
    return distinct.size() == names.size() && !distinct.contains("");
}

}  // namespace efferent::emg
