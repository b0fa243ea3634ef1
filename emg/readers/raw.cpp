// Bare integers or floats, sample after sample, explained by a JSON file beside them.
#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/dtype.hpp"
#include "emg/explained_recording.hpp"
#include "emg/reader.hpp"
#include "emg/side_file.hpp"

namespace efferent::emg {
namespace {

namespace fs = std::filesystem;

struct RawParams : ExplainedRecording {
    std::string dtype;
    std::string byte_order = "little";
    std::int64_t channels = 0;
};

void describe(Fields& field, RawParams& p) {
    describe(field, p, "raw");
    field("dtype", p.dtype, "number type of a stored sample, such as int16");
    field("byte_order", p.byte_order, "little or big");
    field("channels", p.channels, "numbers in a row");
    field.require(dtype_named(p.dtype).has_value(), "dtype", "must be a number type such as int16");
    field.require(p.byte_order == "little" || p.byte_order == "big", "byte_order",
                  "must be \"little\" or \"big\"");
    field.require(p.channels > 0 && p.channels <= 65535, "channels", "must be 1 to 65535");
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
        const fs::path samples_path = samples_of(path, params);
        const std::string content = read_file(samples_path);
        check_size(samples_path, content.size(), params);
        auto values = decode(content, *dtype_named(params.dtype),
                             params.byte_order == "little" ? ByteOrder::little : ByteOrder::big);
        return explained(path, params, {}, static_cast<std::size_t>(params.channels),
                         std::move(values));
    }
};

}  // namespace

extern constinit const PartInfo<Reader> part_raw =
    part<Reader, Raw>("raw", "a .json file with \"reader\": \"raw\" that explains bare numbers");

}  // namespace efferent::emg
