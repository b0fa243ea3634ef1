// Xylo's neuron in 16-bit whole numbers that decay by shifts, by the rule that Rockpool documents
// (rockpool/nn/modules/torch/lif_torch.py for the order, lif_bitshift_torch.py for the decay,
// docs/devices/xylo-overview for the widths). There are no public traces of the chip to check it
// against.
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "hw/arrivals.hpp"
#include "hw/fits.hpp"

namespace efferent::hw {
namespace {

constexpr Range states{-32768, 32767};
constexpr Range thresholds{1, 32767};
constexpr Range shifts{0, 7};    // of weights
constexpr Range dashes{0, 15};   // of decays
constexpr int events_most = 15;  // of a line in a tick
constexpr std::int64_t spikes_most = 31, output_spikes_most = 1;

/// x − (x >> dash), and by 1 towards 0 where that is no step.
std::int64_t decayed(std::int64_t x, int dash) {
    const std::int64_t step = x >> dash;
    return x - (step == 0 && x > 0 ? 1 : step);
}

bool from_input(const WholeProjection& p) {
    return std::holds_alternative<snn::InputLines>(p.from);
}

/// Populations whose spikes leave the chip alone: they hear hidden ones and are heard by none.
std::vector<bool> outputs(const WholeNetwork& network) {
    std::vector<bool> output(network.populations.size(), false);
    for (const WholeProjection& p : network.projections)
        if (!from_input(p)) output[index(p.to)] = true;
    for (const WholeProjection& p : network.projections) {
        if (from_input(p))
            output[index(p.to)] = false;
        else
            output[index(std::get<PopulationId>(p.from))] = false;
    }
    return output;
}

/// The chip has one shift for weights from inputs, one for those between hidden neurons and one for
/// those to outputs.
void require_shared_shifts(const WholeNetwork& network) {
    const std::vector<bool> output = outputs(network);
    const WholeProjection* first[3] = {nullptr, nullptr, nullptr};
    for (std::size_t i = 0; i < network.projections.size(); ++i) {
        const WholeProjection& p = network.projections[i];
        const WholeProjection*& other = first[from_input(p) ? 0 : output[index(p.to)] ? 2 : 1];
        if (other == nullptr) other = &p;
        if (other->exponent != p.exponent)
            throw Error(Fault::capacity,
                        "projection " + std::to_string(i) + ": an exponent of " +
                            std::to_string(p.exponent) + " beside one of " +
                            std::to_string(other->exponent) +
                            ", where the chip has a single one for inputs, for hidden neurons and "
                            "for outputs");
    }
}

class XyloMachine final : public Machine {
public:
    explicit XyloMachine(const WholeNetwork& network)
        : arrivals_(network,
                    [&network](std::size_t p, std::size_t k) {
                        return network.projections[p].weights[k] *
                               (1 << network.projections[p].exponent);
                    }),
          events_(2 * network.channels, 0) {
        const std::vector<bool> output = outputs(network);
        for (std::size_t id = 0; id < network.populations.size(); ++id) {
            const WholePopulation& p = network.populations[static_cast<PopulationId>(id)];
            for (std::size_t n = 0; n < p.size; ++n)
                neurons_.push_back({.threshold = p.spikes ? p.threshold[n] : 1,
                                    .most = !p.spikes    ? 0
                                            : output[id] ? output_spikes_most
                                                         : spikes_most,
                                    .bias = p.bias.empty() ? 0 : p.bias[n],
                                    .dash = p.membrane[n],
                                    .dash_current = p.current[n]});
        }
    }

    void tick(std::span<const std::uint32_t> lines, std::vector<NeuronId>& spikes) override {
        for (const std::uint32_t line : lines) {
            if (++events_[line] > events_most)
                ++work_.dropped;
            else
                arrivals_.event(line);
        }
        for (const std::uint32_t line : lines) events_[line] = 0;
        const std::size_t before = spikes.size();
        const auto arrived = arrivals_.now();
        for (std::size_t n = 0; n < neurons_.size(); ++n)
            spikes.insert(spikes.end(), fired(neurons_[n], arrived[n]), static_cast<NeuronId>(n));
        end_tick(arrivals_, std::span(spikes).subspan(before), lines.size(), work_);
    }

