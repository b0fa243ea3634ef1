// EDF, EDF+, BDF and BDF+ files: samples of one rate, and trials from notes that last.
#include <cmath>
#include <map>

#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/edf_header.hpp"
#include "emg/reader.hpp"
#include "emg/side_file.hpp"

namespace efferent::emg {
namespace {

namespace fs = std::filesystem;

/// The number behind "_key-" or "key-" in a BIDS file name; 0 without one.
std::int64_t entity(const std::string& stem, std::string_view key) {
    for (const std::string_view part : split(stem, '_'))
        if (part.starts_with(key) && part.substr(key.size()).starts_with('-'))
            return to_integer(part.substr(key.size() + 1)).value_or(0);
    return 0;
}

std::int32_t stored_at(std::string_view bytes, std::size_t width) {
    std::uint32_t bits = 0;
    for (std::size_t b = 0; b < width; ++b)
        bits |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[b])) << (8 * b);
    const std::uint32_t sign = 1U << (8 * width - 1);
    return static_cast<std::int32_t>(static_cast<std::int64_t>(bits ^ sign) - sign);
}

class Edf final : public Reader {
public:
    using Params = NoParams;
    explicit Edf(const NoParams&) {}

    bool recognises(const fs::path& path) const override {
        std::error_code ignored;
        return (path.extension() == ".edf" || path.extension() == ".bdf") &&
               fs::is_regular_file(path, ignored);
    }

    Dataset read(const fs::path& path) const override {
        const std::string content = read_file(path);
        const EdfHeader header = parse_edf_header(content, path.string());
        std::vector<const EdfSignal*> signals;
        for (const EdfSignal& s : header.signals)
            if (!s.notes()) signals.push_back(&s);
        check(path, signals);
        const auto length = static_cast<std::size_t>(header.records * signals.front()->samples);
        Recording::Parts parts{path.string(),
                               {static_cast<double>(signals.front()->samples) / header.record_s},
                               parse_unit(signals.front()->unit),
                               {},
                               std::vector<float>(length * signals.size())};
        for (const EdfSignal* s : signals) parts.channels.push_back(s->label);
        parts.channels = channel_names(parts.channels, signals.size(), path.string());
        const auto notes = fill(path, header, content, parts.samples, signals.size());

        Dataset dataset;
        dataset.name = path.stem().string();
        dataset.simulated = header.simulated();
        dataset.recording = Recording(std::move(parts));
        add_trials(path, notes, dataset);
        check_trials(dataset);
        return dataset;
    }

private:
    static void check(const fs::path& path, const std::vector<const EdfSignal*>& signals) {
        if (signals.empty()) throw Error(Fault::format, path.string() + ": holds notes alone");
        for (const EdfSignal* s : signals)
            if (s->samples != signals.front()->samples || s->unit != signals.front()->unit)
                throw Error(Fault::format,
                            path.string() + ": the signal \"" + s->label +
                                "\" has another rate or unit than \"" + signals.front()->label +
                                "\", but a recording has one; save the signals of one rate and "
                                "unit alone");
    }

    static std::vector<EdfNote> fill(const fs::path& path, const EdfHeader& header,
                                     const std::string& content, std::vector<float>& samples,
                                     std::size_t channels) {
        std::vector<EdfNote> notes;
        const std::size_t width = header.bytes_a_sample;
        std::string_view rest = std::string_view(content).substr(header.header_bytes());
        for (std::int64_t r = 0; r < header.records; ++r) {
            std::size_t column = 0;
            bool timed = false;
            for (const EdfSignal& s : header.signals) {
                const auto count = static_cast<std::size_t>(s.samples);
                const std::string_view block = rest.substr(0, count * width);
                rest.remove_prefix(count * width);
                if (s.notes()) {
                    const std::string where = path.string() + ": record " + std::to_string(r);
                    const auto all =
                        timed ? parse_edf_notes(
                                    "+0\x14\x14" + std::string(1, '\0') + std::string(block), where)
                              : parse_edf_notes(block, where);
                    timed = true;
                    for (std::size_t i = 1; i < all.size(); ++i) notes.push_back(all[i]);
                    continue;
                }
                const double step = s.step();
                const double zero = s.physical_low - step * static_cast<double>(s.digital_low);
                for (std::size_t i = 0; i < count; ++i)
                    samples[(static_cast<std::size_t>(r) * count + i) * channels + column] =
                        static_cast<float>(zero +
                                           step * static_cast<double>(stored_at(
                                                      block.substr(i * width, width), width)));
                ++column;
            }
        }
        return notes;
    }

    /// Notes that last are trials, their texts the classes, in the order of the alphabet.
    static void add_trials(const fs::path& path, const std::vector<EdfNote>& notes,
                           Dataset& dataset) {
        std::map<std::string, std::size_t> classes;
        for (const EdfNote& note : notes)
            if (note.duration_s > 0.0) classes[note.text] = 0;
        for (auto& [name, number] : classes) {
            number = dataset.classes.size();
            dataset.classes.push_back(name);
        }
        const std::string stem = path.stem().string();
        const double rate = dataset.recording.rate().value;
        std::map<std::string, std::int64_t> seen;
        const std::int64_t run = entity(stem, "run");
        for (const EdfNote& note : notes) {
            if (note.duration_s <= 0.0) continue;
            const std::int64_t count = ++seen[note.text];
            dataset.trials.push_back({std::llround(note.onset_s * rate),
                                      std::llround(note.duration_s * rate),
                                      static_cast<TaskId>(classes[note.text]), entity(stem, "sub"),
                                      entity(stem, "ses"), run > 0 ? run : count});
        }
    }
};

}  // namespace

extern constinit const PartInfo<Reader> part_edf = part<Reader, Edf>(
    "edf", "a .edf or .bdf file (EDF, EDF+C, BDF or BDF+C) whose signals share a rate");

}  // namespace efferent::emg
