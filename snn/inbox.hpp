// What arrives at the neurons of one population at one instant, summed before any of them hears it.
#pragma once

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "snn/neuron.hpp"

namespace efferent::snn {

class Inbox {
public:
    Inbox(std::size_t neurons, bool by_sign)
        : by_sign_(by_sign), sums_(neurons), touched_((neurons + 63) / 64) {}

    void add(std::uint32_t target, double weight) {
        Arrival& sum = sums_[target];
        (by_sign_ && weight < 0.0 ? sum.inhibitory : sum.excitatory) += weight;
        touched_[target / 64] |= std::uint64_t{1} << (target % 64);
        any_ = true;
    }

    /// Calls `each(neuron, sum)`, ascending, and empties the inbox.
    template <class F>
    void take(const F& each) {
        if (!std::exchange(any_, false)) return;
        for (std::size_t word = 0; word < touched_.size(); ++word)
            for (std::uint64_t bits = std::exchange(touched_[word], 0); bits != 0;
                 bits &= bits - 1) {
                const std::size_t n = 64 * word + static_cast<std::size_t>(std::countr_zero(bits));
                each(n, std::exchange(sums_[n], {}));
            }
    }

private:
    bool by_sign_;
    bool any_ = false;
    std::vector<Arrival> sums_;
    std::vector<std::uint64_t> touched_;  ///< one bit a neuron, so that order needs no sorting
};

}  // namespace efferent::snn
