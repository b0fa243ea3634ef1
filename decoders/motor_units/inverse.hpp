// The inverse of a covariance, kept as its Cholesky factor.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/table.hpp"

namespace efferent::motor_units {

class Inverse {
public:
    /// Of `covariance` + regularisation · (mean of its diagonal) · identity. Error{format} if that
    /// is not positive definite, as with channels that are constant or sums of others.
    Inverse(const Table& covariance, double regularisation);
    ~Inverse();
    Inverse(const Inverse&) = delete;
    Inverse& operator=(const Inverse&) = delete;

    /// Row i of the result is the inverse times row i of `rows`.
    Table times(const Table& rows) const;

private:
    struct Factor;
    std::unique_ptr<Factor> factor_;
};

/// x(t)ᵀ B⁻¹ x(t) of each row of `samples`, where B is their own covariance: how much goes on at
/// this instant, whatever the sizes and likeness of the channels. Regularised as Inverse is.
std::vector<float> activity(std::span<const float> samples, std::size_t channels,
                            double regularisation);

}  // namespace efferent::motor_units
