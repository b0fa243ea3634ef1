// WFDB records: a .hea header and the signal files that it names (formats 16, 24, 32, 61, 212).
#include <algorithm>
#include <span>

#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/reader.hpp"
#include "emg/wfdb_header.hpp"

namespace efferent::emg {
namespace {

namespace fs = std::filesystem;

unsigned byte_at(std::string_view bytes, std::size_t i) {
    return static_cast<unsigned char>(bytes[i]);
}

/// The two's complement number in the `width` low bits.
std::int32_t signed_value(std::uint32_t bits, unsigned width) {
    const std::uint32_t sign = 1U << (width - 1);
    return static_cast<std::int32_t>(static_cast<std::int64_t>(bits ^ sign) - sign);
}

unsigned bits_of(std::int64_t format) {
    return format == 212 ? 12 : format == 24 ? 24 : format == 32 ? 32 : 16;
}

/// How many numbers `bytes` bytes hold, or nothing if they are no whole number of them. The last
/// number of format 212 may stand alone in two bytes.
std::optional<std::size_t> numbers_in(std::size_t bytes, std::int64_t format) {
    if (format == 212)
        return bytes % 3 == 1 ? std::nullopt : std::optional(bytes / 3 * 2 + bytes % 3 / 2);
    const std::size_t width = bits_of(format) / 8;
    return bytes % width != 0 ? std::nullopt : std::optional(bytes / width);
}

/// Number `i` as signal(5) lays it out.
std::int32_t number_at(std::string_view bytes, std::size_t i, std::int64_t format) {
    if (format == 212) {
        const std::size_t pair = i / 2 * 3;
        const std::uint32_t middle = byte_at(bytes, pair + 1);
        const std::uint32_t bits = i % 2 == 0 ? (middle & 0x0FU) << 8U | byte_at(bytes, pair)
                                              : (middle & 0xF0U) << 4U | byte_at(bytes, pair + 2);
        return signed_value(bits, 12);
    }
    if (format == 61)
        return signed_value(byte_at(bytes, 2 * i) << 8U | byte_at(bytes, 2 * i + 1), 16);
    const std::size_t width = bits_of(format) / 8;
    std::uint32_t bits = 0;
    for (std::size_t b = width; b-- > 0;) bits = bits << 8U | byte_at(bytes, i * width + b);
    return signed_value(bits, bits_of(format));
}

/// The numbers of one signal file, in the order of the file.
class SignalFile {
public:
    SignalFile(const fs::path& path, std::span<const WfdbSignal> signals, std::int64_t length)
        : path_(path), signals_(signals), content_(read_file(path)) {
        const WfdbSignal& first = signals.front();
        for (const WfdbSignal& s : signals)
            if (s.format != first.format || s.byte_offset != first.byte_offset)
                fail("its signals are given different formats or byte offsets");
        if (static_cast<std::size_t>(first.byte_offset) > content_.size())
            fail("has " + std::to_string(content_.size()) +
                 " bytes, but its samples should begin at byte " +
                 std::to_string(first.byte_offset));
        content_.erase(0, static_cast<std::size_t>(first.byte_offset));
        length_ = found_length(length);
    }

    std::size_t length() const { return length_; }
    std::size_t width() const { return signals_.size(); }
    std::int32_t number(std::size_t row, std::size_t signal) const {
        return number_at(content_, row * signals_.size() + signal, signals_.front().format);
    }
    [[noreturn]] void fail(const std::string& why) const {
        throw Error(Fault::format, path_.string() + ": " + why);
    }

private:
    std::size_t found_length(std::int64_t stated) const {
        const std::int64_t format = signals_.front().format;
        const auto held = numbers_in(content_.size(), format);
        const std::string there = "has " + std::to_string(content_.size()) + " bytes of samples, ";
        const std::string of_signals =
            std::to_string(signals_.size()) + " signals in format " + std::to_string(format);
        if (content_.empty()) fail("holds no samples");
        if (stated == 0) {
            if (!held || *held % signals_.size() != 0)
                fail(there + "which is no whole number of samples of " + of_signals);
            return *held / signals_.size();
        }
        const auto rows = static_cast<std::size_t>(stated);
        // An odd number of format 212 may fill its pair of three bytes up.
        const std::size_t padding = format == 212 && held && *held % 2 == 0 ? 1 : 0;
        const auto fits = [&](std::size_t numbers) {
            return numbers % signals_.size() == 0 && numbers / signals_.size() == rows;
        };
        if (!held || !(fits(*held) || (padding == 1 && fits(*held - 1))))
            fail(there + "but the header says " + std::to_string(rows) + " samples of " +
                 of_signals);
        return rows;
    }

    fs::path path_;
    std::span<const WfdbSignal> signals_;
    std::string content_;
    std::size_t length_ = 0;
};

/// Copies one signal into its column of `samples`, in its unit, and compares it with the header.
class Column {
public:
    Column(std::vector<float>& samples, std::size_t width, std::size_t column)
        : samples_(samples), width_(width), column_(column) {}

