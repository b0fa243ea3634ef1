// Parses .hea files line by line; what is optional in the format and absent takes its stated
// default.
#include "emg/wfdb_header.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/lines.hpp"

namespace efferent::emg {

namespace {

constexpr double default_gain =
    200.0;  // header(5): may be assumed where the gain is zero or missing

/// The fields of one line, taken from the left.
class FieldsOfLine {
public:
    explicit FieldsOfLine(const Lines& lines) : lines_(lines), rest_(trim(lines.text())) {}

    bool empty() const { return rest_.empty(); }
    std::string_view rest() const { return rest_; }
    std::string_view next(std::string_view what) {
        if (rest_.empty()) lines_.fail(std::string(what) + " is missing");
        const std::size_t end = std::min(rest_.find_first_of(" \t"), rest_.size());
        const std::string_view field = rest_.substr(0, end);
        rest_ = trim(rest_.substr(end));
        return field;
    }
    std::int64_t integer(std::string_view what) { return integer(what, next(what)); }
    std::int64_t integer(std::string_view what, std::string_view text) const {
        const auto value = to_integer(text);
        if (!value) lines_.fail(std::string(what) + " " + instead_of("a whole number", text));
        return *value;
    }
    double number(std::string_view what, std::string_view text) const {
        const auto value = to_double(text);
        if (!value || !std::isfinite(*value))
            lines_.fail(std::string(what) + " " + instead_of("a number", text));
        return *value;
    }

private:
    const Lines& lines_;
    std::string_view rest_;
};

/// What the source states, understood whatever its case ("mv").
Unit unit_of(const std::string& stated) {
    std::string lower = stated;
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    using namespace std::string_view_literals;
    for (const auto& [name, known] : {std::pair("v"sv, "V"), std::pair("mv"sv, "mV"),
                                      std::pair("uv"sv, "uV"), std::pair("nv"sv, "nV")})
        if (lower == name) return {stated, parse_unit(known).microvolts};
    return parse_unit(stated);
}

class HeaderReader {
public:
    HeaderReader(std::string content, const std::filesystem::path& path)
        : content_(std::move(content)), lines_(content_, path.string()), path_(path) {}

    WfdbHeader read() {
        if (!next_line()) fail("holds no record line");
        const std::int64_t count = record_line();
        while (next_line()) {
            if (std::ssize(header_.signals) == count)
                lines_.fail("is one signal more than the " + std::to_string(count) +
                            " of the record line");
            header_.signals.push_back(signal_line());
        }
        if (std::ssize(header_.signals) != count)
            fail("has " + std::to_string(header_.signals.size()) +
                 " signal lines, but its record line says " + std::to_string(count));
        return std::move(header_);
    }

private:
    [[noreturn]] void fail(const std::string& why) const {
        throw Error(Fault::format, path_.string() + ": " + why);
    }

    /// To the next line that is neither empty nor a comment.
    bool next_line() {
        while (lines_.next()) {
            const auto text = trim(lines_.text());
            if (!text.empty() && !text.starts_with('#')) return true;
        }
        return false;
    }

    std::int64_t record_line() {
        FieldsOfLine fields(lines_);
        const auto name = fields.next("the record name");
        if (name.find('/') != std::string_view::npos)
            lines_.fail("the record is made of segments, which are not read");
        if (name != path_.stem().string())
            lines_.fail("the record is called " + std::string(name) + ", but the file " +
                        path_.filename().string());
        const std::int64_t count = fields.integer("the number of signals");
        if (count < 1) lines_.fail("must have at least one signal, not " + std::to_string(count));
        if (fields.empty()) lines_.fail("the sampling frequency is missing, and none is assumed");
        const auto rate = fields.next("the sampling frequency");
        header_.rate =
            Hertz{fields.number("the sampling frequency", rate.substr(0, rate.find('/')))};
        if (header_.rate.value <= 0.0) lines_.fail("the sampling frequency must be above zero");
        if (!fields.empty()) header_.length = fields.integer("the number of samples");
        if (header_.length < 0) lines_.fail("the number of samples must not be negative");
        if (!fields.empty()) fields.next("the base time");
        if (!fields.empty()) fields.next("the base date");
        if (!fields.empty())
            lines_.fail("\"" + std::string(fields.rest()) +
                        "\" follows the record line's last field");
        return count;
    }

