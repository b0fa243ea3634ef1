// A signal together with delayed copies of itself, as convolutive blind source separation needs it.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/signal.hpp"
#include "core/table.hpp"

namespace efferent::motor_units {

/// x̃(t) = [x(t); x(t-1); ...; x(t-R+1)] for M channels and an extension R, with x = 0 before the
/// first sample. Its dimension is D = R·M; element r·M + m is channel m, r samples ago.
/// (Negro et al., "Multi-channel intramuscular and surface EMG decomposition by convolutive blind
/// source separation", J Neural Eng 13:026027, 2016.)
class Extended {
public:
    virtual ~Extended() = default;
    virtual std::size_t dimensions() const = 0;
    virtual std::size_t length() const = 0;
    /// (1/N) Σ_t x̃(t) x̃(t)ᵀ, D by D.
    virtual Table covariance() const = 0;
    /// out[k][t] = filters[k] · x̃(t) for all t; a filter has D numbers.
    virtual std::vector<std::vector<float>> project(
        const std::vector<std::vector<float>>& filters) const = 0;
    /// Σ_k weights[k] x̃(times[k]).
    virtual std::vector<double> sum(std::span<const std::size_t> times,
                                    std::span<const double> weights) const = 0;
};

/// Without making x̃: the covariance is block-Toeplitz up to its edges, projections are FIR filters.
/// Costs R times fewer operations for the covariance, and R times less memory. The same bytes on
/// every processor and any number of threads.
std::unique_ptr<Extended> extend(SignalView signal, std::size_t extension);

/// The definition, with x̃ as a matrix. Agrees with `extend` to float precision.
std::unique_ptr<Extended> extend_reference(SignalView signal, std::size_t extension);

}  // namespace efferent::motor_units
