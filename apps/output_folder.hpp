// A folder of results that appears with all its files or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace efferent::apps {

/// Error{io} at once if the folder cannot be made or written. A folder that was made for the run
/// is removed again unless a file was put into it.
class OutputFolder {
public:
    explicit OutputFolder(std::filesystem::path path);
    ~OutputFolder();
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    /// Writes a whole file and gives its path.
    std::filesystem::path write(std::string_view name, std::string_view content) const;

private:
    std::filesystem::path path_;
    bool made_;
};

}  // namespace efferent::apps
