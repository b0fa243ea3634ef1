// What the weights of a projection are like, which decides how they are stored.
#pragma once

#include "snn/engine/synapse_store.hpp"

namespace efferent::snn {

/// One pass over all rows.
struct Survey {
    double count = 0.0;
    double rows = 0.0;
    bool same_in_row = true;
    int lowest_bit = 128;  ///< all weights are whole multiples of 2^lowest_bit
    double largest = 0.0;

    void see(const Row& row);
    double scale() const;
    bool short_enough() const { return largest / scale() <= 32767.0; }
    /// The smallest that loses nothing, of a projection to so many neurons.
    Form form(std::size_t targets) const;
};

}  // namespace efferent::snn
