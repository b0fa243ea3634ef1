// Loihi's neuron of two compartments, a current and a potential, in whole numbers (Davies et al.,
// IEEE Micro 38(1), 2018; Lava's PyLifModelBitAcc in lava/proc/lif/models.py; weights as in
// Michaelis et al., Frontiers in Neuroinformatics 16, 2022).
#include "snn/loihi.hpp"

#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "hw/arrivals.hpp"
#include "hw/fits.hpp"

namespace efferent::hw {
namespace {

constexpr int fraction = 6;  // bits below weights and thresholds
constexpr std::int64_t turn = std::int64_t{1} << 24U;
constexpr Range potentials{-(turn / 2 - 1), turn / 2 - 1};
constexpr Range currents{-(turn / 2 - 1), turn / 2};  // what Lava wraps them into
constexpr Range decay_register{0, 4095};
constexpr std::int64_t heaviest = (std::int64_t{1} << 21U) - 64;

struct LoihiParams {
    std::int64_t bias_exponent = fraction;
};

void describe(Fields& field, LoihiParams& p) {
    field("bias_exponent", p.bias_exponent,
          "a bias b moves the potential by b 2^bias_exponent a tick");
    field.require(p.bias_exponent >= 0 && p.bias_exponent <= 7, "bias_exponent",
                  "must be from 0 to 7");
}

/// Weights of one sign have 8 bits; of both signs the lowest is lost.
void require_signs(const WholeNetwork& network) {
    for (std::size_t i = 0; i < network.projections.size(); ++i) {
        const auto& weights = network.projections[i].weights;
        const auto [least, most] = std::ranges::minmax_element(weights);
        if (weights.empty() || *least >= 0 || (*most <= 0 && *least >= -255)) continue;
        const auto odd = std::ranges::find_if(weights, [](int w) { return w % 2 != 0; });
        if (odd == weights.end()) continue;
        throw Error(Fault::capacity,
                    "projection " + std::to_string(i) + ": a weight of " + std::to_string(*odd) +
                        " among weights of both signs, where the chip holds even ones");
    }
}

/// ⌊w 2^exponent⌋ 64 in 21 bits and a sign.
std::int64_t effect(int weight, int exponent) {
    const std::int64_t steps =
        exponent >= 0 ? std::int64_t{weight} * (1 << exponent) : std::int64_t{weight} >> -exponent;
    return std::clamp(steps * (1 << fraction), -heaviest, heaviest);
}

class LoihiMachine final : public Machine {
public:
    LoihiMachine(const WholeNetwork& network, const LoihiParams& params)
        : arrivals_(network, [&network](std::size_t p, std::size_t k) {
              return effect(network.projections[p].weights[k], network.projections[p].exponent);
          }) {
        for (const WholePopulation& p : network.populations)
            for (std::size_t n = 0; n < p.size; ++n)
                neurons_.push_back(
                    {.lost_current = p.current[n] + 1,
                     .lost = p.membrane[n],
                     .threshold = p.spikes ? std::int64_t{p.threshold[n]} * (1 << fraction)
                                           : std::numeric_limits<std::int64_t>::max(),
                     .bias =
                         p.bias.empty() ? 0 : std::int64_t{p.bias[n]} * (1 << params.bias_exponent),
                     .refractory = p.refractory.empty() ? 1 : p.refractory[n]});
    }

    void tick(std::span<const std::uint32_t> lines, std::vector<NeuronId>& spikes) override {
        for (const std::uint32_t line : lines) arrivals_.event(line);
        const std::size_t before = spikes.size();
        const auto arrived = arrivals_.now();
        for (std::size_t n = 0; n < neurons_.size(); ++n)
            if (fires(neurons_[n], arrived[n])) spikes.push_back(static_cast<NeuronId>(n));
        end_tick(arrivals_, std::span(spikes).subspan(before), lines.size(), work_);
    }

    std::int32_t potential(NeuronId n) const override {
        return static_cast<std::int32_t>(neurons_[index(n)].v);
    }
    std::int32_t current(NeuronId n) const override {
        return static_cast<std::int32_t>(neurons_[index(n)].u);
    }
    Work work() const override { return work_; }

private:
    struct Neuron {
        std::int64_t lost_current, lost, threshold, bias;
        std::int32_t refractory, held = 0;
        std::int64_t u = 0, v = 0;
    };

    bool fires(Neuron& n, std::int64_t arrived) {
        n.u = wrapped(snn::loihi_decayed(n.u, n.lost_current) + arrived);
        if (n.held > 0) {
            --n.held;
            return false;
        }
        n.v =
            saturated(snn::loihi_decayed(n.v, n.lost) + n.u + n.bias, potentials, work_.saturated);
        if (n.v <= n.threshold) return false;
        n.v = 0;
        n.held = n.refractory - 1;
        return true;
    }

    std::int64_t wrapped(std::int64_t u) {
        if (u >= currents.least && u <= currents.most) return u;
        ++work_.saturated;
        u = (u - currents.least) % turn;
        return (u < 0 ? u + turn : u) + currents.least;
    }

    Arrivals<std::int64_t> arrivals_;
    std::vector<Neuron> neurons_;
    Work work_;
};

class Loihi final : public Arithmetic {
public:
    using Params = LoihiParams;
    explicit Loihi(const Params& params) : params_(params) {}

    Registers registers(const Chip&) const override {
        return {.weight = {-256, 254},
                .weight_step = 2,
                .exponent = {-8, 7},
                .threshold = {0, (1 << 17) - 1},
                .bias = {-4096, 4095},
                .potential = potentials,
                .potential_shift = fraction,
                .threshold_shift = fraction,
                .bias_shift = static_cast<int>(params_.bias_exponent),
                .delay = {1, 63},
                .refractory_most = 63,
                .has_current = true};
    }

    Decays decays(const snn::Dynamics& dynamics, Duration tick, std::int64_t) const override {
        require_plain(dynamics, registers({}));
        const auto lost = [&](double tau_ns) {
            return std::llround(4096.0 * -std::expm1(-static_cast<double>(tick.count()) / tau_ns));
        };
        const std::int64_t v = lost(dynamics.membrane_ns);
        const std::int64_t u = dynamics.has_current() ? lost(dynamics.excitatory_ns) : 4096;
        if (v > decay_register.most)
            throw Error(Fault::unsupported, "its membrane forgets all within a tick");
        if (u == 0) throw Error(Fault::unsupported, "its current loses less than 1/4096 in a tick");
        return {.membrane = static_cast<std::int32_t>(v),
                .current = static_cast<std::int32_t>(u - 1),
                .keeps_membrane = static_cast<double>(4096 - v) / 4096.0,
                .keeps_current = static_cast<double>(4096 - u) / 4096.0};
    }

    std::unique_ptr<Machine> start(const Chip& chip, const WholeNetwork& network,
                                   std::uint64_t) const override {
        Registers held = registers(chip);
        held.weight.most = 255;
        held.weight_step = 1;
        require_held(network, held);
        require_signs(network);
        for (const WholePopulation& p : network.populations) {
            require_held(p, p.membrane, decay_register, "a decay of the potential");
            require_held(p, p.current, decay_register, "a decay of the current");
        }
        return std::make_unique<LoihiMachine>(network, params_);
    }

private:
    Params params_;
};

}  // namespace

extern constinit const PartInfo<Arithmetic> part_loihi = part<Arithmetic, Loihi>(
    "loihi", "Loihi: a current that wraps and a potential, both leaking in 4096ths, reset to 0");

}  // namespace efferent::hw
