// Opens a path with the first reader that recognises it.
#include "emg/reader.hpp"

#include "core/error.hpp"

namespace efferent::emg {

namespace {

namespace fs = std::filesystem;

Dataset read_with_first(const fs::path& path) {
    std::string kinds;
    for (const auto* info : readers()) {
        const auto reader = info->make(Config());
        if (reader->recognises(path)) return reader->read(path);
        kinds += (kinds.empty() ? "" : "; ") + std::string(info->name) + ": " +
                 std::string(info->summary);
    }
    throw Error(Fault::format, path.string() + ": is none of the kinds there are (" + kinds + ")");
}

}  // namespace

Dataset read(const fs::path& path) {
    std::error_code problem;
    if (!fs::exists(path, problem))
        throw Error(Fault::io, path.string() + ": there is no such file or folder");
    try {
        return read_with_first(path);
    } catch (const fs::filesystem_error& e) {  // such as a folder that may not be listed
        throw Error(Fault::io, path.string() + ": cannot be read: " + e.code().message());
    }
}

}  // namespace efferent::emg
