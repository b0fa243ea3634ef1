// Rows of numbers in a text file, possibly below a line of names: what CSV files of samples hold.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace efferent::emg {

struct NumberTable {
    std::vector<std::string> header;  ///< of the columns kept; empty if the file has none
    std::size_t columns = 0;          ///< kept
    std::vector<float> values;        ///< row-major
};

/// Whether `text` is one character that no number holds.
bool is_delimiter(std::string_view text);

/// Reads a file whose columns stand between `delimiter`s, without the first `skipped` of them. The
/// first line is the header if its first column is no number. Error{io}; Error{format} names the
/// line at fault: another number of columns, what is no finite number, no rows, no column left.
NumberTable read_number_table(const std::filesystem::path& path, char delimiter,
                              std::size_t skipped);

}  // namespace efferent::emg
