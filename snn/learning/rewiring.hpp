// Synapses that are born and die while a network learns, each neuron's fan-in staying as it is
// (Bellec, Kappel, Maass and Legenstein, "Deep rewiring: training very sparse deep networks", ICLR
// 2018).
#pragma once

#include "core/fields.hpp"
#include "snn/learning/adam.hpp"
#include "snn/learning/plan.hpp"

namespace efferent::snn::training {

struct RewiringParams {
    double pull = 0.0;
};
void describe(Fields& field, RewiringParams& params);

class Rewiring {
public:
    /// Of the sparse projections of `start`. Error{config} if there is none though `params` asks
    /// for rewiring.
    Rewiring(const Plan& plan, const RewiringParams& params, const Network& start,
             std::uint64_t seed);

    bool is_on() const { return pull_ > 0.0; }
    /// After a step from `before` to `values` at this learning rate: synapses are pulled towards 0;
    /// those that pass it, and those that were at 0 and still are, die. As many are born, of weight
    /// 0, from sources that the same neuron does not hear through the same projection, drawn by
    /// seed and step. Dead ones have neither weight nor moments.
    void rewire(double learning_rate, const Aligned<float>& before, Aligned<float>& values,
                Moments& moments, std::vector<std::uint8_t>& trained) const;

private:
    struct Sources {
        Link link;
        std::size_t sources = 0;
        std::size_t targets = 0;
    };

    std::vector<Sources> projections_;
    double pull_ = 0.0;
    std::uint64_t seed_ = 0;
};

}  // namespace efferent::snn::training
