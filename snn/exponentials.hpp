// Where a sum of exponentials first reaches zero: the one question that exactness asks.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>

namespace efferent::snn {

/// weight · exp(−rate · t)
struct Exponential {
    double weight = 0.0;
    double rate = 0.0;
};

inline constexpr std::size_t most_exponentials = 4;

/// Points in time, ascending.
struct Points {
    std::array<double, most_exponentials> at{};
    std::size_t count = 0;
    std::span<const double> points() const { return {at.data(), count}; }
};

/// Where in (0, end) constant + Σ terms changes its sign: at most as often as there are terms
/// (Descartes' rule of signs). By Rolle's theorem there is at most one such point between two
/// neighbouring extrema. `terms` has at most `most_exponentials`.
Points sign_changes(double constant, std::span<const Exponential> terms, double end);

/// Where in (0, end) Σ terms stops rising or falling: the sign changes of a sum of one term less.
Points extrema(std::span<const Exponential> terms, double end);

/// The first instant in (0, end] at which `f`, continuous, below zero at 0 and monotone between
/// neighbouring `extrema` (ascending, in (0, end)), is zero or above; to the resolution of double.
std::optional<double> first_zero(const std::function<double(double)>& f,
                                 std::span<const double> extrema, double end);

}  // namespace efferent::snn
