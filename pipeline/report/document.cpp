// Puts a page together.
#include "pipeline/report/document.hpp"

#include "core/version.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"

namespace efferent::report {

std::string document(std::string_view title, std::string_view body) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
           element("title", "", escape(title)) + "\n" + element("style", "", stylesheet()) +
           "\n</head>\n<body>\n" + std::string(body) + "</body>\n</html>\n";
}

std::string document(const Frame& frame, std::string_view sections) {
    std::string header =
        element("p", "class=\"experiment\"", frame.kind) + "\n" +
        element("h1", "", escape(frame.heading.empty() ? frame.title : frame.heading)) + "\n";
    std::string footer = "Efferent " + escape(version);
    if (!frame.warning.empty()) {
        header +=
            element("p", "class=\"banner\"", element("strong", "", escape(frame.warning))) + "\n";
        footer += ". " + escape(frame.warning);
    }
    return document(frame.title, "<header>\n" + header + "</header>\n<main>\n" +
                                     std::string(sections) + "</main>\n<footer>" + footer +
                                     "</footer>\n");
}

}  // namespace efferent::report
