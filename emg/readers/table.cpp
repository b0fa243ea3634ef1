// One recording as a table of numbers, a CSV or a .npy file, explained by a JSON file beside it.
#include <utility>

#include "core/text.hpp"
#include "emg/explained_recording.hpp"
#include "emg/npy.hpp"
#include "emg/number_table.hpp"
#include "emg/reader.hpp"
#include "emg/side_file.hpp"

namespace efferent::emg {
namespace {

namespace fs = std::filesystem;

struct TableParams : ExplainedRecording {
    std::string delimiter = ",";
    std::int64_t skip_columns = 0;
    std::string rows = "samples";
};

void describe(Fields& field, TableParams& p) {
    describe(field, p, "table");
    field("delimiter", p.delimiter, "what stands between two numbers of a text file");
    field("skip_columns", p.skip_columns,
          "columns on the left of a text file that are no channels, such as time");
    field("rows", p.rows, "what a row is: samples, or channels (.npy alone)");
    field.require(is_delimiter(p.delimiter), "delimiter",
                  "must be one character that no number holds");
    field.require(p.skip_columns >= 0, "skip_columns", "must not be negative");
    field.require(p.rows == "samples" || p.rows == "channels", "rows",
                  "must be \"samples\" or \"channels\"");
}

NumberTable turned(const NumberTable& t) {
    const std::size_t rows = t.values.size() / t.columns;
    NumberTable result{{}, rows, std::vector<float>(t.values.size())};
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < t.columns; ++c)
            result.values[c * rows + r] = t.values[r * t.columns + c];
    return result;
}

/// A row a sample.
NumberTable read_samples(const fs::path& side, const fs::path& path, const TableParams& p) {
    const auto skipped = static_cast<std::size_t>(p.skip_columns);
    if (path.extension() != ".npy") {
        if (p.rows == "channels")
            throw Error(Fault::format, side.string() +
                                           "/rows: a text file has a row a sample; "
                                           "only a .npy file may have a row a channel");
        return read_number_table(path, p.delimiter[0], skipped);
    }
    if (skipped > 0)
        throw Error(Fault::format,
                    side.string() + "/skip_columns: is for text files; save the channels alone");
    NpyMatrix matrix = read_npy(path);
    if (matrix.values.empty()) throw Error(Fault::format, path.string() + ": holds no samples");
    NumberTable table{{}, matrix.columns, std::move(matrix.values)};
    return p.rows == "channels" ? turned(table) : table;
}

class TableFile final : public Reader {
public:
    using Params = NoParams;
    explicit TableFile(const NoParams&) {}

    bool recognises(const fs::path& path) const override {
        return reader_named_in(path) == "table";
    }

    Dataset read(const fs::path& path) const override {
        const auto params = side_file<TableParams>(path);
        const fs::path samples = samples_of(path, params);
        NumberTable table = read_samples(path, samples, params);
        const std::size_t rows = table.values.size() / table.columns;
        if (params.n_samples != 0 && rows != static_cast<std::size_t>(params.n_samples))
            throw Error(Fault::format, samples.string() + ": has " + std::to_string(rows) +
                                           " samples of " + std::to_string(table.columns) +
                                           " channels, but n_samples is " +
                                           std::to_string(params.n_samples));
        if (table.columns > rows)
            throw Error(Fault::format,
                        samples.string() + ": has " + std::to_string(table.columns) +
                            " channels of " + std::to_string(rows) +
                            " samples; if it is the other way round, give \"rows\": \"" +
                            (params.rows == "samples" ? "channels" : "samples") + "\"");
        return explained(path, params, table.header, table.columns, std::move(table.values));
    }
};

}  // namespace

extern constinit const PartInfo<Reader> part_table =
    part<Reader, TableFile>("table",
                            "a .json file with \"reader\": \"table\" that explains one recording "
                            "in a CSV or .npy file");

}  // namespace efferent::emg
