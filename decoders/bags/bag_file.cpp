// Reads tables of bags line by line.
#include "decoders/bags/bag_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/error.hpp"
#include "core/file.hpp"
#include "core/lines.hpp"
#include "core/text.hpp"

namespace efferent::bags {
namespace {

/// A table whose labels are still words.
struct Worded {
    BagTable table;
    std::vector<std::string> labels;  ///< per bag
    std::vector<std::string> truth;   ///< per row
    std::vector<std::int64_t> lines;  ///< per row
};

struct Header {
    std::vector<std::string> features;
    std::size_t count = 0;  ///< columns
    bool truth = false;
    bool simulated = false;  ///< whether there is such a column, behind truth
};

Header read_header(const Lines& lines) {
    const auto names = split(lines.text(), ',');
    if (names.size() < 3 || trim(names[0]) != "bag" || trim(names[1]) != "label")
        lines.fail("the header " +
                   instead_of("bag,label,truth and names of features", lines.text()));
    Header header{{}, names.size(), trim(names[2]) == "truth", false};
    std::size_t first = header.truth ? 3 : 2;
    header.simulated = first < names.size() && trim(names[first]) == "simulated";
    if (header.simulated) ++first;
    std::set<std::string> seen;
    for (std::size_t j = first; j < names.size(); ++j) {
        header.features.emplace_back(trim(names[j]));
        const std::string& name = header.features.back();
        if (name.empty()) lines.fail("column " + std::to_string(j + 1) + " has no name");
        if (name == "simulated")
            lines.fail("column \"simulated\" stands behind a feature; put it before all of them");
        if (name == "bag" || name == "label" || name == "truth" || !seen.insert(name).second)
            lines.fail("there are two columns \"" + name + "\"; each needs a name of its own");
    }
    if (header.features.empty()) lines.fail("there is no feature; name one after label or truth");
    return header;
}

double read_feature(const Lines& lines, const std::string& name, std::string_view text) {
    if (trim(text).empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto value = to_double(trim(text));
    if (!value || !std::isfinite(*value))
        lines.fail("feature \"" + name + "\" " +
                   instead_of("a finite number, or nothing where it is missing", text));
    return *value;
}

/// The line's instance goes to its bag, or begins a new one.
void add_instance(const Lines& lines, Worded& made, const std::string& bag,
                  const std::string& label, std::span<const double> features) {
    std::vector<Bag>& all = made.table.bags;
    if (bag.empty()) lines.fail("the bag has no name");
    if (all.empty() || all.back().name != bag) {
        if (std::ranges::find(all, bag, &Bag::name) != all.end())
            lines.fail("bag \"" + bag + "\" began further up; put its lines together");
        all.push_back({bag, std::nullopt, made.table.rows.rows(), 0});
        made.labels.push_back(label);
    }
    if (made.labels.back() != label)
        lines.fail("bag \"" + bag + "\" is \"" + made.labels.back() + "\" further up and \"" +
                   label + "\" here; a bag has one label");
    if (std::ranges::all_of(features, [](double x) { return std::isnan(x); }))
        lines.fail("the instance of bag \"" + bag +
                   "\" has no feature at all; leave the line out, and a bag without instances too");
    ++all.back().count;
    made.table.rows.push_back(features);
    made.lines.push_back(lines.number());
}

Worded read_csv(Lines& lines) {
    const Header header = read_header(lines);
    Worded made;
    made.table.features = header.features;
    made.table.rows = Table(header.features.size());
    std::vector<double> features(header.features.size());
    while (lines.next()) {
        if (trim(lines.text()).empty()) continue;
        const auto cells = split(lines.text(), ',');
        if (cells.size() != header.count)
            lines.fail("has " + std::to_string(cells.size()) + " columns; the header has " +
                       std::to_string(header.count));
        const std::size_t first = header.count - features.size();
        for (std::size_t j = 0; j < features.size(); ++j)
            features[j] = read_feature(lines, header.features[j], cells[first + j]);
        add_instance(lines, made, std::string(trim(cells[0])), std::string(trim(cells[1])),
                     features);
        made.truth.emplace_back(header.truth ? trim(cells[2]) : std::string_view());
        if (!header.simulated) continue;
        const std::string_view told = trim(cells[first - 1]);
        if (told != "yes" && told != "no")
            lines.fail("simulated " + instead_of("\"yes\" or \"no\"", told));
        made.table.simulated = made.table.simulated || told == "yes";
    }
    return made;
}

Worded read_musk(Lines& lines) {
    Worded made;
    std::vector<double> features;
    do {
        const auto cells = split(lines.text(), ',');
        if (made.lines.empty()) {
            if (cells.size() < 4) lines.fail("has no feature between conformation and label");
            features.resize(cells.size() - 3);
            for (std::size_t j = 0; j < features.size(); ++j)
                made.table.features.push_back("f" + std::to_string(j + 1));
            made.table.rows = Table(features.size());
        }
        if (cells.size() != features.size() + 3)
            lines.fail("has " + std::to_string(cells.size()) + " columns; the first line has " +
                       std::to_string(features.size() + 3));
        for (std::size_t j = 0; j < features.size(); ++j)
            features[j] = read_feature(lines, made.table.features[j], cells[2 + j]);
        const std::string_view label = trim(cells.back());
        if (label != "0." && label != "1.")
            lines.fail("the label " + instead_of("\"0.\" or \"1.\"", label));
        add_instance(lines, made, std::string(trim(cells[0])), std::string(label.substr(0, 1)),
                     features);
        made.truth.emplace_back();
    } while (lines.next());
    return made;
}

Worded read_worded(const std::filesystem::path& path) {
    const std::string text = read_file(path);
    Lines lines(text, path.string());
    if (!lines.next()) throw Error(Fault::format, path.string() + ": is empty");
    Worded made = path.extension() == ".data" ? read_musk(lines) : read_csv(lines);
    if (made.table.bags.empty())
        throw Error(Fault::format, path.string() + ": has a header and no instance below it");
    return made;
}

/// Words become numbers of `classes`.
BagTable numbered(Worded worded, std::vector<std::string> classes, const std::string& origin) {
    const auto number = [&](const std::string& word, std::size_t row,
                            std::string_view what) -> std::optional<std::size_t> {
        if (word.empty()) return std::nullopt;
        const auto at = std::ranges::find(classes, word);
        if (at == classes.end())
            throw Error(Fault::format, origin + ": line " + std::to_string(worded.lines[row]) +
                                           ": " + std::string(what) + ": " +
                                           unknown_name(word, classes));
        return static_cast<std::size_t>(at - classes.begin());
    };
    BagTable& table = worded.table;
    for (std::size_t b = 0; b < table.bags.size(); ++b)
        table.bags[b].label = number(worded.labels[b], table.bags[b].first, "label");
    for (std::size_t i = 0; i < worded.truth.size(); ++i)
        table.truth.push_back(number(worded.truth[i], i, "truth"));
    table.classes = std::move(classes);
    return std::move(worded.table);
}

}  // namespace

BagTable read_bags(const std::filesystem::path& path, std::string_view normal) {
    Worded worded = read_worded(path);
    std::set<std::string> labels(worded.labels.begin(), worded.labels.end());
    labels.erase("");
    std::string first(normal);
    if (first.empty()) first = labels.contains("normal") || !labels.contains("0") ? "normal" : "0";
    std::vector<std::string> classes(labels.begin(), labels.end());
    if (!labels.contains(first))
        throw Error(Fault::format, path.string() + ": no bag has the label of the normal class: " +
                                       unknown_name(first, classes));
    std::erase(classes, first);
    classes.insert(classes.begin(), first);
    return numbered(std::move(worded), std::move(classes), path.string());
}

BagTable read_bags(const std::filesystem::path& path, const std::vector<std::string>& classes) {
    return numbered(read_worded(path), classes, path.string());
}

TrainFeatures read_train_features(const std::filesystem::path& path, const std::string& name) {
    const std::string text = read_file(path);
    Lines lines(text, path.string());
    if (!lines.next()) throw Error(Fault::format, path.string() + ": is empty");
    const auto names = split(lines.text(), '\t');
    if (names.size() < 2 || trim(names[0]) != "unit_id")
        lines.fail("the header " + instead_of("unit_id and features between tabs", lines.text()));
    TrainFeatures made;
    for (std::size_t j = 1; j < names.size(); ++j) made.table.features.emplace_back(trim(names[j]));
    made.table.rows = Table(made.table.features.size());
    std::vector<double> features(made.table.features.size());
    while (lines.next()) {
        const auto cells = split(lines.text(), '\t');
        if (cells.size() != names.size())
            lines.fail("has " + std::to_string(cells.size()) + " columns; the header has " +
                       std::to_string(names.size()));
        for (std::size_t j = 0; j < features.size(); ++j)
            features[j] = read_feature(lines, made.table.features[j],
                                       trim(cells[j + 1]) == "n/a" ? "" : cells[j + 1]);
        const bool silent = std::ranges::all_of(features, [](double x) { return std::isnan(x); });
        (silent ? made.silent : made.units).emplace_back(trim(cells[0]));
        if (!silent) made.table.rows.push_back(features);
    }
    made.table.bags = {{name, std::nullopt, 0, made.units.size()}};
    made.table.truth.resize(made.units.size());
    return made;
}

}  // namespace efferent::bags
