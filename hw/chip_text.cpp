#include "hw/chip_text.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "hw/chip_figure.hpp"

namespace efferent::hw {
namespace {

std::string value_of(const Known& figure) { return figure ? exact(figure->value) : "unknown"; }

/// Writes a line a figure: what a chip describes of itself as a Config is one, but for its
/// arithmetic.
class FigureLister final : public Fields {
public:
    FigureLister(std::string& out, std::string prefix) : out_(out), prefix_(std::move(prefix)) {}
    void require(bool, std::string_view, std::string_view) override {}

protected:
    void field(std::string_view key, Slot slot, std::string_view help) override {
        auto* const* figure = std::get_if<Config*>(&slot);
        if (figure == nullptr || key == "arithmetic") return;
        std::string name = prefix_ + std::string(key);
        name.resize(std::max<std::size_t>(name.size(), 26), ' ');
        out_ += "  " + name + " ";
        const Known known = figure_of(**figure);
        std::string value = value_of(known);
        value.resize(std::max<std::size_t>(value.size(), 12), ' ');
        out_ += value + " " + std::string(help) + "\n";
        if (known) out_ += std::string(42, ' ') + "[" + known->source + "]\n";
    }
    void group(std::string_view key, std::string_view,
               const std::function<void(Fields&)>& members) override {
        FigureLister inner(out_, prefix_ + std::string(key) + "/");
        members(inner);
    }

private:
    std::string& out_;
    std::string prefix_;
};

std::string computed_by(const Chip& chip) {
    return chip.arithmetic.present() ? chip.arithmetic.type() : "none here";
}

std::string all_neurons(const Limits& l) {
    if (!l.cores || !l.neurons_per_core) return "unknown";
    return exact(l.cores->value * l.neurons_per_core->value);
}

}  // namespace

std::string chips_table(std::span<const Chip> chips) {
    constexpr std::size_t columns = 8;
    std::vector<std::array<std::string, columns>> rows{{"chip", "cores", "neurons", "fan-in",
                                                        "weight bits", "pJ a synapse",
                                                        "computed by", "title"}};
    for (const Chip& c : chips)
        rows.push_back({c.name, value_of(c.limits.cores), all_neurons(c.limits),
                        value_of(c.limits.fan_in), value_of(c.limits.weight_bits),
                        value_of(c.costs.synapse.energy_pj), computed_by(c), c.title});
    std::array<std::size_t, columns> widths{};
    for (const auto& row : rows)
        for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], row[i].size());
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i + 1 < columns; ++i)
            text += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
        text += row.back() + "\n";
    }
    return text;
}

std::string chip_text(const Chip& chip) {
    std::string text = chip.title + ": " + chip.about + "\n  computed here by " +
                       (chip.arithmetic.present() ? "the arithmetic " : "") + computed_by(chip) +
                       "\n\n";
    Chip copy = chip;  // describing it reads and writes
    FigureLister lister(text, "");
    describe(lister, copy);
    return text;
}

}  // namespace efferent::hw
