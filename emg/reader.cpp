// Opens a path with the first reader that recognises it.
#include "emg/reader.hpp"

#include "core/error.hpp"

namespace efferent::emg {

Dataset read(const std::filesystem::path& path) {
    std::error_code problem;
    if (!std::filesystem::exists(path, problem))
        throw Error(Fault::io, path.string() + ": there is no such file or folder");
    std::string kinds;
    for (const auto* info : readers()) {
        const auto reader = info->make(Config());
        if (reader->recognises(path)) return reader->read(path);
        kinds += (kinds.empty() ? "" : "; ") + std::string(info->name) + ": " +
                 std::string(info->summary);
    }
    throw Error(Fault::format, path.string() + ": is none of the kinds there are (" + kinds + ")");
}

}  // namespace efferent::emg
