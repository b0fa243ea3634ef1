// A folder of samples.npy and recording.json: a continuous recording without trials.
#include "emg/npy.hpp"
#include "emg/reader.hpp"
#include "emg/side_file.hpp"

namespace efferent::emg {
namespace {

namespace fs = std::filesystem;

struct RecordingParams {
    std::string name;
    double sampling_rate_hz = 0.0;
    std::int64_t channels = 0;
    std::int64_t samples = 0;
    double millivolts_per_lsb = 0.0;
    std::string kind;
    std::int64_t units = 0;
    std::int64_t active_units = 0;
    double snr_db = 0.0;
    double excitation = 0.0;
    Config files;
};

void describe(Fields& field, RecordingParams& p) {
    field("name", p.name, "the recording's name");
    field("sampling_rate_hz", p.sampling_rate_hz, "samples a second in each channel");
    field("channels", p.channels, "columns of samples.npy");
    field("samples", p.samples, "rows of samples.npy");
    field("millivolts_per_lsb", p.millivolts_per_lsb, "mV of a stored step");
    field("kind", p.kind, "the electrodes, in words");
    field("units", p.units, "motor units of the muscle, if it was simulated; else 0");
    field("active_units", p.active_units, "those of them that discharge");
    field("snr_db", p.snr_db, "signal to noise ratio of the simulation");
    field("excitation", p.excitation, "excitation of the simulated pool, 0 to 1");
    field("files", p.files, "what the files of the folder hold, in words");
    field.require(!p.name.empty(), "name", "must be given");
    field.require(p.sampling_rate_hz > 0.0, "sampling_rate_hz", "must be above zero");
    field.require(p.channels > 0, "channels", "must be at least 1");
    field.require(p.samples > 0, "samples", "must be at least 1");
    field.require(p.millivolts_per_lsb > 0.0, "millivolts_per_lsb", "must be above zero");
    field.require(p.units >= 0, "units", "must not be negative");
}

class RecordingFolder final : public Reader {
public:
    using Params = NoParams;
    explicit RecordingFolder(const NoParams&) {}

    bool recognises(const fs::path& path) const override {
        std::error_code ignored;
        return fs::is_directory(path, ignored) && fs::exists(path / "recording.json", ignored);
    }

    Dataset read(const fs::path& path) const override {
        const auto params = side_file<RecordingParams>(path / "recording.json");
        NpyMatrix matrix = read_npy(path / "samples.npy");
        require_size(path, "columns", matrix.columns, "channels", params.channels);
        require_size(path, "rows", matrix.rows, "samples", params.samples);
        const auto scale = static_cast<float>(params.millivolts_per_lsb);
        for (float& x : matrix.values) x *= scale;
        Dataset dataset;
        dataset.name = params.name;
        dataset.simulated = params.units > 0;
        dataset.recording =
            Recording({.name = (path / "samples.npy").string(),
                       .rate = Hertz{params.sampling_rate_hz},
                       .unit = parse_unit("mV"),
                       .channels = channel_names({}, matrix.columns,
                                                 (path / "recording.json").string() + "/channels"),
                       .samples = std::move(matrix.values)});
        return dataset;
    }

private:
    static void require_size(const fs::path& path, const std::string& what, std::size_t here,
                             const std::string& key, std::int64_t there) {
        if (static_cast<std::int64_t>(here) == there) return;
        throw Error(Fault::format, (path / "samples.npy").string() + ": has " +
                                       std::to_string(here) + " " + what + ", but " + key +
                                       " in recording.json is " + std::to_string(there));
    }
};

}  // namespace

extern constinit const PartInfo<Reader> part_recording_folder = part<Reader, RecordingFolder>(
    "recording_folder", "a folder with samples.npy and recording.json, without trials");

}  // namespace efferent::emg
