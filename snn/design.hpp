// Networks by rule: from the number of channels to a Network, before any training.
#pragma once

#include "core/part.hpp"
#include "snn/network.hpp"

namespace efferent::snn {

/// What a network is for.
struct Purpose {
    std::size_t channels = 0;  ///< of events
    std::size_t classes = 0;   ///< to tell apart; a design without a readout does not ask
    std::uint64_t seed = 0;    ///< of weights that are drawn
};

class Design {
public:
    virtual ~Design() = default;
    /// The same for the same settings and purpose.
    virtual Network build(const Purpose& purpose) const = 0;
};

Parts<Design> designs();

}  // namespace efferent::snn
