#include "hw/odin/board.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/error.hpp"

namespace efferent::hw::odin {
namespace {

/// A row that the host speaks through. Sources are input lines, then neurons.
struct RowKey {
    std::uint32_t source = 0;
    std::uint8_t delay = 0;
    bool inhibits = false;
    friend auto operator<=>(const RowKey&, const RowKey&) = default;
};

struct Heard {
    RowKey key;
    std::int16_t weight = 0;
};

class Planner {
public:
    Planner(const WholeNetwork& network, const BoardRules& rules)
        : network_(network),
          rules_(rules),
          lines_(2 * network.channels),
          heard_(network.neurons()),
          loops_(network.neurons(), false) {
        for (std::size_t p = 0; p < network.populations.size(); ++p)
            population_.resize(
                population_.size() + network.populations[static_cast<PopulationId>(p)].size,
                static_cast<PopulationId>(p));
        for (const WholeProjection& p : network.projections) gather(p);
        board_.lines.resize(lines_);
        board_.spikes.resize(heard_.size());
    }

    Board take() && {
        for (std::uint32_t n = 0; n < heard_.size(); ++n) place(n);
        close();
        if (board_.cores.size() > rules_.cores)
            refuse(heard_.size() - 1,
                   "the network needs " + std::to_string(board_.cores.size()) + " cores, " +
                       std::to_string(board_.cores.size() - rules_.cores) + " more than the " +
                       std::to_string(rules_.cores) + " of " + rules_.chip +
                       "; \"cores\" of the arithmetic is for boards of several");
        for (std::uint32_t c = 0; c < board_.cores.size(); ++c) connect(c);
        return std::move(board_);
    }

private:
    [[noreturn]] void refuse(std::size_t neuron, const std::string& story) const {
        const WholePopulation& p = network_.populations[population_[neuron]];
        throw Error(
            Fault::capacity,
            "population \"" + p.name + "\", core " +
                std::to_string(core_of_.size() > neuron ? core_of_[neuron] : board_.cores.size()) +
                ": " + story);
    }

    bool own(const RowKey& key) const { return key.source >= lines_ && key.delay == 0; }

    void gather(const WholeProjection& p) {
        const auto* const from = std::get_if<PopulationId>(&p.from);
        const std::size_t sources =
            from == nullptr ? 0 : lines_ + index(network_.populations[*from].first);
        const std::size_t targets = index(network_.populations[p.to].first);
        for (std::size_t s = 0; s + 1 < p.offsets.size(); ++s)
            for (std::size_t k = p.offsets[s]; k < p.offsets[s + 1]; ++k) {
                if (p.weights[k] == 0) continue;
                const RowKey key{static_cast<std::uint32_t>(sources + s),
                                 p.delays[p.delays.size() == 1 ? 0 : k],
                                 rules_.rows_by_sign && p.weights[k] < 0};
                heard_[targets + p.targets[k]].push_back({key, p.weights[k]});
                if (own(key)) loops_[key.source - lines_] = true;
            }
    }

    void require_single(std::size_t neuron) {
        auto& heard = heard_[neuron];
        const auto place = [](const Heard& h) { return std::pair(h.key.source, h.key.delay); };
        std::ranges::sort(heard, {}, place);
        if (std::ranges::adjacent_find(heard, {}, place) != heard.end())
            refuse(neuron,
                   "a neuron has two weights from one source at one delay, 1 more than a "
                   "crossbar holds");
    }

    void place(std::uint32_t neuron) {
        require_single(neuron);
        if (!takes(neuron)) {
            close();
            if (!takes(neuron)) {
                const std::size_t sources = heard_[neuron].size();
                refuse(neuron, "a neuron hears " + std::to_string(sources) + " sources, " +
                                   std::to_string(sources - std::min(sources, rows)) +
                                   " more than the " + std::to_string(rows) + " rows of a core" +
                                   (sources > rows ? "" : ", some of which its own loop needs"));
            }
        }
        for (const Heard& h : heard_[neuron])
            if (!own(h.key)) open_rows_.insert(h.key);
        open_.neurons.push_back(static_cast<NeuronId>(neuron));
        open_.loop = open_.loop || loops_[neuron];
    }

