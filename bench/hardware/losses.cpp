#include "bench/hardware/losses.hpp"

#include <algorithm>

#include "hw/chip.hpp"
#include "pipeline/experiment.hpp"

namespace efferent::bench {
namespace {

struct Asked {
    const char* id;
    const char* chip;
};
constexpr Asked all_asked[] = {{"loihi", "loihi"}, {"odin", "tinyodin"}, {"xylo", "xylo_a3"}};

Row row(const Asked& asked) {
    return {.id = "hardware.loss." + std::string(asked.id) + "_points",
            .value = {},
            .unit = "points",
            .what = "windows of 16 tasks, trained decoder: as floats less on " +
                    hw::find_chip(asked.chip).title,
            .why = "not at hand"};
}

void fill(Row& row, const Asked& asked, const Results& results) {
    const std::string title = hw::find_chip(asked.chip).title;
    const auto fall = std::ranges::find(results.chips, title, &ChipFall::chip);
    if (fall == results.chips.end() || !fall->refused.empty()) {
        row.why = fall == results.chips.end() ? "not in the experiment" : fall->refused;
        return;
    }
    row.why.clear();
    row.value = 100.0 * (fall->stages.front().per_window - fall->stages.back().per_window);
}

}  // namespace

Rows loss_rows(const std::filesystem::path& data) {
    Rows rows;
    for (const Asked& asked : all_asked) rows.push_back(row(asked));
    if (!std::filesystem::exists(data / "dataset.json")) return rows;
    const auto file = std::filesystem::path(EFFERENT_BENCH).parent_path() /
                      "configs/experiments/hand16_chips.json";
    auto params = Config::load(file)
                      .with("data", R"({"type": "files", "path": ")" + data.string() + "\"}")
                      .as<ExperimentParams>();
    // Those that the rows are about.
    for (Config& config : params.chips) {
        auto fall = config.as<ChipFallParams>();
        std::erase_if(fall.chips, [](const std::string& name) {
            return std::ranges::find(all_asked, name, [](const Asked& a) {
                       return std::string(a.chip);
                   }) == std::end(all_asked);
        });
        config = Config::of(fall);
    }
    const Results results = run(params, nullptr);
    for (std::size_t i = 0; i < rows.size(); ++i) fill(rows[i], all_asked[i], results);
    return rows;
}

}  // namespace efferent::bench
