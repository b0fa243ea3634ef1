// One chip of many: its weights are off by what mismatch drew for it.
#pragma once

#include "core/fields.hpp"
#include "snn/network.hpp"

namespace efferent::snn {

struct ChipParams {
    double mismatch = 0.0;
    std::int64_t draw = 1;
};
void describe(Fields& field, ChipParams& params);

/// The network as that chip has it: each listed weight is off by a normal share of itself.
Network on_chip(const Network& network, const ChipParams& params);

}  // namespace efferent::snn
