// Networks by rule: from the number of channels to a Network, before any training.
#pragma once

#include "core/part.hpp"
#include "snn/network.hpp"

namespace efferent::snn {

class Design {
public:
    virtual ~Design() = default;
    /// A network for events of so many channels; the same for the same settings.
    virtual Network build(std::size_t channels) const = 0;
};

Parts<Design> designs();

}  // namespace efferent::snn
