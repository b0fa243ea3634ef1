// Line by line through a text, whatever ends its lines.
#include "core/lines.hpp"

#include "core/error.hpp"

namespace efferent {

Lines::Lines(std::string_view text, std::string origin) : rest_(text), origin_(std::move(origin)) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
}

bool Lines::next() {
    if (rest_.empty()) return false;
    ++number_;
    std::size_t end = 0;
    while (end < rest_.size() && rest_[end] != '\n' && rest_[end] != '\r') ++end;
    if (end == rest_.size()) fail("has no line end; the file seems to be cut off here");
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(end + (rest_.substr(end).starts_with("\r\n") ? 2 : 1));
    return true;
}

void Lines::fail(const std::string& why) const {
    throw Error(Fault::format, origin_ + ": line " + std::to_string(number_) + ": " + why);
}

std::string instead_of(std::string_view expected, std::string_view found) {
    const std::string shown(found.substr(0, 40));
    return "is \"" + shown + (found.size() > 40 ? "..." : "") + "\", where " +
           std::string(expected) + " was expected";
}

}  // namespace efferent
