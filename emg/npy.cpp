// Reads .npy files strictly: the header is checked against the file's size before anything is made.
#include "emg/npy.hpp"

#include <bit>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/lines.hpp"

namespace efferent::emg {

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

struct Header {
    std::optional<std::string> descr;
    std::optional<bool> fortran;
    std::optional<std::vector<std::int64_t>> shape;
};

/// Parses the header's dictionary, a Python literal of three known keys.
class HeaderParser {
public:
    HeaderParser(std::string_view text, const std::string& origin) : text_(text), origin_(origin) {}

    Header parse() {
        Header header;
        expect("{");
        while (!accept("}")) {
            const std::string key = quoted("a key in quotes");
            expect(":");
            if (key == "descr" && !header.descr) {
                header.descr = quoted("a plain number type such as '<f4' (no structures)");
            } else if (key == "fortran_order" && !header.fortran) {
                header.fortran = truth();
            } else if (key == "shape" && !header.shape) {
                header.shape = tuple();
            } else {
                fail(instead_of("'descr', 'fortran_order' or 'shape', each once,", key));
            }
            if (!accept(",")) {
                expect("}");
                break;
            }
        }
        if (!trim(text_.substr(at_)).empty()) fail("something follows the closing brace");
        if (!header.descr || !header.fortran || !header.shape)
            fail("needs the keys 'descr', 'fortran_order' and 'shape'");
        return header;
    }

private:
    [[noreturn]] void fail(const std::string& why) const {
        throw Error(Fault::format,
                    origin_ + ": header, character " + std::to_string(at_) + ": " + why);
    }
    void skip_space() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    }
    bool accept(std::string_view token) {
        skip_space();
        if (!text_.substr(at_).starts_with(token)) return false;
        at_ += token.size();
        return true;
    }
    void expect(std::string_view token) {
        if (!accept(token)) fail(instead_of(token, text_.substr(at_, 1)));
    }
    std::string quoted(std::string_view expected) {
        const bool single = accept("'");
        if (!single && !accept("\"")) fail(std::string(expected) + " was expected");
        const std::size_t end = text_.find(single ? '\'' : '"', at_);
        if (end == std::string_view::npos) fail("the closing quote is missing");
        std::string content(text_.substr(at_, end - at_));
        at_ = end + 1;
        return content;
    }
    bool truth() {
        if (accept("True")) return true;
        expect("False");
        return false;
    }
    std::vector<std::int64_t> tuple() {
        std::vector<std::int64_t> sizes;
        expect("(");
        while (!accept(")")) {
            skip_space();
            const std::size_t begin = at_;
            while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
            const auto size = to_integer(text_.substr(begin, at_ - begin));
            if (!size) fail("a size was expected");
            sizes.push_back(*size);
            if (!accept(",")) {
                expect(")");
                break;
            }
        }
        return sizes;
    }

    std::string_view text_;
    const std::string& origin_;
    std::size_t at_ = 0;
};

Dtype dtype_of(const std::string& descr, const std::string& origin) {
    struct Known {
        std::string_view descr;
        Dtype dtype;
    };
    static constexpr Known known[] = {
        {"|i1", Dtype::int8},   {"<i1", Dtype::int8},    {"|u1", Dtype::uint8},
        {"<u1", Dtype::uint8},  {"<i2", Dtype::int16},   {"<i4", Dtype::int32},
        {"<u2", Dtype::uint16}, {"<f4", Dtype::float32}, {"<f8", Dtype::float64}};
    for (const Known& k : known)
        if (k.descr == descr) return k.dtype;
    std::string why = "its numbers are of type '" + descr + "'";
    if (descr.starts_with('>')) why += ", which is big-endian";
    if (descr.starts_with("|O")) why += ", which are Python objects";
    throw Error(Fault::format, origin + ": header: " + why +
                                   ", where little-endian int8, int16, int32, uint8, uint16, "
                                   "float32 or float64 was expected");
}

