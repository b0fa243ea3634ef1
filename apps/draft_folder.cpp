#include "apps/draft_folder.hpp"

#include <unistd.h>

#include "core/error.hpp"
#include "core/file.hpp"

namespace efferent::apps {

namespace fs = std::filesystem;

DraftFolder::DraftFolder(fs::path path) : path_(std::move(path)) {
    while (!path_.has_filename() && path_.has_parent_path()) path_ = path_.parent_path();
    std::error_code problem;
    if (fs::exists(path_) && !(fs::is_directory(path_) && fs::is_empty(path_, problem)))
        throw Error(
            Fault::io,
            path_.string() + ": is there already; name a new folder, or remove this one first");
    draft_ = path_.string() + ".partial-" + std::to_string(::getpid());
    require_writable_folder(draft_);
}

DraftFolder::~DraftFolder() {
    std::error_code ignored;
    fs::remove_all(draft_, ignored);
}

void DraftFolder::write(const fs::path& name, std::string_view content) const {
    const fs::path file = draft_ / name;
    require_writable_folder(file.parent_path());
    write_file(file, content);
}

void DraftFolder::publish() {
    std::error_code problem;
    fs::remove(path_, problem);  // an empty folder
    fs::rename(draft_, path_, problem);
    if (problem)
        throw Error(Fault::io, path_.string() + ": cannot be written: " + problem.message());
}

}  // namespace efferent::apps
