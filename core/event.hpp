// The two currencies of the pipeline, ordered by time first, then by identifier: this total order
// is what makes a run independent of the number of threads.
#pragma once

#include <compare>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace efferent {

enum class Polarity : std::int8_t { down = -1, up = +1 };

/// Something an encoder saw on a channel.
struct Event {
    Time at{};
    ChannelId channel{};
    Polarity polarity = Polarity::up;
    friend constexpr auto operator<=>(const Event&, const Event&) = default;
};

/// Something a neuron did.
struct Spike {
    Time at{};
    NeuronId neuron{};
    friend constexpr auto operator<=>(const Spike&, const Spike&) = default;
};

static_assert(sizeof(Event) == 16 && sizeof(Spike) == 16);

}  // namespace efferent
