// Reads what lies beside a file of discharges.
#include "apps/discharge_origin.hpp"

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/file.hpp"
#include "emg/edf_header.hpp"

namespace efferent::apps {

namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

bool run_says_so(const fs::path& path) {
    if (!is_file(path)) return false;
    const auto run = nlohmann::json::parse(read_file(path), nullptr, false);
    return run.is_object() && run.contains("simulated") && run["simulated"] == true;
}

bool recording_says_so(const fs::path& path) {
    if (!is_file(path)) return false;
    try {
        return emg::parse_edf_header(read_file(path), path.string()).simulated();
    } catch (const Error&) {  // discharges can be used whatever their recording is
        return false;
    }
}

}  // namespace

bool are_of_simulated_muscle(const fs::path& discharges) {
    constexpr std::string_view end = "_events.tsv";
    std::string stem = discharges.filename().string();
    if (stem == "events.tsv") return run_says_so(discharges.parent_path() / "run.json");
    if (!stem.ends_with(end)) return false;
    stem.resize(stem.size() - end.size());
    return recording_says_so(discharges.parent_path() / (stem + "_emg.bdf")) ||
           recording_says_so(discharges.parent_path() / (stem + "_emg.edf"));
}

}  // namespace efferent::apps
