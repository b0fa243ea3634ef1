// JSON files that stand beside samples and say what they are.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config.hpp"

namespace efferent::emg {

/// Runs `load` and turns what it refuses into Error{format}: a side file is data, not a setting.
void load_as_data(const std::filesystem::path& path,
                  const std::function<void(const Config&)>& load);

/// The parameter struct in a side file. Error{io}; Error{format} names the key at fault.
template <class Params>
Params side_file(const std::filesystem::path& path) {
    Params params;
    load_as_data(path, [&params](const Config& config) { params = config.as<Params>(); });
    return params;
}

/// What `"reader"` says within the first 4096 bytes of a file called *.json, if there is such a
/// key.
std::optional<std::string> reader_named_in(const std::filesystem::path& path);

/// `given`, or "ch1", "ch2", ... if none are given. Error{format} if they are not `count` names, or
/// if `count` is 0 or beyond what a ChannelId can number.
std::vector<std::string> channel_names(const std::vector<std::string>& given, std::size_t count,
                                       const std::string& origin);

/// The last name in a path ("a/b/" and "a/b.x/" give "b" and "b.x"), also of "." and "..".
std::string last_name(const std::filesystem::path& path);

/// True if all texts are distinct and none is empty.
bool all_distinct(const std::vector<std::string>& names);

}  // namespace efferent::emg