    std::int32_t potential(NeuronId n) const override {
        return static_cast<std::int32_t>(neurons_[index(n)].v);
    }
    std::int32_t current(NeuronId n) const override {
        return static_cast<std::int32_t>(neurons_[index(n)].i);
    }
    Work work() const override { return work_; }

private:
    struct Neuron {
        std::int64_t threshold, most, bias;
        std::int32_t dash, dash_current;
        std::int64_t i = 0, v = 0;
    };

    /// The number of spikes of one neuron in this tick.
    std::size_t fired(Neuron& n, std::int64_t arrived) {
        n.i = saturated(n.i + arrived, states, work_.saturated);
        n.v = decayed(n.v, n.dash);
        n.i = decayed(n.i, n.dash_current);
        n.v = saturated(n.v + n.i + n.bias, states, work_.saturated);
        if (n.v < n.threshold) return 0;
        const std::int64_t spikes = std::min(n.v / n.threshold, n.most);
        n.v -= spikes * n.threshold;
        return static_cast<std::size_t>(spikes);
    }

    Arrivals<std::int64_t> arrivals_;
    std::vector<Neuron> neurons_;
    std::vector<int> events_;  // of each line in this tick
    Work work_;
};

class Xylo final : public Arithmetic {
public:
    using Params = NoParams;
    explicit Xylo(const Params&) {}

    Registers registers(const Chip&) const override {
        return {.weight = {-128, 127},
                .threshold = thresholds,
                .bias = states,
                .potential = states,
                .own_scales = true,
                .resets_to_zero = false,
                .subtracts = true,
                .has_current = true};
    }

    /// round(log2(τ / tick)). Without a current of its own a neuron gets the shortest there is,
    /// which passes an arrival on as 1/2, 1/4, 1/8, ...: as much in all.
    Decays decays(const snn::Dynamics& dynamics, Duration tick, std::int64_t) const override {
        require_plain(dynamics, registers({}));
        const int v = dash(dynamics.membrane_ns, tick, "its membrane");
        const int i =
            dynamics.has_current() ? dash(dynamics.excitatory_ns, tick, "its current") : 1;
        const double keeps = 1.0 - std::ldexp(1.0, -i);
        return {.membrane = v,
                .current = i,
                .keeps_membrane = 1.0 - std::ldexp(1.0, -v),
                .keeps_current = keeps,
                .gain = dynamics.has_current() ? keeps : 1.0};
    }

    std::unique_ptr<Machine> start(const Chip& chip, const WholeNetwork& network,
                                   std::uint64_t) const override {
        Registers held = registers(chip);
        held.exponent = shifts;
        require_held(network, held);
        require_shared_shifts(network);
        for (const WholePopulation& p : network.populations) {
            require_held(p, p.membrane, dashes, "a decay of the potential");
            require_held(p, p.current, dashes, "a decay of the current");
        }
        return std::make_unique<XyloMachine>(network);
    }

private:
    static int dash(double tau_ns, Duration tick, const std::string& what) {
        const double ticks = tau_ns / static_cast<double>(tick.count());
        if (ticks < 1.0)
            throw Error(Fault::unsupported, what +
                                                " is faster than a tick, which the chip's decay "
                                                "by shifts cannot be");
        const double shift = std::max(1.0, std::round(std::log2(ticks)));
        if (shift > static_cast<double>(dashes.most))
            throw Error(Fault::unsupported,
                        what + " is slower than 2^15 ticks, and the chip's neurons always leak");
        return static_cast<int>(shift);
    }
};

}  // namespace

extern constinit const PartInfo<Arithmetic> part_xylo = part<Arithmetic, Xylo>(
    "xylo", "Xylo: 16-bit states that decay by shifts, several spikes a tick, by documented rule");

}  // namespace efferent::hw
