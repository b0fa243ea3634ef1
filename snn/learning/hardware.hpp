// What a chip can hold of a network, as training sees it: the numbers that are learned stay as they
// are, and every pass computes with C(w). docs/semantics.md, "Training".
#pragma once

#include "core/fields.hpp"
#include "snn/learning/plan.hpp"

namespace efferent::snn::training {

struct HardwareParams {
    std::int64_t weight_bits = 0;
    std::int64_t threshold_bits = 0;
    std::int64_t decay_bits = 0;
    double mismatch = 0.0;
    double attack = 0.0;
    std::int64_t attack_steps = 1;
    double attack_share = 0.5;
};

void describe(Fields& field, HardwareParams& params);

/// Each population's time constants as what is kept from tick to tick in steps of 2^−decay_bits;
/// the network itself with 0. Error{unsupported} if a time constant is so short or so long that
/// nothing or everything would be kept.
Network with_held_decays(const Network& network, const HardwareParams& params, Duration tick);

class HardwareView {
public:
    /// Error{unsupported} names a population whose thresholds cannot be rounded.
    HardwareView(const Plan& plan, const HardwareParams& params, std::uint64_t seed);

    /// `held` becomes C(w): what the trained network has.
    void hold(const Aligned<float>& values, Aligned<float>& held) const;
    /// Each weight of `held` is off by a normal share of itself, drawn anew for each step.
    void disturb(std::int64_t step, Aligned<float>& held) const;
    /// One of `attack_steps` moves of `attacked`, which begins as `held`, up the loss of that
    /// `gradient`: after all of them each weight is off by at most `attack` of itself (Büchel,
    /// Faber and Muir, "Network insensitivity to parameter noise via adversarial regularization",
    /// ICLR 2022).
    void attack(const Aligned<float>& gradient, const Aligned<float>& held,
                Aligned<float>& attacked) const;

private:
    /// Gives the unit of all steps into that layer.
    double hold_weights(std::size_t to, const Aligned<float>& values, Aligned<float>& held) const;
    void hold_thresholds(const Layer& layer, double unit, Aligned<float>& held) const;
    void hold_decays(std::size_t first, std::size_t size, Aligned<float>& held) const;

    const Plan& plan_;
    HardwareParams params_;
    std::uint64_t seed_;
};

}  // namespace efferent::snn::training
