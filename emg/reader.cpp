// Opens a path with the first reader that recognises it.
#include "emg/reader.hpp"

#include "core/error.hpp"

namespace efferent::emg {

namespace {

namespace fs = std::filesystem;

/// The first reader that recognises the path, or null.
std::unique_ptr<Reader> reader_of(const fs::path& path) {
    for (const auto* info : readers()) {
        auto reader = info->make(Config());
        if (reader->recognises(path)) return reader;
    }
    return nullptr;
}

[[noreturn]] void refuse(const fs::path& path) {
    std::string kinds;
    for (const auto* info : readers())
        kinds += (kinds.empty() ? "" : "; ") + std::string(info->name) + ": " +
                 std::string(info->summary);
    throw Error(Fault::format, path.string() + ": is none of the kinds there are (" + kinds + ")");
}

}  // namespace

bool recognised(const fs::path& path) { return reader_of(path) != nullptr; }

Dataset read(const fs::path& path) {
    std::error_code problem;
    if (!fs::exists(path, problem))
        throw Error(Fault::io, path.string() + ": there is no such file or folder");
    try {
        const auto reader = reader_of(path);
        if (reader == nullptr) refuse(path);
        return reader->read(path);
    } catch (const fs::filesystem_error& e) {  // such as a folder that may not be listed
        throw Error(Fault::io, path.string() + ": cannot be read: " + e.code().message());
    }
}

}  // namespace efferent::emg
