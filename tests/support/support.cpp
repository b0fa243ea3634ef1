#include "tests/support/support.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "core/error.hpp"
#include "core/file.hpp"

namespace efferent::test {

namespace fs = std::filesystem;

std::optional<fs::path> shared_data(const std::string& name) {
    const fs::path path = fs::path(EFFERENT_SHARED_DATA) / name;
    if (fs::exists(path)) return path;
    WARN("SKIPPED: needs the real recordings in " << path.string());
    return std::nullopt;
}

fs::path source_folder() { return EFFERENT_SOURCE_DIR; }

std::optional<std::string> reader_of_others(const std::string& name) {
    const fs::path readers = source_folder() / "build/readers";
    if (fs::exists(readers / "installed") && fs::exists(readers / "bin" / name))
        return "'" + (readers / "bin" / name).string() + "'";
    WARN(
        "SKIPPED: needs the readers in tools/readers.txt, which `./dev test` installs from PyPI "
        "into build/readers");
    return std::nullopt;
}

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "efferent-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw Error(Fault::io, "no temporary folder");
    path_ = pattern;
}
TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}
fs::path TemporaryFolder::write(const std::string& name, std::string_view content) const {
    const fs::path path = path_ / name;
    fs::create_directories(path.parent_path());
    write_file(path, content);
    return path;
}

std::string message_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& e) {
        return e.what();
    }
    return "no error";
}

}  // namespace efferent::test
