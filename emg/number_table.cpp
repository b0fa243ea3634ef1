// Reads rows of numbers line by line.
#include "emg/number_table.hpp"

#include "core/error.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/lines.hpp"

namespace efferent::emg {

bool is_delimiter(std::string_view text) {
    return text.size() == 1 && text != "." && text != "-" && text != "+" && !to_integer(text);
}

NumberTable read_number_table(const std::filesystem::path& path, char delimiter,
                              std::size_t skipped) {
    const std::string content = read_file(path);
    Lines lines(content, path.string());
    NumberTable table;
    std::size_t wanted = 0;
    while (lines.next()) {
        const auto cells = split(lines.text(), delimiter);
        if (lines.number() == 1) {
            wanted = cells.size();
            if (wanted <= skipped)
                lines.fail("has " + std::to_string(wanted) + " columns, of which " +
                           std::to_string(skipped) + " are to be skipped; no channel is left");
            table.columns = wanted - skipped;
            if (!to_double(trim(cells[0]))) {
                for (std::size_t c = skipped; c < wanted; ++c)
                    table.header.emplace_back(trim(cells[c]));
                continue;
            }
            table.values.reserve(content.size() / 8);
        }
        if (cells.size() != wanted)
            lines.fail("has " + std::to_string(cells.size()) + " columns, where " +
                       std::to_string(wanted) + " were expected");
        for (std::size_t c = skipped; c < wanted; ++c) {
            const auto value = to_sample(trim(cells[c]));
            if (!value)
                lines.fail("column " + std::to_string(c + 1) + " " +
                           instead_of("a finite number", trim(cells[c])));
            table.values.push_back(*value);
        }
    }
    if (table.values.empty()) throw Error(Fault::format, path.string() + ": holds no samples");
    return table;
}

}  // namespace efferent::emg
