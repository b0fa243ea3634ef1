// The numbers behind the paired dots, folded away.
#include <cmath>

#include "pipeline/report/figures.hpp"
#include "pipeline/report/headline.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"

namespace efferent::report {

namespace {

std::string cell(const MethodResult& method, const std::string& id) {
    const PersonResult* person = find_person(method, id);
    if (person == nullptr) return element("td", "", absent);
    return element("td", "", percent(person->per_window) + " · " + percent(person->per_trial));
}

}  // namespace

std::string person_table(const Results& results) {
    std::string rows = "<thead><tr><th scope=\"col\">Person</th>";
    for (const MethodResult& method : results.methods)
        rows += element("th", "scope=\"col\"", escape(method.name));
    rows += "</tr></thead>\n<tbody>";
    for (const std::string& id : people_of(results)) {
        rows += "<tr>" + element("th", "scope=\"row\"", escape(id));
        for (const MethodResult& method : results.methods) rows += cell(method, id);
        rows += "</tr>\n";
    }
    rows += "</tbody>";
    return "<details class=\"people\"><summary>The numbers of every person</summary>\n" +
           table(results, "Accuracy in %: per window · per trial.", rows) + "</details>\n";
}

}  // namespace efferent::report
