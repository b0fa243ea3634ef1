// One recording as a table of numbers, a CSV or a .npy file, explained by a JSON file beside it.
#include <utility>

#include "core/text.hpp"
#include "emg/npy.hpp"
#include "emg/number_table.hpp"
#include "emg/reader.hpp"
#include "emg/side_file.hpp"

namespace efferent::emg {
namespace {

namespace fs = std::filesystem;

struct TableParams {
    std::string reader;
    std::string name;
    std::string samples;
    std::string delimiter = ",";
    std::int64_t skip_columns = 0;
    std::string rows = "samples";
    std::int64_t n_samples = 0;
    double sampling_rate_hz = 0.0;
    double scale = 1.0;
    std::string unit;
    std::vector<std::string> channel_names;
    std::string licence;
    std::string source;
    bool simulated = false;
};

void describe(Fields& field, TableParams& p) {
    field("reader", p.reader, "\"table\"");
    field("name", p.name, "the recording's name; the file's own where left out");
    field("samples", p.samples, "the .npy file or the text file of numbers, relative to this one");
    field("delimiter", p.delimiter, "what stands between two numbers of a text file");
    field("skip_columns", p.skip_columns,
          "columns on the left of a text file that are no channels, such as time");
    field("rows", p.rows, "what a row is: samples, or channels (.npy alone)");
    field("n_samples", p.n_samples, "samples a channel; 0 for as many as the file holds");
    field("sampling_rate_hz", p.sampling_rate_hz, "samples a second");
    field("scale", p.scale, "the unit's worth of a stored step");
    field("unit", p.unit, "what a scaled number means, such as uV");
    field("channel_names", p.channel_names, "the header line's, or ch1, ch2, ... where left out");
    field("licence", p.licence, "the terms under which the data may be used");
    field("source", p.source, "where the data come from");
    field("simulated", p.simulated, "whether a model made the samples");
    field.require(p.reader == "table", "reader", "must be \"table\"");
    field.require(!p.samples.empty(), "samples", "must be given");
    field.require(is_delimiter(p.delimiter), "delimiter",
                  "must be one character that no number holds");
    field.require(p.skip_columns >= 0, "skip_columns", "must not be negative");
    field.require(p.rows == "samples" || p.rows == "channels", "rows",
                  "must be \"samples\" or \"channels\"");
    field.require(p.n_samples >= 0, "n_samples", "must not be negative");
    field.require(p.sampling_rate_hz > 0.0, "sampling_rate_hz", "must be above zero");
    field.require(p.scale != 0.0, "scale", "must not be zero");
    field.require(!p.unit.empty(), "unit", "must be given");
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
        const fs::path samples_path = path.parent_path() / params.samples;
        NumberTable table = read_samples(path, samples_path, params);
        const std::size_t rows = table.values.size() / table.columns;
        if (params.n_samples != 0 && rows != static_cast<std::size_t>(params.n_samples))
            throw Error(Fault::format, samples_path.string() + ": has " + std::to_string(rows) +
                                           " samples of " + std::to_string(table.columns) +
                                           " channels, but n_samples is " +
                                           std::to_string(params.n_samples));
        if (table.columns > rows)
            throw Error(Fault::format,
                        samples_path.string() + ": has " + std::to_string(table.columns) +
                            " channels of " + std::to_string(rows) +
                            " samples; if it is the other way round, give \"rows\": \"" +
                            (params.rows == "samples" ? "channels" : "samples") + "\"");
        if (params.scale != 1.0)
            for (float& v : table.values) v = static_cast<float>(double{v} * params.scale);
        Dataset dataset;
        dataset.name = params.name.empty() ? path.stem().string() : params.name;
        dataset.licence = params.licence;
        dataset.source = params.source;
        dataset.simulated = params.simulated;
        dataset.recording =
            Recording({.name = samples_path.string(),
                       .rate = Hertz{params.sampling_rate_hz},
                       .unit = parse_unit(params.unit),
                       .channels = channel_names(
                           params.channel_names.empty() ? table.header : params.channel_names,
                           table.columns, path.string() + "/channel_names"),
                       .samples = std::move(table.values)});
        check_trials(dataset);
        return dataset;
    }
};

}  // namespace

extern constinit const PartInfo<Reader> part_table =
    part<Reader, TableFile>("table",
                            "a .json file with \"reader\": \"table\" that explains one recording "
                            "in a CSV or .npy file");

}  // namespace efferent::emg
