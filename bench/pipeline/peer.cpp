#include "bench/pipeline/peer.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "bench/support/clock.hpp"
#include "bench/support/process.hpp"
#include "core/error.hpp"
#include "core/file.hpp"

namespace efferent::bench {
namespace {

/// A folder that goes when this goes.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = std::filesystem::temp_directory_path() / "efferent-bench-XXXXXX";
        if (mkdtemp(name.data()) == nullptr)
            throw Error(Fault::io, name + ": cannot be made; is there room?");
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// numpy.lib.format, version 1.0: little-endian doubles, row by row.
void write_npy(const std::filesystem::path& path, const Table& table) {
    std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" +
                         std::to_string(table.rows()) + ", " + std::to_string(table.columns()) +
                         "), }";
    constexpr std::size_t before = 10;
    while ((before + header.size() + 1) % 64 != 0) header += ' ';
    header += '\n';
    std::string file("\x93NUMPY\x01\x00", 8);
    file += static_cast<char>(header.size() % 256);
    file += static_cast<char>(header.size() / 256);
    file += header;
    const auto& values = table.values();
    file.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
    write_file(path, file);
}

void write_rows(const std::filesystem::path& folder, const std::string& name,
                const LabelledRows& given) {
    Table labels(1);
    for (const TaskId label : given.labels) {
        const auto number = static_cast<double>(index(label));
        labels.push_back(std::span(&number, 1));
    }
    write_npy(folder / (name + "_rows.npy"), given.rows);
    write_npy(folder / (name + "_labels.npy"), labels);
}

Peer read_answer(const std::string& text) {
    const auto json = nlohmann::json::parse(text);
    Peer peer{json.at("version").get<std::string>(), {}};
    for (const auto& [name, found] : json.at("classifiers").items()) {
        Figures figures{median(found.at("fit_s").get<std::vector<double>>()),
                        median(found.at("predict_s").get<std::vector<double>>()),
                        {}};
        for (const auto& decision : found.at("decisions"))
            figures.decisions.push_back(static_cast<TaskId>(decision.get<std::uint16_t>()));
        peer.classifiers[name] = std::move(figures);
    }
    return peer;
}

}  // namespace

std::optional<Peer> ask_sklearn(const Clusters& clusters) {
    const auto python = python_with("sklearn");
    if (!python) return std::nullopt;
    const TemporaryFolder folder;
    write_rows(folder.path(), "train", clusters.train);
    write_rows(folder.path(), "test", clusters.test);
    const std::string script = EFFERENT_BENCH "/peers/sklearn_classifiers.py";
    const Answer answer = ask(
        "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 BLIS_NUM_THREADS=1 " + *python +
        " " + quoted(script) + " " + quoted(folder.path()) + " " + std::to_string(repetitions));
    if (answer.status != 0)
        throw Error(Fault::io, script + ": failed; what it said is above, if anything");
    return read_answer(answer.text);
}

}  // namespace efferent::bench
