// DYNAP-SE2 as statistics: silicon neurons and synapses of the differential-pair kind in their
// linear range, which are leaky integrators (Chicca et al., Proc. IEEE 102(9), 2014), whose every
// current is off by a share of its own. Behaviour, not a circuit: coarse and fine biases,
// saturation, noise and temperature are not in it.
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/random.hpp"
#include "hw/arrivals.hpp"
#include "hw/base_currents.hpp"
#include "hw/fits.hpp"

namespace efferent::hw {
namespace {

constexpr int fraction = 8;              // bits below weights
constexpr double whole_decay = 65536.0;  // a register's share of what is lost in a tick
constexpr Range decay_register{0, 65536};
constexpr std::int64_t threshold_most = 1 << 22;
constexpr int base_count = 4;  // currents that a core's weights are sums of
constexpr Range current_range{1, 1 << 20};

struct DynapseParams {
    double sigma = 0.1;
};

void describe(Fields& field, DynapseParams& p) {
    field("sigma", p.sigma,
          "by what share currents of equal transistors differ, their standard deviation; Rockpool "
          "has 30 % at three of them (dynapse_mismatch_generator)");
    field.require(p.sigma >= 0.0 && p.sigma <= 0.25, "sigma", "must be from 0 to 0.25");
}

/// What differs from device to device, a function of the seed and of the thing alone; with seed 0
/// nothing does.
class Mismatch {
public:
    Mismatch(std::uint64_t seed, double sigma) : seed_(seed), sigma_(sigma) {}
    /// By which a thing's current is off: normal around 1, above 0.
    double operator()(std::string_view purpose, std::uint64_t thing) const {
        RandomStream random(seed_, purpose, thing);
        double factor = 1.0 + sigma_ * random.normal();
        while (factor <= 0.0) factor = 1.0 + sigma_ * random.normal();
        return factor;
    }

private:
    std::uint64_t seed_;
    double sigma_;
};

/// A weight's sign and sum of currents, which are powers of two if the population chose none.
double effect(std::int64_t weight, const std::vector<std::int32_t>& currents) {
    if (currents.empty()) return std::ldexp(static_cast<double>(weight), fraction);
    const auto sum = static_cast<double>(sum_of(std::abs(weight), currents));
    return weight < 0 ? -sum : sum;
}

/// What is left after a tick where the time constant is `factor` times the register's.
double keeps(std::int32_t held, double factor) {
    return std::pow(1.0 - held / whole_decay, 1.0 / factor);
}

class DynapseMachine final : public Machine {
public:
    DynapseMachine(const WholeNetwork& network, const Mismatch& mismatch)
        : arrivals_(network, [&, first = firsts(network)](std::size_t p, std::size_t k) {
              const WholeProjection& from = network.projections[p];
              return effect(from.weights[k], network.populations[from.to].base_currents) *
                     mismatch("dynapse2 weight", first[p] + k);
          }) {
        for (const WholePopulation& p : network.populations)
            for (std::size_t i = 0; i < p.size; ++i) {
                const std::uint64_t n = index(p.first) + i;
                Neuron& made = neurons_.emplace_back();
                made.keeps_current = keeps(p.current[i], mismatch("dynapse2 current", n));
                made.keeps = keeps(p.membrane[i], mismatch("dynapse2 membrane", n));
                if (p.spikes) made.threshold = p.threshold[i] * mismatch("dynapse2 threshold", n);
                if (!p.bias.empty()) made.bias = p.bias[i] * mismatch("dynapse2 bias", n);
                if (!p.refractory.empty())
                    made.refractory =
                        std::llround(p.refractory[i] * mismatch("dynapse2 refractory", n));
            }
    }

    void tick(std::span<const std::uint32_t> lines, std::vector<NeuronId>& spikes) override {
        for (const std::uint32_t line : lines) arrivals_.event(line);
        const std::size_t before = spikes.size();
        const auto arrived = arrivals_.now();
        for (std::size_t n = 0; n < neurons_.size(); ++n)
            if (fires(neurons_[n], arrived[n])) spikes.push_back(static_cast<NeuronId>(n));
        end_tick(arrivals_, std::span(spikes).subspan(before), lines.size(), work_);
    }