    void fill(const SignalFile& file, std::size_t place, const WfdbSignal& signal,
              bool length_stated) {
        const std::string name = "signal " + std::to_string(column_) + ": ";
        const std::int64_t missing = -(std::int64_t{1} << (bits_of(signal.format) - 1));
        std::uint32_t sum = 0;
        for (std::size_t i = 0; i < file.length(); ++i) {
            const std::int32_t number = file.number(i, place);
            if (number == missing)
                file.fail(name + "sample " + std::to_string(i) + " is " + std::to_string(number) +
                          ", the format's mark for a value that is missing");
            sum += static_cast<std::uint32_t>(number);
            samples_[i * width_ + column_] = static_cast<float>(
                (static_cast<double>(number) - static_cast<double>(signal.baseline)) / signal.gain);
        }
        const std::int32_t first = file.number(0, place);
        if (signal.initial_value && *signal.initial_value != first)
            file.fail(name + "begins with " + std::to_string(first) +
                      ", but the header's initial value is " +
                      std::to_string(*signal.initial_value));
        const auto low = [](std::int64_t value) {
            return static_cast<std::uint32_t>(value) & 0xFFFFU;
        };
        // header(5): the checksum is compared only where the number of samples is stated.
        if (length_stated && signal.checksum && low(*signal.checksum) != low(sum))
            file.fail(name + "its samples have the checksum " +
                      std::to_string(signed_value(low(sum), 16)) + ", but the header says " +
                      std::to_string(*signal.checksum));
    }

private:
    std::vector<float>& samples_;
    std::size_t width_;
    std::size_t column_;
};

/// The signal files of a record, each with the number of its first signal. Signals that share a
/// file stand in lines one after another.
std::vector<std::pair<std::size_t, SignalFile>> open_files(const fs::path& path,
                                                           const WfdbHeader& header) {
    const std::span<const WfdbSignal> all = header.signals;
    std::vector<std::pair<std::size_t, SignalFile>> files;
    for (std::size_t begin = 0; begin < all.size();) {
        std::size_t end = begin;
        while (end < all.size() && all[end].file == all[begin].file) ++end;
        for (const auto& [earlier, file] : files)
            if (all[earlier].file == all[begin].file)
                throw Error(Fault::format, path.string() + ": the signals in " + all[begin].file +
                                               " must stand in lines one after another");
        files.emplace_back(begin, SignalFile(path.parent_path() / all[begin].file,
                                             all.subspan(begin, end - begin), header.length));
        const std::size_t length = files.front().second.length();
        if (files.back().second.length() != length)
            files.back().second.fail("has " + std::to_string(files.back().second.length()) +
                                     " samples of each signal, where " + std::to_string(length) +
                                     " were expected");
        begin = end;
    }
    return files;
}

std::vector<float> read_signals(const fs::path& path, const WfdbHeader& header) {
    const auto files = open_files(path, header);
    const std::size_t width = header.signals.size();
    std::vector<float> samples(files.front().second.length() * width);
    for (const auto& [first, file] : files)
        for (std::size_t i = first; i < first + file.width(); ++i)
            Column(samples, width, i).fill(file, i - first, header.signals[i], header.length != 0);
    return samples;
}

Unit common_unit(const fs::path& path, const WfdbHeader& header) {
    const Unit& first = header.signals.front().unit;
    for (const WfdbSignal& s : header.signals)
        if (s.unit.microvolts != first.microvolts ||
            (first.microvolts == 0.0 && s.unit.name != first.name))
            throw Error(Fault::format, path.string() + ": has signals in \"" + first.name +
                                           "\" and \"" + s.unit.name +
                                           "\", but a recording has one unit");
    return first;
}

class Wfdb final : public Reader {
public:
    using Params = NoParams;
    explicit Wfdb(const NoParams&) {}

    bool recognises(const fs::path& path) const override {
        std::error_code ignored;
        return path.extension() == ".hea" && fs::is_regular_file(path, ignored);
    }

    Dataset read(const fs::path& path) const override {
        const WfdbHeader header = read_wfdb_header(path);
        Dataset dataset;
        dataset.name = path.stem().string();
        std::vector<std::string> names;
        for (const WfdbSignal& s : header.signals)
            names.push_back(s.description.empty() ? "ch" + std::to_string(names.size() + 1)
                                                  : s.description);
        dataset.recording = Recording({.name = path.string(),
                                       .rate = header.rate,
                                       .unit = common_unit(path, header),
                                       .channels = std::move(names),
                                       .samples = read_signals(path, header)});
        check_trials(dataset);
        return dataset;
    }
};

}  // namespace

extern constinit const PartInfo<Reader> part_wfdb =
    part<Reader, Wfdb>("wfdb", "a .hea header of a WFDB record, with its signal files beside it");

}  // namespace efferent::emg
