// A whole HTML page, and the frame that pages about one thing share.
#pragma once

#include <string>
#include <string_view>

namespace efferent::report {

/// Head with title and style, around a body of ready HTML. The title is text.
std::string document(std::string_view title, std::string_view body);

/// What stands above and below a page's sections.
struct Frame {
    std::string title;    ///< text
    std::string kind;     ///< ready HTML: what this is a page of, above the heading
    std::string heading;  ///< text; empty: the title
    std::string warning;  ///< text, below the heading and at the page's foot; may be empty
};

/// A document of ready HTML sections in this frame, with the version at its foot.
std::string document(const Frame& frame, std::string_view sections);

}  // namespace efferent::report
