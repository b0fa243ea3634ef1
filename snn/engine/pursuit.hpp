// What becomes of the few neurons of a block that may have spiked in a window, or that were held.
#pragma once

#include <span>
#include <vector>

#include "snn/engine/aligned.hpp"
#include "snn/engine/block.hpp"
#include "snn/engine/eights.hpp"
#include "snn/engine/touches.hpp"
#include "snn/engine/walk.hpp"

namespace efferent::snn {

struct Chosen {
    std::uint32_t lane = 0;
    WalkState state;
};

class Pursuit {
public:
    explicit Pursuit(const BlockPlan& plan);

    /// Of each chosen, in their order, how it ends. Appends spikes, and samples of probed neurons.
    /// `segments` are the hits' parts in the block. How a neuron ends does not depend on who else
    /// is chosen, nor on whether it is probed.
    std::span<const WalkEnd> follow(const Window& window, std::span<const Segment> segments,
                                    std::span<const Chosen> chosen, std::vector<Spike>& spikes,
                                    std::vector<Sample>& samples);

private:
    void march_all(const Window& window, std::span<const Segment> segments,
                   std::span<const Chosen> chosen, std::vector<Spike>& spikes);
    void fill(MarchEight& eight, std::span<const Chosen> chosen);
    void add_crossing(const MarchEight& eight, const Eights::Meetings& met, std::size_t i,
                      std::uint32_t place);
    void end_crossings(const Window& window, std::span<const Chosen> chosen,
                       std::vector<Spike>& spikes);
    void walk(const Window& window, std::span<const Segment> segments,
              std::span<const Chosen> chosen, std::vector<Spike>& spikes);
    void look(const Window& window, std::span<const Segment> segments,
              std::span<const Chosen> chosen, std::vector<Sample>& samples);

    const BlockPlan& plan_;
    std::vector<Limits> limits_;
    TouchList touches_;
    Eights eights_;
    MarchFrame frame_;
    Aligned<double> states_;
    Crossings crossings_{};
    std::vector<std::uint32_t> crossing_;  ///< of each, the place in `chosen`
    std::vector<WalkEnd> ends_;
    std::vector<std::uint32_t> unsure_;  ///< places in `chosen`
    std::vector<std::uint32_t> lanes_;
    std::vector<std::uint32_t> offsets_;
    std::vector<Walk::Look> looks_;
    std::vector<bool> probed_;
};

}  // namespace efferent::snn
