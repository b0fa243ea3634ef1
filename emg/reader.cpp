// Opens a path with the first reader that recognises it.
#include "emg/reader.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "emg/side_file.hpp"

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

/// The shortest side file for a file of numbers, by its name; empty for other files.
std::string table_line(const fs::path& path) {
    const std::string ending = path.extension().string();
    if (ending != ".csv" && ending != ".tsv" && ending != ".npy") return "";
    return R"({"reader": "table", "samples": ")" + path.filename().string() +
           (ending == ".tsv" ? R"(", "delimiter": "\t)" : "") +
           R"(", "sampling_rate_hz": 2048, "unit": "mV"})";
}

/// What was looked at, and what would have been taken (docs/formats.md has it in full).
std::string why_not(const fs::path& path) {
    if (fs::is_directory(path))
        return "as a folder it would hold recording.json, dataset.json, trials.json, "
               "dataset_description.json or UCI's text files";
    if (path.extension() != ".json")
        return "as a file it would end in .edf, .bdf or .hea (a WFDB header, not the samples), or "
               "be a .json file that explains bare numbers or CSV files";
    const auto named = reader_named_in(path);
    return (named ? "its reader \"" + *named + "\" takes no .json file"
                  : std::string("it names no reader near its beginning")) +
           "; expected \"reader\": \"raw\", \"table\" or \"csv_trials\"";
}

[[noreturn]] void refuse(const fs::path& path) {
    if (const std::string line = table_line(path); !line.empty())
        throw Error(Fault::format, path.string() + ": says neither its rate nor its unit; open " +
                                       fs::path(path).replace_extension(".json").string() +
                                       " instead, a file that you write with yours in it: " + line);
    throw Error(Fault::format, path.string() +
                                   ": is no recording of a format known here, by its name and "
                                   "first bytes: " +
                                   why_not(path) + "; `efferent describe` lists the readers");
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

Dataset read_one(const fs::path& path) {
    Dataset dataset = read(path);
    const auto& all = dataset.recordings;
    if (all.empty()) return dataset;
    constexpr std::size_t most = 3;
    std::string some;
    for (std::size_t i = 0; i < std::min(all.size(), most); ++i)
        some += (i == 0 ? "" : ", ") + all[i];
    if (all.size() > most) some += " and " + std::to_string(all.size() - most) + " more";
    throw Error(Fault::config,
                path.string() + ": holds " + std::to_string(all.size()) +
                    " recordings, where one is wanted: " + some +
                    (recognised(all.front())
                         ? "; name one of them"
                         : "; give one of them a file of its own (docs/formats.md, \"table\")"));
}

}  // namespace efferent::emg
