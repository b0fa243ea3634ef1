// The lines of a text file, numbered, for readers that name the line at fault.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace efferent {

/// Walks through `text`, which must outlive it. "\n", "\r\n" and "\r" all end a line; a byte order
/// mark before the first is skipped.
class Lines {
public:
    Lines(std::string_view text, std::string origin);

    /// To the next line; false after the last. Error{format} if the last line has no end: a number
    /// that was cut off is still a number, so such a file cannot be trusted.
    bool next();
    std::string_view text() const { return line_; }    ///< without its end
    std::int64_t number() const { return number_; }    ///< from 1
    std::size_t left() const { return rest_.size(); }  ///< bytes after this line
    /// Throws Error{format} "origin: line 7: why".
    [[noreturn]] void fail(const std::string& why) const;

private:
    std::string_view rest_;
    std::string_view line_;
    std::string origin_;
    std::int64_t number_ = 0;
};

/// `is "x", where a number was expected` and the like, with at most 40 characters of what is there.
std::string instead_of(std::string_view expected, std::string_view found);

}  // namespace efferent