    bool takes(std::size_t neuron) const {
        const std::size_t neurons = open_.neurons.size() + 1;
        std::size_t used = open_rows_.size();
        for (const Heard& h : heard_[neuron])
            used += !own(h.key) && !open_rows_.contains(h.key) ? 1U : 0U;
        if (open_.loop || loops_[neuron]) used += neurons;
        return neurons <= rules_.neurons && used <= rows;
    }

    /// The open core gets its rows: behind the neurons' own, if they loop.
    void close() {
        if (open_.neurons.empty()) return;
        const auto core = static_cast<std::uint32_t>(board_.cores.size());
        std::size_t row = open_.loop ? open_.neurons.size() : 0;
        auto& rows_here = row_of_.emplace_back();
        for (const RowKey& key : open_rows_) {
            rows_here[key] = static_cast<std::uint8_t>(row);
            auto& sent =
                key.source < lines_ ? board_.lines[key.source] : board_.spikes[key.source - lines_];
            sent.push_back({core, static_cast<std::uint8_t>(row++), key.delay, sum_of(key) < 0});
        }
        for (std::size_t i = 0; i < open_.neurons.size(); ++i) {
            core_of_.push_back(core);
            at_.push_back(static_cast<std::uint8_t>(i));
        }
        board_.cores.push_back(std::move(open_));
        open_ = {};
        open_rows_.clear();
    }

    /// Of the weights in the open core.
    std::int64_t sum_of(const RowKey& key) const {
        std::int64_t sum = 0;
        for (const NeuronId neuron : open_.neurons)
            for (const Heard& h : heard_[index(neuron)]) sum += h.key == key ? h.weight : 0;
        return sum;
    }

    void connect(std::uint32_t core) {
        for (const NeuronId neuron : board_.cores[core].neurons)
            for (const Heard& h : heard_[index(neuron)])
                board_.cores[core].synapses.push_back(
                    {own(h.key) ? own_row(h, core, neuron) : row_of_[core].at(h.key),
                     at_[index(neuron)], h.weight});
    }

    std::uint8_t own_row(const Heard& h, std::uint32_t core, NeuronId target) {
        const std::size_t source = h.key.source - lines_;
        const std::string spike = "a spike that must arrive in its own tick (delay 0) ";
        if (core_of_[source] != core)
            refuse(source, spike + "at population \"" +
                               network_.populations[population_[index(target)]].name +
                               "\" in core " + std::to_string(core) +
                               " would have to leave its core, which takes 1 tick or more");
        const auto [sign, fresh] = sign_.emplace(source, h.weight < 0);
        if (rules_.sign_of_loop && !fresh && sign->second != (h.weight < 0))
            refuse(source, spike + "has weights of both signs, 1 more than a row of " +
                               rules_.chip + " has");
        return at_[source];
    }

    const WholeNetwork& network_;
    const BoardRules& rules_;
    std::size_t lines_;
    std::vector<std::vector<Heard>> heard_;  ///< by each neuron
    std::vector<bool> loops_;                ///< neurons with synapses of delay 0
    std::vector<PopulationId> population_;
    Board board_;
    CoreOnBoard open_;
    std::set<RowKey> open_rows_;
    std::vector<std::map<RowKey, std::uint8_t>> row_of_;  ///< of each core
    std::vector<std::uint32_t> core_of_;
    std::vector<std::uint8_t> at_;
    std::map<std::size_t, bool> sign_;  ///< of neurons that loop
};

}  // namespace

Board board_of(const WholeNetwork& network, const BoardRules& rules) {
    return Planner(network, rules).take();
}

}  // namespace efferent::hw::odin
