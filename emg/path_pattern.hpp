// What a file's path says about the trial in it:
// "sub{subject}_day{session}/M{label}T{repetition}.csv".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace efferent::emg {

struct PathFields {
    std::optional<std::int64_t> subject, session, label, repetition;
    std::optional<std::string> label_name;
};

/// Literal text with placeholders: {subject}, {session}, {label} and {repetition} stand for digits,
/// {label_name} and {skip} for any text up to the next literal; none of them crosses a "/".
/// A number that stands twice must be the same in both places.
class PathPattern {
public:
    /// Error{format} for an unknown placeholder, two side by side, or a brace without its partner.
    explicit PathPattern(std::string_view text);

    /// Nothing if the whole of `path` ("/" between folders) is not as the pattern says.
    std::optional<PathFields> match(std::string_view path) const;

    /// Whether the placeholder occurs.
    bool has(std::string_view placeholder) const;
    /// From the last dot on, such as ".csv"; empty if the pattern does not end in literal text.
    const std::string& extension() const { return extension_; }

private:
    struct Piece {
        bool literal;
        std::string text;  ///< the literal, or the placeholder's name
    };
    static bool take(const Piece& piece, std::string_view text, PathFields& fields);

    std::vector<Piece> pieces_;
    std::string extension_;
};

}  // namespace efferent::emg
