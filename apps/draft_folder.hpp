// A folder that is filled out of sight and appears whole, or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace efferent::apps {

/// Error{io} at once if `path` is there and not an empty folder, or cannot be made.
class DraftFolder {
public:
    explicit DraftFolder(std::filesystem::path path);
    /// Removes what was not published.
    ~DraftFolder();
    DraftFolder(const DraftFolder&) = delete;
    DraftFolder& operator=(const DraftFolder&) = delete;

    /// Writes a file, and the folders on the way to it.
    void write(const std::filesystem::path& name, std::string_view content) const;
    /// Puts the folder in its place; nothing can be written afterwards.
    void publish();

private:
    std::filesystem::path path_, draft_;
};

}  // namespace efferent::apps
