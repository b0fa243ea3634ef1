// WFDB header files (.hea), as header(5) of the WFDB Applications Guide describes them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "emg/recording.hpp"

namespace efferent::emg {

struct WfdbSignal {
    std::string file;              ///< beside the header
    std::int64_t format = 0;       ///< 16, 24, 32, 61 or 212
    std::int64_t byte_offset = 0;  ///< of the file's first sample
    double gain = 0.0;             ///< stored steps per unit
    std::int64_t baseline = 0;     ///< the stored number of 0 units
    Unit unit{"mV",
              1e3};  ///< as stated, in any case; "uncalibrated ..." if the gain is missing or 0
    std::optional<std::int64_t> initial_value;
    std::optional<std::int64_t> checksum;
    std::string description;  ///< empty where the header has none
};

struct WfdbHeader {
    Hertz rate;
    std::int64_t length = 0;  ///< samples of each signal; 0 if the header does not say
    std::vector<WfdbSignal> signals;
};

/// Error{io}; Error{format} names the line at fault. Refused: segments, several samples a frame,
/// skew, other formats, signal files elsewhere, and a header without a sampling frequency.
WfdbHeader read_wfdb_header(const std::filesystem::path& path);

}  // namespace efferent::emg
