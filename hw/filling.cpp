#include "hw/filling.hpp"

#include <algorithm>
#include <limits>

namespace efferent::hw {
namespace {

constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

std::size_t most(const Known& figure) {
    return figure ? static_cast<std::size_t>(figure->value)
                  : std::numeric_limits<std::size_t>::max();
}

class Filler {
public:
    Filler(const Wiring& wiring, const Limits& limits)
        : wiring_(wiring),
          neurons_most_(most(limits.neurons_per_core)),
          populations_most_(most(limits.populations_per_core)),
          synapses_most_(most(limits.synapses_per_core)),
          in_axons_most_(most(limits.in_axons_per_core)),
          heard_in_(wiring.lines + wiring.neurons, nowhere),
          hearers_(wiring.lines + wiring.neurons, 0) {}

    void begin_population() { ++populations_; }

    /// Whether it fits somewhere.
    bool add(std::size_t neuron) {
        if (!takes(neuron)) {
            open();
            populations_ = 1;
            if (!takes(neuron)) return false;
        }
        ++neurons_;
        synapses_ += wiring_.fan_in(neuron);
        for (std::size_t k = wiring_.first[neuron]; k < wiring_.first[neuron + 1]; ++k) {
            const std::uint32_t source = wiring_.sources[k];
            if (heard_in_[source] == core_) continue;
            heard_in_[source] = core_;
            ++hearers_[source];
            ++in_axons_;
        }
        filling_.in_axons = std::max(filling_.in_axons, in_axons_);
        core_of_.push_back(core_);
        return true;
    }

    Filling finish() {
        filling_.cores = core_of_.empty() ? 0 : core_ + 1;
        std::vector<std::size_t> out_axons(filling_.cores, 0);
        for (std::size_t n = 0; n < core_of_.size(); ++n) {
            const std::size_t hearers = hearers_[wiring_.lines + n];
            out_axons[core_of_[n]] += hearers;
            filling_.destinations = std::max(filling_.destinations, hearers);
        }
        for (const std::size_t pairs : out_axons)
            filling_.out_axons = std::max(filling_.out_axons, pairs);
        return filling_;
    }

private:
    bool takes(std::size_t neuron) const {
        return neurons_ < neurons_most_ && populations_ <= populations_most_ &&
               wiring_.fan_in(neuron) <= synapses_most_ - std::min(synapses_most_, synapses_) &&
               in_axons_ + unheard(neuron) <= in_axons_most_;
    }
    std::size_t unheard(std::size_t neuron) const {
        std::size_t count = 0;
        for (std::size_t k = wiring_.first[neuron]; k < wiring_.first[neuron + 1]; ++k)
            count += heard_in_[wiring_.sources[k]] != core_ ? 1U : 0U;
        return count;  // a source with two synapses counts twice where it is not heard yet
    }
    void open() {
        if (neurons_ == 0) return;
        ++core_;
        neurons_ = synapses_ = in_axons_ = 0;
    }

    const Wiring& wiring_;
    std::size_t neurons_most_, populations_most_, synapses_most_, in_axons_most_;
    std::vector<std::uint32_t> heard_in_;  ///< the last core that hears a source
    std::vector<std::uint32_t> hearers_;   ///< how many cores do
    std::vector<std::uint32_t> core_of_;
    std::uint32_t core_ = 0;
    std::size_t neurons_ = 0, populations_ = 0, synapses_ = 0, in_axons_ = 0;
    Filling filling_;
};

}  // namespace

std::optional<Filling> fill(const snn::Network& network, const Wiring& wiring,
                            const Limits& limits) {
    Filler filler(wiring, limits);
    for (const snn::Population& p : network.populations()) {
        filler.begin_population();
        for (std::size_t n = 0; n < p.size; ++n)
            if (!filler.add(index(p.first) + n)) return std::nullopt;
    }
    return filler.finish();
}

}  // namespace efferent::hw
