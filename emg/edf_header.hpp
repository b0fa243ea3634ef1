// The header of EDF, EDF+, BDF and BDF+ files, and the notes that the "+" kinds carry.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace efferent::emg {

/// A stretch with a text, from the file's begin; in seconds.
struct EdfNote {
    double onset_s = 0.0;
    double duration_s = 0.0;
    std::string text;
    friend bool operator==(const EdfNote&, const EdfNote&) = default;
};

struct EdfSignal {
    std::string label;
    std::string unit;
    double physical_low = 0.0, physical_high = 0.0;
    std::int64_t digital_low = 0, digital_high = 0;
    std::int64_t samples = 0;  ///< in a record

    bool notes() const { return label == "EDF Annotations" || label == "BDF Annotations"; }
    double step() const {
        return (physical_high - physical_low) / static_cast<double>(digital_high - digital_low);
    }
};

struct EdfHeader {
    std::size_t bytes_a_sample = 3;  ///< 2: EDF, 3: BDF
    std::int64_t records = 0;
    double record_s = 1.0;
    std::string recording;  ///< what it says of date, place and equipment
    std::vector<EdfSignal> signals;

    std::size_t header_bytes() const { return 256 * (signals.size() + 1); }
    std::size_t record_bytes() const;
    /// What to_bdf writes for simulated recordings.
    bool simulated() const { return recording.ends_with(" simulated"); }
};

/// Kemp et al. 1992; Kemp & Olivan 2003 (EDF+); the BDF page of BioSemi. Error{format} "origin:
/// where: why" for a header that is cut off or lies, a file that is not as long as it says, and
/// what is legal but not taken: discontinuous recordings (EDF+D), and files of unstated length.
EdfHeader parse_edf_header(std::string_view file, const std::string& origin);

/// One record's notes; the first is the record's own time, which has no text. Error{format}.
std::vector<EdfNote> parse_edf_notes(std::string_view bytes, const std::string& where);

}  // namespace efferent::emg
