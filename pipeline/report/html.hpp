// Escaping and the few HTML shapes that every section of the report shares.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/results.hpp"

namespace efferent::report {

/// Safe as text and as a quoted attribute; control characters and bytes that are no UTF-8 become
/// U+FFFD.
std::string escape(std::string_view text);

/// At most `length` characters, the last of them an ellipsis where something was cut. Not escaped.
std::string shortened(std::string_view text, std::size_t length);

/// Characters of UTF-8 text.
std::size_t length_of(std::string_view text);

/// With a no-break space before each percent sign; for sentences.
std::string unbroken(std::string text);

/// `<name attributes>content</name>`; attributes and content are ready HTML.
std::string element(std::string_view name, std::string_view attributes, std::string_view content);

/// A section with a heading and an anchor.
std::string section(std::string_view id, std::string_view heading, std::string_view content);

/// A figure that scrolls by itself where the screen is narrow. `caption` is ready HTML; the mark of
/// simulated data is put before it.
std::string figure(const Results& results, std::string_view caption, std::string_view content);

/// A table in such a figure: `rows` holds thead and tbody.
std::string table(const Results& results, std::string_view caption, std::string_view rows);

/// The mark of simulated data and a space, or nothing.
std::string simulated_mark(bool simulated);
/// The mark in a paragraph of its own, or nothing.
std::string simulated_paragraph(bool simulated);

/// The CSS class that colours a family.
std::string_view family_class(std::string_view family);

/// A line of a list of facts, both ready HTML.
std::string fact(std::string_view name, std::string_view value);

}  // namespace efferent::report
