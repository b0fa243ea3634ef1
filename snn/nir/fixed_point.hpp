// Loihi's arithmetic on NIR's leaky neurons: whole numbers, six bits of fraction, a current without
// memory (the rule of the chip's published trace of one neuron).
#pragma once

#include <cstdint>
#include <vector>

#include "snn/nir/flat.hpp"
#include "snn/nir/platform.hpp"
#include "snn/nir/run.hpp"

namespace efferent::snn::nir {

/// u = 64 w s; v ← sgn(v) (|v| (4096 − d) >> 12) + u; a spike above 64 θ, then v = 0; with
/// w = weight · r · dt/τ · S and θ = v_threshold · S rounded, d = ⌊4096 dt/τ⌋, S steps_per_unit.
/// Linear nodes between layers of LIF; Error{unsupported} for anything else, and for what exceeds
/// the chip's bits: w 8 and a sign, θ 17, d 12.
class FixedPoint {
public:
    FixedPoint(const Flat& flat, const Platform& as);
    void step(const double* input);
    /// Potentials in the chip's own steps, fraction bits included.
    void note(Trace& trace) const;

private:
    struct Place {
        std::vector<std::int64_t> weight;  ///< [out][in], of a node of neurons' one linear source
        std::vector<std::int64_t> v, threshold, decay;
        std::vector<std::int64_t> out;
        std::size_t from = 0;  ///< whose spikes the weights meet
    };
    const Flat& flat_;
    std::vector<Place> places_;
};

}  // namespace efferent::snn::nir
