// Bare integers or floats, sample after sample, explained by a JSON file beside them.
#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/dtype.hpp"
#include "emg/reader.hpp"
#include "emg/side_file.hpp"

namespace efferent::emg {
namespace {

namespace fs = std::filesystem;

struct RawParams {
    std::string reader;
    std::string name;
    std::string samples;
    std::string dtype;
    std::string byte_order = "little";
    std::int64_t channels = 0;
    std::int64_t n_samples = 0;
    double sampling_rate_hz = 0.0;
    double scale = 1.0;
    std::string unit;
    std::vector<std::string> channel_names;
    std::string licence;
    std::string source;
    bool simulated = false;
};

void describe(Fields& field, RawParams& p) {
    field("reader", p.reader, "\"raw\"");
    field("name", p.name, "the recording's name; the file's own where left out");
    field("samples", p.samples, "the file of samples, relative to this one");
    field("dtype", p.dtype, "number type of a stored sample, such as int16");
    field("byte_order", p.byte_order, "little or big");
    field("channels", p.channels, "numbers in a row");
    field("n_samples", p.n_samples, "rows; 0 for as many as the file holds");
    field("sampling_rate_hz", p.sampling_rate_hz, "rows a second");
    field("scale", p.scale, "the unit's worth of a stored step");
    field("unit", p.unit, "what a scaled sample's number means, such as uV");
    field("channel_names", p.channel_names, "ch1, ch2, ... where left out");
    field("licence", p.licence, "the terms under which the data may be used");
    field("source", p.source, "where the data come from");
    field("simulated", p.simulated, "whether a model made the samples");
    field.require(p.reader == "raw", "reader", "must be \"raw\"");
    field.require(!p.samples.empty(), "samples", "must be given");
    field.require(dtype_named(p.dtype).has_value(), "dtype", "must be a number type such as int16");
    field.require(p.byte_order == "little" || p.byte_order == "big", "byte_order",
                  "must be \"little\" or \"big\"");
    field.require(p.channels > 0 && p.channels <= 65535, "channels", "must be 1 to 65535");
    field.require(p.n_samples >= 0, "n_samples", "must not be negative");
    field.require(p.sampling_rate_hz > 0.0, "sampling_rate_hz", "must be above zero");
    field.require(p.scale != 0.0, "scale", "must not be zero");
    field.require(!p.unit.empty(), "unit", "must be given");
}

void check_size(const fs::path& path, std::size_t bytes, const RawParams& params) {
    const auto channels = static_cast<std::size_t>(params.channels);
    const std::size_t row = channels * size_of(*dtype_named(params.dtype));
    const std::string rows_of = " of " + std::to_string(channels) + " channels of " + params.dtype;
    const auto fail = [&](const std::string& why) {
        throw Error(Fault::format, path.string() + ": " + why);
    };
    if (bytes == 0) fail("is empty");
    if (bytes % row != 0)
        fail("has " + std::to_string(bytes) + " bytes, which is no whole number of rows" + rows_of);
    if (params.n_samples != 0 && bytes / row != static_cast<std::size_t>(params.n_samples))
        fail("has " + std::to_string(bytes / row) + " rows" + rows_of + ", but n_samples is " +
             std::to_string(params.n_samples));
}

class Raw final : public Reader {
public:
    using Params = NoParams;
    explicit Raw(const NoParams&) {}

    bool recognises(const fs::path& path) const override { return reader_named_in(path) == "raw"; }

    Dataset read(const fs::path& path) const override {
        const auto params = side_file<RawParams>(path);
        const fs::path samples_path = path.parent_path() / params.samples;
        const std::string content = read_file(samples_path);
        check_size(samples_path, content.size(), params);
        auto values = decode(content, *dtype_named(params.dtype),
                             params.byte_order == "little" ? ByteOrder::little : ByteOrder::big);
        if (params.scale != 1.0)
            for (float& value : values) value = static_cast<float>(double{value} * params.scale);
        Dataset dataset;
        dataset.name = params.name.empty() ? path.stem().string() : params.name;
        dataset.licence = params.licence;
        dataset.source = params.source;
        dataset.simulated = params.simulated;
        dataset.recording =
            Recording({.name = samples_path.string(),
                       .rate = Hertz{params.sampling_rate_hz},
                       .unit = parse_unit(params.unit),
                       .channels = channel_names(params.channel_names,
                                                 static_cast<std::size_t>(params.channels),
                                                 path.string() + "/channel_names"),
                       .samples = std::move(values)});
        check_trials(dataset);
        return dataset;
    }
};

}  // namespace

extern constinit const PartInfo<Reader> part_raw =
    part<Reader, Raw>("raw", "a .json file with \"reader\": \"raw\" that explains bare numbers");

}  // namespace efferent::emg