/// Where the header's text begins and how long it is, by the format's version.
std::pair<std::size_t, std::size_t> header_place(std::string_view file, const std::string& origin) {
    const auto fail = [&](const std::string& why) {
        throw Error(Fault::format, origin + ": " + why);
    };
    if (!file.starts_with("\x93NUMPY"sv)) fail("does not begin as a .npy file does");
    if (file.size() < 8) fail("is cut off in its first 8 bytes");
    const int version = static_cast<unsigned char>(file[6]);
    if (version < 1 || version > 3 || file[7] != 0)
        fail("is of version " + std::to_string(version) + "." +
             std::to_string(static_cast<unsigned char>(file[7])) +
             ", where 1.0, 2.0 or 3.0 was expected");
    const std::size_t begin = version == 1 ? 10 : 12;
    if (file.size() < begin) fail("is cut off in its first " + std::to_string(begin) + " bytes");
    std::size_t length = 0;
    for (std::size_t i = begin; i-- > 8;)
        length = length << 8U | static_cast<unsigned char>(file[i]);
    if (length > file.size() - begin)
        fail("its header should have " + std::to_string(length) + " bytes, but only " +
             std::to_string(file.size() - begin) + " follow");
    return {begin, length};
}

/// Column after column to row after row.
std::vector<float> transposed(const std::vector<float>& values, std::size_t rows,
                              std::size_t columns) {
    std::vector<float> result(values.size());
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) result[i * columns + j] = values[j * rows + i];
    return result;
}

}  // namespace

NpyMatrix read_npy(const std::filesystem::path& path) {
    const std::string origin = path.string();
    const std::string content = read_file(path);
    const std::string_view file = content;
    const auto [begin, length] = header_place(file, origin);
    const Header header = HeaderParser(file.substr(begin, length), origin).parse();
    const auto fail = [&](const std::string& why) {
        throw Error(Fault::format, origin + ": header: " + why);
    };
    if (header.shape->size() != 2)
        fail("has " + std::to_string(header.shape->size()) +
             " dimensions, where two ([sample][channel]) were expected");
    NpyMatrix matrix;
    matrix.dtype = dtype_of(*header.descr, origin);
    matrix.rows = static_cast<std::size_t>((*header.shape)[0]);
    matrix.columns = static_cast<std::size_t>((*header.shape)[1]);
    if (matrix.rows == 0 || matrix.columns == 0) fail("holds no samples");
    const std::string_view body = file.substr(begin + length);
    const std::size_t held = body.size() / size_of(matrix.dtype);
    // Division, not multiplication: a hostile shape must not wrap around.
    const bool agrees = body.size() % size_of(matrix.dtype) == 0 && held % matrix.columns == 0 &&
                        held / matrix.columns == matrix.rows;
    if (!agrees)
        fail("promises " + std::to_string(matrix.rows) + " samples of " +
             std::to_string(matrix.columns) + " channels of " + std::string(name_of(matrix.dtype)) +
             ", but " + std::to_string(body.size()) + " bytes follow");
    matrix.values = decode(body, matrix.dtype, ByteOrder::little);
    if (*header.fortran) matrix.values = transposed(matrix.values, matrix.rows, matrix.columns);
    return matrix;
}

std::string to_npy(std::span<const float> values, std::span<const std::size_t> shape) {
    static_assert(std::endian::native == std::endian::little && sizeof(float) == 4);
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
    for (const std::size_t n : shape) header += std::to_string(n) + ", ";
    header += "), }";
    constexpr std::size_t magic = 10;  // bytes before the header, which ends on a multiple of 64
    while ((magic + header.size() + 1) % 64 != 0) header += ' ';
    header += '\n';
    std::string file = "\x93NUMPY\x01"s + '\0';
    file += static_cast<char>(header.size() & 0xffU);
    file += static_cast<char>(header.size() >> 8U);
    file += header;
    file.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    return file;
}

}  // namespace efferent::emg
