// What tests share: real data, readers of others, throw-away folders, the message of an error.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace efferent::test {

/// A folder of the real recordings, or nothing after a warning that begins with "SKIPPED:".
std::optional<std::filesystem::path> shared_data(const std::string& name);

std::filesystem::path source_folder();

/// A program of build/readers, which `./dev test` fills with what tools/readers.txt names, or
/// nothing after a warning that begins with "SKIPPED:".
std::optional<std::string> reader_of_others(const std::string& name);

/// A new empty folder, removed with everything in it at the end of the scope.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }
    /// Writes a file into it and gives its path; makes folders on the way.
    std::filesystem::path write(const std::string& name, std::string_view content) const;

private:
    std::filesystem::path path_;
};

/// What the Error says that `act` throws, or "no error".
std::string message_of(const std::function<void()>& act);

}  // namespace efferent::test
