// A folder of results that appears with all its files or not at all.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string_view>

namespace efferent::apps {

/// Files that are there already are replaced one by one, and others stay.
/// Error{io} at once if the folder cannot be made or written. A folder that was made for the run
/// is removed again unless a file was put into it.
class OutputFolder {
public:
    explicit OutputFolder(std::filesystem::path path);
    ~OutputFolder();
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    /// Error{io} if the folder has one of these files, which `whose` would have written: beside
    /// other results it would be taken for one of them.
    void require_none(std::initializer_list<const char*> names, std::string_view whose) const;
    /// Writes a whole file and gives its path.
    std::filesystem::path write(std::string_view name, std::string_view content) const;

private:
    std::filesystem::path path_;
    bool made_;
};

}  // namespace efferent::apps