    WfdbSignal signal_line() {
        FieldsOfLine fields(lines_);
        WfdbSignal signal;
        signal.file = fields.next("the file name");
        if (signal.file == "-" || signal.file == "~" || signal.file == ".." || signal.file == "." ||
            signal.file.find('/') != std::string::npos)
            lines_.fail("the signal file " +
                        instead_of("the name of a file beside the header", signal.file));
        read_format(fields, signal);
        const bool gain_given = !fields.empty();
        bool baseline_given = false;
        if (gain_given) baseline_given = read_gain(fields, signal);
        if (signal.gain == 0.0) {
            signal.gain = default_gain;
            signal.unit = {"uncalibrated " + signal.unit.name, 0.0};
        }
        if (!fields.empty()) fields.integer("the ADC resolution");
        std::int64_t zero = 0;
        if (!fields.empty()) zero = fields.integer("the ADC zero");
        if (!baseline_given) signal.baseline = zero;
        if (!fields.empty()) signal.initial_value = fields.integer("the initial value");
        if (!fields.empty()) signal.checksum = fields.integer("the checksum");
        if (!fields.empty()) fields.integer("the block size");
        signal.description = fields.rest();
        return signal;
    }

    /// "212", with the modifiers x (samples a frame), : (skew) and + (byte offset).
    void read_format(FieldsOfLine& fields, WfdbSignal& signal) {
        const auto text = fields.next("the format");
        std::size_t end = std::min(text.find_first_of("x:+"), text.size());
        signal.format = fields.integer("the format", text.substr(0, end));
        static constexpr std::int64_t known[] = {16, 24, 32, 61, 212};
        if (std::ranges::find(known, signal.format) == std::end(known))
            lines_.fail("format " + std::to_string(signal.format) +
                        " is not read; there are: 16, 24, 32, 61, 212");
        while (end < text.size()) {
            const char modifier = text[end];
            const std::size_t begin = end + 1;
            end = std::min(text.find_first_of("x:+", begin), text.size());
            const auto value =
                fields.integer("the format's modifier", text.substr(begin, end - begin));
            if (modifier == 'x' && value != 1)
                lines_.fail("has " + std::to_string(value) +
                            " samples a frame, where 1 was expected");
            if (modifier == ':' && value != 0)
                lines_.fail("has a skew of " + std::to_string(value) + ", where none was expected");
            if (modifier == '+' && value < 0) lines_.fail("the byte offset must not be negative");
            if (modifier == '+') signal.byte_offset = value;
        }
    }

    /// "500(12)/mV"; true if the baseline in the parentheses is given.
    bool read_gain(FieldsOfLine& fields, WfdbSignal& signal) {
        std::string_view text = fields.next("the gain");
        const std::size_t slash = text.find('/');
        if (slash != std::string_view::npos) {
            if (slash + 1 == text.size()) lines_.fail("the unit behind the gain is missing");
            signal.unit = unit_of(std::string(text.substr(slash + 1)));
            text = text.substr(0, slash);
        }
        const std::size_t open = text.find('(');
        signal.gain = fields.number("the gain", text.substr(0, open));
        if (open == std::string_view::npos) return false;
        if (!text.ends_with(')')) lines_.fail("the baseline lacks its closing parenthesis");
        signal.baseline =
            fields.integer("the baseline", text.substr(open + 1, text.size() - open - 2));
        return true;
    }

    std::string content_;
    Lines lines_;
    std::filesystem::path path_;
    WfdbHeader header_;
};

/// A comment that ends the file may lack its line end: nothing that counts can have been cut off.
std::string with_ended_comment(std::string content) {
    const std::size_t last = content.find_last_of("\r\n");
    const std::string_view line =
        std::string_view(content).substr(last == std::string::npos ? 0 : last + 1);
    if (trim(line).starts_with('#')) content += '\n';
    return content;
}

}  // namespace

WfdbHeader read_wfdb_header(const std::filesystem::path& path) {
    return HeaderReader(with_ended_comment(read_file(path)), path).read();
}

}  // namespace efferent::emg
