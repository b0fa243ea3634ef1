// The rules that a network keeps: whatever has been added to one is fit to be compiled.
#include "snn/network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <ranges>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::snn {
namespace {

constexpr std::size_t most_neurons = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t most_populations = std::numeric_limits<std::uint16_t>::max();
constexpr Duration longest_delay = 24h;

std::string in_quotes(const std::string& name) { return "\"" + name + "\""; }

/// Checks the synapses of one projection against the sizes of its ends.
class SynapseCheck {
public:
    SynapseCheck(std::string where, std::size_t sources, std::size_t targets)
        : where_(std::move(where)), sources_(sources), targets_(targets) {}

    void operator()(const Dense& d) const {
        same(d.sources, sources_, "sources");
        same(d.targets, targets_, "targets");
        same(d.weights.size(), sources_ * targets_, "weights");
        finite(d.weights);
    }

    void operator()(const Sparse& s) const {
        same(s.offsets.size(), sources_ + 1, "row offsets");
        if (s.offsets.front() != 0 || !std::ranges::is_sorted(s.offsets))
            refuse("the row offsets must begin with 0 and never fall");
        same(s.targets.size(), s.offsets.back(), "targets");
        same(s.weights.size(), s.offsets.back(), "weights");
        for (std::size_t row = 0; row < sources_; ++row)
            ordered(row, std::span(s.targets).subspan(s.offsets[row],
                                                      s.offsets[row + 1] - s.offsets[row]));
        finite(s.weights);
        if (!s.delays.empty()) same(s.delays.size(), s.weights.size(), "delays");
        for (const Duration d : s.delays) possible(d);
    }

    void operator()(const OneToOne& o) const {
        same(targets_, sources_, "targets, as many as sources");
        same(o.weights.size(), sources_, "weights");
        finite(o.weights);
    }

    void operator()(const Random& r) const {
        same(r.sources, sources_, "sources");
        same(r.targets, targets_, "targets");
        if (!(r.probability >= 0.0 && r.probability <= 1.0))
            refuse("the probability must be from 0 to 1, not " + exact(r.probability));
        finite(std::array{r.weight, r.weight_sd});
        if (r.weight_sd < 0.0F) refuse("weight_sd must not be negative");
    }

    void possible(const Delay& delay, const Synapses& synapses) const {
        if (delay.own.empty()) return possible(delay.all);
        if (delay.all != Duration{}) refuse("must have one delay or one a source, not both");
        const auto* sparse = std::get_if<Sparse>(&synapses);
        if (sparse != nullptr && !sparse->delays.empty())
            refuse("must have delays of sources or of synapses, not both");
        same(delay.own.size(), sources_, "delays, one a source");
        for (const Duration d : delay.own) possible(d);
    }

    void possible(Duration delay) const {
        if (delay <= Duration::zero() || delay > longest_delay)
            refuse("the delay must be above zero and at most a day, not " +
                   std::to_string(delay.count()) + " ns");
    }

    [[noreturn]] void refuse(const std::string& why) const {
        throw Error(Fault::network, where_ + ": " + why);
    }

private:
    void same(std::size_t given, std::size_t needed, const char* what) const {
        if (given != needed)
            refuse("must have " + std::to_string(needed) + " " + what + ", not " +
                   std::to_string(given));
    }
    void ordered(std::size_t row, std::span<const std::uint32_t> targets) const {
        const auto fall = std::ranges::adjacent_find(targets, std::ranges::greater{});
        if (fall != targets.end())
            refuse("the row of source " + std::to_string(row) +
                   " must name its targets in ascending order, but has " + std::to_string(fall[1]) +
                   " after " + std::to_string(fall[0]));
        if (!targets.empty() && targets.back() >= targets_)
            refuse("the row of source " + std::to_string(row) + " names target " +
                   std::to_string(targets.back()) + ", where there are " +
                   std::to_string(targets_));
    }
    void finite(std::span<const float> weights) const {
        const auto odd = std::ranges::find_if(weights, [](float w) { return !std::isfinite(w); });
        if (odd != weights.end())
            refuse("weight " + std::to_string(odd - weights.begin()) + " must be finite, not " +
                   std::to_string(*odd));
    }

    std::string where_;
    std::size_t sources_;
    std::size_t targets_;
};

}  // namespace

PopulationId Network::add(std::string name, std::size_t size, Config model) {
    const auto refuse = [&](const std::string& why) {
        throw Error(Fault::network, "population " + in_quotes(name) + ": " + why);
    };
    if (name.empty()) refuse("must have a name");
    if (name == input_name) refuse("is the name of the input lines; take another");
    if (std::ranges::any_of(populations_, [&](const auto& p) { return p.name == name; }))
        refuse("there is one of this name already");
    if (size == 0) refuse("must have a neuron at least");
    if (size > most_neurons - neurons_)
        refuse("a network has at most " + std::to_string(most_neurons) + " neurons");
    if (populations_.size() >= most_populations)
        refuse("a network has at most " + std::to_string(most_populations) + " populations");
    if (!model.present()) refuse("must have a model");
    const auto first = static_cast<NeuronId>(neurons_);
    neurons_ += size;
    return populations_.push_back({std::move(name), first, size, std::move(model), {}});
}

void Network::set(PopulationId population, std::string key, std::vector<double> values) {
    if (index(population) >= populations_.size())
        throw Error(Fault::network, "there is no population " + std::to_string(index(population)) +
                                        " to set " + key);
    Population& p = populations_[population];
    const auto refuse = [&](const std::string& why) {
        throw Error(Fault::network,
                    "population " + in_quotes(p.name) + ", its own " + in_quotes(key) + ": " + why);
    };
    if (key == "type") refuse("a population is of one type");
    if (values.size() != p.size)
        refuse("must have " + std::to_string(p.size) + " values, not " +
               std::to_string(values.size()));
    const auto odd = std::ranges::find_if(values, [](double v) { return !std::isfinite(v); });
    if (odd != values.end())
        refuse("value " + std::to_string(odd - values.begin()) + " must be finite");
    std::erase_if(p.own, [&](const OwnValues& own) { return own.key == key; });
    p.own.push_back({std::move(key), std::move(values)});
}

void Network::connect(Origin from, PopulationId to, Synapses synapses, Delay delay) {
    const auto exists = [&](PopulationId p) { return index(p) < populations_.size(); };
    const auto name_of = [&](PopulationId p) {
        return exists(p) ? in_quotes(populations_[p].name)
                         : "population " + std::to_string(index(p));
    };
    const auto* source = std::get_if<PopulationId>(&from);
    const std::string where = "projection " + std::to_string(projections_.size()) + " (" +
                              (source == nullptr ? in_quotes(input_name) : name_of(*source)) +
                              " to " + name_of(to) + ")";
    for (const PopulationId p : {to, source == nullptr ? to : *source})
        if (!exists(p))
            throw Error(Fault::network, where + ": there are only " +
                                            std::to_string(populations_.size()) + " populations");

    const std::size_t sources = source == nullptr ? 2 * channels_ : populations_[*source].size;
    const SynapseCheck check(where, sources, populations_[to].size);
    check.possible(delay, synapses);
    std::visit(check, synapses);
    projections_.push_back({from, to, std::move(synapses), std::move(delay)});
}

double Network::synapses() const {
    double count = 0.0;
    for (const Projection& p : projections_) count += count_of(p.synapses);
    return count;
}

}  // namespace efferent::snn
