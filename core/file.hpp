// Whole files in, whole files out: what is written appears complete or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace efferent {

/// The whole of a file. Error{io} if it is missing, a directory or unreadable.
std::string read_file(const std::filesystem::path& path);

/// Writes beside `path` and renames over it. Error{io} leaves the old file and nothing else.
void write_file(const std::filesystem::path& path, std::string_view content);

/// Makes `folder` if need be and proves that it can be written. Error{io} says why it cannot.
void require_writable_folder(const std::filesystem::path& folder);

}  // namespace efferent
