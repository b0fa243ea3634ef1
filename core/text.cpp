#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace efferent {

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
        }
    }
    return row.back();
}

template <class T>
std::optional<T> parsed(std::string_view text) {
    T value{};
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

template <class... Format>
std::string printed(double value, Format... format) {
    std::array<char, 400> buffer{};
    const auto result =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format...);
    return {buffer.data(), result.ptr};
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view name, std::span<const std::string> known) {
    if (known.empty()) return std::nullopt;
    const auto& nearest = *std::ranges::min_element(
        known, {}, [&](const std::string& k) { return edit_distance(k, name); });
    if (edit_distance(nearest, name) > std::max<std::size_t>(2, name.size() / 3))
        return std::nullopt;
    return nearest;
}

std::string listed(std::span<const std::string> names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + names[i];
    return text;
}

std::string unknown_name(std::string_view name, std::span<const std::string> known) {
    std::string story = "unknown \"" + std::string(name) + "\"";
    if (const auto nearest = nearest_name(name, known))
        story += "; did you mean \"" + *nearest + "\"?";
    story += story.ends_with('?') ? " There are: " : "; there are: ";
    return story + listed(known);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> pieces;
    for (;;) {
        const std::size_t at = text.find(separator);
        pieces.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return pieces;
        text.remove_prefix(at + 1);
    }
}

std::string_view trim(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::optional<double> to_double(std::string_view text) { return parsed<double>(text); }
std::optional<std::int64_t> to_integer(std::string_view text) { return parsed<std::int64_t>(text); }

std::string exact(double value) { return printed(value); }
std::string fixed(double value, int digits) {
    return printed(value, std::chars_format::fixed, digits);
}

}  // namespace efferent
