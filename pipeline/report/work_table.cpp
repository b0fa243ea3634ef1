// What a decision takes, in the columns of NeuroBench (Yik et al., "The NeuroBench framework for
// benchmarking neuromorphic computing algorithms and systems", Nature Communications 16:1545,
// 2025).
#include "pipeline/report/figures.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"

namespace efferent::report {

namespace {

std::string share(const std::optional<double>& value) {
    return value ? decimal(*value, 3) : std::string(absent);
}

std::string row(const MethodResult& m) {
    std::string cells = element("th", "scope=\"row\"", escape(m.name));
    for (const std::string& value :
         {percent(m.per_window.mean), bytes(m.footprint.total()),
          share(m.operations.connection_sparsity), share(m.operations.activation_sparsity),
          amount(m.operations.mac), amount(m.operations.ac), amount(m.operations.updates)})
        cells += element("td", "", value);
    return "<tr>" + cells + "</tr>\n";
}

}  // namespace

std::string work_table(const Results& results) {
    if (results.chips.empty()) return {};
    std::string rows =
        "<thead><tr><th scope=\"col\">Method</th><th scope=\"col\">Accuracy<small>% per "
        "window</small></th><th scope=\"col\">Footprint</th>"
        "<th scope=\"col\">Connection sparsity</th><th scope=\"col\">Activation sparsity</th>"
        "<th scope=\"col\">Effective MACs</th><th scope=\"col\">Effective ACs</th>"
        "<th scope=\"col\">Membrane updates</th></tr></thead>\n<tbody>";
    for (const MethodResult& m : results.methods) rows += row(m);
    return section(
        "work", "Work of a decision",
        table(
            results,
            "Columns as NeuroBench has them; a decision here is a sample there. "
            "Sparsities are of networks: synapses that are not there among pairs that projections "
            "join, neurons without a spike among neurons and samples.",
            rows + "</tbody>"));
}

}  // namespace efferent::report
