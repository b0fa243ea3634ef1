#include "apps/output_folder.hpp"

#include "core/error.hpp"
#include "core/file.hpp"

namespace efferent::apps {

namespace fs = std::filesystem;

OutputFolder::OutputFolder(fs::path path) : path_(std::move(path)), made_(!fs::exists(path_)) {
    require_writable_folder(path_);
}

OutputFolder::~OutputFolder() {
    std::error_code ignored;
    if (made_ && fs::is_empty(path_, ignored)) fs::remove(path_, ignored);
}

void OutputFolder::require_none(std::initializer_list<const char*> names,
                                std::string_view whose) const {
    for (const char* name : names)
        if (fs::exists(path_ / name))
            throw Error(Fault::io,
                        (path_ / name).string() + ": is a result of " + std::string(whose) +
                            ", which would stay beside the new ones; name another folder");
}

fs::path OutputFolder::write(std::string_view name, std::string_view content) const {
    fs::path file = path_ / name;
    write_file(file, content);
    return file;
}

}  // namespace efferent::apps
