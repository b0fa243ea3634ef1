// Finds the muscles at a path and judges them.
#include "apps/muscles_to_judge.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "decoders/bags/bag_file.hpp"

namespace efferent::apps {
namespace {

namespace fs = std::filesystem;
constexpr const char* features_file = "features.tsv";

JudgedMuscle from_features(const BagModel& model, const fs::path& file) {
    const fs::path whole = fs::absolute(file).lexically_normal();
    const auto read = bags::read_train_features(file, whole.filename() == features_file
                                                          ? whole.parent_path().filename().string()
                                                          : whole.stem().string());
    return {
        judge(model, with_features_of(model, read.table), 0, read.units), {}, read.silent, false};
}

std::vector<JudgedMuscle> from_table(const BagModel& model, const fs::path& file) {
    const auto table = with_features_of(model, bags::read_bags(file, model.classes));
    std::vector<JudgedMuscle> muscles;
    for (std::size_t b = 0; b < table.bags.size(); ++b)
        muscles.push_back({judge(model, table, b), {}, {}, false});
    return muscles;
}

std::vector<fs::path> feature_files(const fs::path& folder) {
    if (fs::is_regular_file(folder / features_file)) return {folder / features_file};
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (fs::is_regular_file(entry.path() / features_file))
            files.push_back(entry.path() / features_file);
    std::ranges::sort(files);
    return files;
}

}  // namespace

std::vector<JudgedMuscle> judged_muscles(const BagModel& model, const fs::path& source) {
    if (source.extension() == ".csv") return from_table(model, source);
    if (source.extension() == ".tsv") return {from_features(model, source)};
    std::vector<JudgedMuscle> muscles;
    if (fs::is_directory(source))
        for (const fs::path& file : feature_files(source))
            muscles.push_back(from_features(model, file));
    if (muscles.empty())
        throw Error(Fault::config, source.string() +
                                       ": is neither a .csv of trains nor a features.tsv, nor a "
                                       "folder with one or with folders that have one; make it "
                                       "with efferent decompose --preset needle --out FOLDER");
    return muscles;
}

}  // namespace efferent::apps
