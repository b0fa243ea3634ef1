// Coordinates in which covariances may be averaged and compared like any other numbers.
#pragma once

#include <cstddef>
#include <span>

namespace efferent::decoders {

/// Numbers that log_euclidean() writes for so many channels.
constexpr std::size_t log_euclidean_size(std::size_t channels) {
    return channels * (channels + 1) / 2;
}

/// The triangle of the logarithm of a symmetric matrix, off the diagonal times √2. Entry (a, b)
/// with a ≤ b is read from `matrix[a · channels + b]`; eigenvalues below `least`, above 0, count as
/// that. Source: Arsigny, Fillard, Pennec, Ayache, "Log-Euclidean metrics for fast and simple
/// calculus on diffusion tensors", Magn. Reson. Med. 56(2), 2006.
void log_euclidean(std::span<const double> matrix, std::size_t channels, double least,
                   std::span<double> out);

/// Multiply-accumulates of that: C^3 to put the logarithm together, and 4.5 C^3 for the
/// decomposition: 9 C^3 operations, half of them products.
/// Source for the 9: Golub, Van Loan, "Matrix Computations", 4th edition, section 8.3.
constexpr double log_euclidean_macs(std::size_t channels) {
    const double c = static_cast<double>(channels);
    return 5.5 * c * c * c;
}

}  // namespace efferent::decoders
