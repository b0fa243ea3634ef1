// Matches paths against a pattern with placeholders, from left to right and without backtracking.
#include "emg/path_pattern.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::emg {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_text(std::string_view placeholder) {
    return placeholder == "label_name" || placeholder == "skip";
}

const std::vector<std::string>& placeholders() {
    static const std::vector<std::string> all{"subject",    "session",    "label",
                                              "repetition", "label_name", "skip"};
    return all;
}

template <class T>
bool agree(std::optional<T>& slot, T value) {
    if (slot && *slot != value) return false;
    slot = std::move(value);
    return true;
}

}  // namespace

PathPattern::PathPattern(std::string_view text) {
    const auto fail = [](const std::string& why) { throw Error(Fault::format, why); };
    while (!text.empty()) {
        const std::size_t brace = text.find_first_of("{}");
        if (brace != 0) {
            pieces_.push_back({true, std::string(text.substr(0, brace))});
            text.remove_prefix(std::min(brace, text.size()));
            continue;
        }
        const std::size_t end = text.find('}');
        if (text[0] == '}' || end == std::string_view::npos) fail("a brace lacks its partner");
        const std::string name(text.substr(1, end - 1));
        if (std::ranges::find(placeholders(), name) == placeholders().end())
            fail("placeholder: " + unknown_name(name, placeholders()));
        if (!pieces_.empty() && !pieces_.back().literal)
            fail("{" + pieces_.back().text + "}{" + name + "} need some text between them");
        pieces_.push_back({false, name});
        text.remove_prefix(end + 1);
    }
    if (pieces_.empty() || !pieces_.back().literal) return;
    const std::string& last = pieces_.back().text;
    const std::size_t dot = last.rfind('.');
    if (dot != std::string::npos && last.find('/', dot) == std::string::npos)
        extension_ = last.substr(dot);
}

bool PathPattern::has(std::string_view placeholder) const {
    return std::ranges::any_of(pieces_,
                               [&](const Piece& p) { return !p.literal && p.text == placeholder; });
}

bool PathPattern::take(const Piece& piece, std::string_view text, PathFields& fields) {
    if (text.empty() || text.find('/') != std::string_view::npos) return false;
    if (piece.text == "skip") return true;
    if (piece.text == "label_name") return agree(fields.label_name, std::string(text));
    const auto number = to_integer(text);
    if (!number) return false;
    if (piece.text == "subject") return agree(fields.subject, *number);
    if (piece.text == "session") return agree(fields.session, *number);
    if (piece.text == "label") return agree(fields.label, *number);
    return agree(fields.repetition, *number);
}

std::optional<PathFields> PathPattern::match(std::string_view path) const {
    PathFields fields;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
        const Piece& piece = pieces_[i];
        std::size_t length = 0;
        if (piece.literal) {
            if (!path.starts_with(piece.text)) return std::nullopt;
            length = piece.text.size();
        } else {
            if (is_text(piece.text))
                length = i + 1 == pieces_.size() ? path.size() : path.find(pieces_[i + 1].text);
            else
                while (length < path.size() && is_digit(path[length])) ++length;
            if (length > path.size() || !take(piece, path.substr(0, length), fields))
                return std::nullopt;
        }
        path.remove_prefix(length);
    }
    return path.empty() ? std::optional(fields) : std::nullopt;
}

}  // namespace efferent::emg
