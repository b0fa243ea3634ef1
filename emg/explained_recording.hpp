// What a JSON file beside samples says of one recording, whatever form the samples have.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/fields.hpp"
#include "emg/dataset.hpp"

namespace efferent::emg {

/// A reader's side file has these keys and those of the form of its samples.
struct ExplainedRecording {
    std::string reader;
    std::string name;
    std::string samples;  ///< a file, relative to the side file
    std::int64_t n_samples = 0;
    double sampling_rate_hz = 0.0;
    double scale = 1.0;
    std::string unit;
    std::vector<std::string> channel_names;
    std::string licence;
    std::string source;
    bool simulated = false;
};

/// The keys, for the reader of that name.
void describe(Fields& field, ExplainedRecording& p, std::string_view reader);

/// The file of samples of the side file `side`.
std::filesystem::path samples_of(const std::filesystem::path& side, const ExplainedRecording& p);

/// The data set of `samples`, rows of `channels` numbers, which are scaled here. Names come from
/// the side file, else from `header`, else they are ch1, ch2, ... Error{format} if names do not
/// fit.
Dataset explained(const std::filesystem::path& side, const ExplainedRecording& p,
                  const std::vector<std::string>& header, std::size_t channels,
                  std::vector<float> samples);

}  // namespace efferent::emg
