// One neuron through one window, arrival by arrival, in double: what becomes of those that may have
// spiked.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snn/backend.hpp"
#include "snn/engine/frame.hpp"

namespace efferent::snn {

/// A weight that reaches the neuron with hit `hit`.
struct Touch {
    std::uint32_t hit = 0;
    float weight = 0.0F;
};

/// What a neuron's own settings come to in the frame.
struct Limits {
    double threshold = 0.0;  ///< less rest
    double v_reset = 0.0;    ///< less rest
    double rest = 0.0;
    double refractory_ns = 0.0;
    Reset reset = Reset::to_value;
};

/// In the frame of the window's begin.
struct WalkState {
    double a = 0.0;
    double p = 0.0;
    double n = 0.0;
    bool held = false;
    double free_at_ns = 0.0;  ///< if held: until when, from the window's begin
    double held_v = 0.0;      ///< less rest
};

struct WalkEnd {
    bool spiked = false;
    WalkState state;  ///< in the same frame; p and n only if it is not held
};

class Walk {
public:
    Walk(const Frame& frame, std::span<const TimedHit> hits) : frame_(frame), hits_(hits) {}

    /// Appends the spikes as offsets in ns, and what `probe` is to see.
    WalkEnd run(const WalkState& begin, const Limits& limits, std::span<const Touch> touches,
                std::vector<std::uint32_t>& spikes);

    struct Look {
        std::uint32_t offset_ns = 0;
        double v = 0.0;
        double current = 0.0;
    };
    std::vector<Look>* looks = nullptr;  ///< of a probed neuron

private:
    double value(const Instant& i) const {
        return s_.a * i.fall_a + s_.p * i.fall_p + s_.n * i.fall_n;
    }
    void go_on_to(const Instant& to);
    double crossing(const Instant& from, const Instant& to) const;
    double crossing_of_potential(const Instant& from, double v) const;
    double crossing_of_current(const Instant& from, const Instant& to, double v) const;
    double rising_crossing(const Instant& from, double length, double v) const;
    double searched_crossing(const Instant& from, double length) const;
    void receive(const TimedHit& hit, double weight);
    void release(const Instant& at);
    void fire(const Instant& at, double v);
    void look(const Instant& at);

    const Frame& frame_;
    std::span<const TimedHit> hits_;
    WalkState s_;
    Limits limits_;
    Instant now_;
    std::int64_t last_spike_ = -1;
    std::vector<std::uint32_t>* spikes_ = nullptr;
};

}  // namespace efferent::snn
