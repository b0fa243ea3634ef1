#include "core/file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "core/error.hpp"

namespace efferent {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& path, const std::string& why) {
    throw Error(Fault::io, path.string() + ": " + why);
}

std::string reason() { return std::strerror(errno); }  // NOLINT(concurrency-mt-unsafe)

}  // namespace

std::string read_file(const fs::path& path) {
    std::error_code problem;
    const auto status = fs::status(path, problem);
    if (!fs::exists(status)) fail(path, "there is no such file");
    if (fs::is_directory(status)) fail(path, "is a folder, where a file was expected");
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (!in) fail(path, "cannot be opened: " + reason());
    const auto size = in.tellg();
    std::string content(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
    in.seekg(0);
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (static_cast<std::size_t>(in.gcount()) != content.size())
        fail(path, "could not be read to its end");
    return content;
}

void write_file(const fs::path& path, std::string_view content) {
    if (fs::is_directory(path)) fail(path, "is a folder, where a file was to be written");
    const fs::path draft = path.string() + ".partial-" + std::to_string(::getpid());
    std::ofstream out(draft, std::ios::binary | std::ios::trunc);
    if (!out) fail(path, "cannot be written: " + reason());
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    std::error_code problem;
    if (!out) {
        const std::string why = reason();
        fs::remove(draft, problem);
        fail(path, "could not be written whole: " + why);
    }
    fs::rename(draft, path, problem);
    if (!problem) return;
    const std::string why = problem.message();
    fs::remove(draft, problem);
    fail(path, "cannot be written: " + why);
}

void require_writable_folder(const fs::path& folder) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (problem || !fs::is_directory(folder))
        fail(folder, "cannot be made a folder for results: " +
                         (problem ? problem.message() : std::string("it is a file")));
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        fail(folder, "results cannot be written there: " + reason());
}

}  // namespace efferent