    std::int32_t potential(NeuronId n) const override { return rounded(neurons_[index(n)].v); }
    std::int32_t current(NeuronId n) const override { return rounded(neurons_[index(n)].i); }
    Work work() const override { return work_; }

private:
    struct Neuron {
        double keeps_current = 0.0, keeps = 1.0, bias = 0.0;
        double threshold = std::numeric_limits<double>::infinity();
        std::int64_t refractory = 1, held = 0;
        double i = 0.0, v = 0.0;
    };

    /// The number of each projection's first synapse.
    static std::vector<std::uint64_t> firsts(const WholeNetwork& network) {
        std::vector<std::uint64_t> all;
        std::uint64_t next = 0;
        for (const WholeProjection& p : network.projections) {
            all.push_back(next);
            next += p.targets.size();
        }
        return all;
    }

    /// A current that stands for a potential cannot be negative.
    bool fires(Neuron& n, double arrived) {
        n.i = n.i * n.keeps_current + arrived;
        if (n.held > 0) {
            --n.held;
            return false;
        }
        n.v = n.v * n.keeps + n.i + n.bias;
        if (n.v < 0.0) {
            n.v = 0.0;
            ++work_.saturated;
        }
        if (n.v < n.threshold) return false;
        n.v = 0.0;
        n.held = n.refractory - 1;
        return true;
    }

    static std::int32_t rounded(double x) {
        constexpr double most = std::numeric_limits<std::int32_t>::max();
        return static_cast<std::int32_t>(std::lround(std::clamp(x, -most, most)));
    }

    Arrivals<double, double> arrivals_;
    std::vector<Neuron> neurons_;
    Work work_;
};

class Dynapse final : public Arithmetic {
public:
    using Params = DynapseParams;
    explicit Dynapse(const Params& params) : params_(params) {}

    /// A weight says which of four currents of the core add up, on an excitatory or an inhibitory
    /// synapse.
    Registers registers(const Chip&) const override {
        return {.weight = {-15, 15},
                .base_currents = base_count,
                .threshold = {1, threshold_most},
                .bias = {0, threshold_most},
                .potential = {0, std::numeric_limits<std::int32_t>::max()},
                .potential_shift = fraction,
                .refractory_most = 255,
                .devices_differ = true,
                .has_current = true};
    }

    Decays decays(const snn::Dynamics& dynamics, Duration tick, std::int64_t) const override {
        require_plain(dynamics, registers({}));
        const auto lost = [&](double tau_ns) {
            return std::llround(whole_decay *
                                -std::expm1(-static_cast<double>(tick.count()) / tau_ns));
        };
        const auto v = static_cast<std::int32_t>(lost(dynamics.membrane_ns));
        const auto i = static_cast<std::int32_t>(
            dynamics.has_current() ? lost(dynamics.excitatory_ns) : decay_register.most);
        return {.membrane = v,
                .current = i,
                .keeps_membrane = 1.0 - v / whole_decay,
                .keeps_current = 1.0 - i / whole_decay};
    }

    std::unique_ptr<Machine> start(const Chip& chip, const WholeNetwork& network,
                                   std::uint64_t seed) const override {
        require_held(network, registers(chip));
        for (const WholePopulation& p : network.populations) {
            require_held(p, p.membrane, decay_register, "a decay of the potential");
            require_held(p, p.current, decay_register, "a decay of the current");
            if (!p.base_currents.empty())
                require_held(p, p.base_currents, current_range, "a current of weights");
        }
        return std::make_unique<DynapseMachine>(network,
                                                Mismatch(seed, seed == 0 ? 0.0 : params_.sigma));
    }

private:
    Params params_;
};

}  // namespace

extern constinit const PartInfo<Arithmetic> part_dynapse2 = part<Arithmetic, Dynapse>(
    "dynapse2", "DYNAP-SE2 as statistics: leaky integrators whose currents differ by device");

}  // namespace efferent::hw
