// Keys that side files of one recording share, and the data set that they make of its samples.
#include "emg/explained_recording.hpp"

#include <utility>

#include "emg/side_file.hpp"

namespace efferent::emg {

namespace fs = std::filesystem;

void describe(Fields& field, ExplainedRecording& p, std::string_view reader) {
    const std::string quoted = '"' + std::string(reader) + '"';
    field("reader", p.reader, quoted);
    field("name", p.name, "the recording's name; the file's own where left out");
    field("samples", p.samples, "the file of samples, relative to this one");
    field("n_samples", p.n_samples, "samples a channel; 0 for as many as the file holds");
    field("sampling_rate_hz", p.sampling_rate_hz, "samples a second");
    field("scale", p.scale, "the unit's worth of a stored step");
    field("unit", p.unit, "what a scaled number means, such as uV");
    field("channel_names", p.channel_names, "a header line's, or ch1, ch2, ... where left out");
    field("licence", p.licence, "the terms under which the data may be used");
    field("source", p.source, "where the data come from");
    field("simulated", p.simulated, "whether a model made the samples");
    field.require(p.reader == reader, "reader", "must be " + quoted);
    field.require(!p.samples.empty(), "samples", "must be given");
    field.require(p.n_samples >= 0, "n_samples", "must not be negative");
    field.require(p.sampling_rate_hz > 0.0, "sampling_rate_hz", "must be above zero");
    field.require(p.scale != 0.0, "scale", "must not be zero");
    field.require(!p.unit.empty(), "unit", "must be given");
    field.require(is_known_unit(p.unit), "unit", known_units);
}

fs::path samples_of(const fs::path& side, const ExplainedRecording& p) {
    return side.parent_path() / p.samples;
}

Dataset explained(const fs::path& side, const ExplainedRecording& p,
                  const std::vector<std::string>& header, std::size_t channels,
                  std::vector<float> samples) {
    if (p.scale != 1.0)
        for (float& v : samples) v = static_cast<float>(double{v} * p.scale);
    Dataset dataset;
    dataset.name = p.name.empty() ? side.stem().string() : p.name;
    dataset.licence = p.licence;
    dataset.source = p.source;
    dataset.simulated = p.simulated;
    dataset.recording =
        Recording({.name = samples_of(side, p).string(),
                   .rate = Hertz{p.sampling_rate_hz},
                   .unit = parse_unit(p.unit),
                   .channels = channel_names(p.channel_names.empty() ? header : p.channel_names,
                                             channels, side.string() + "/channel_names"),
                   .samples = std::move(samples)});
    check_trials(dataset);
    return dataset;
}

}  // namespace efferent::emg
